"""Which days are school days, and on which of the others boarders are at school."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sizao.core.choices import Choices


class DayKind(Choices):
    """What a day is to a school."""

    SCHOOL_DAY = "SCHOOL_DAY", "上课日"
    WEEKEND = "WEEKEND", "周末"
    HOLIDAY = "HOLIDAY", "法定节假日"
    MAKE_UP = "MAKE_UP", "调休上课日"
    VACATION = "VACATION", "假期"
    LOCAL_OFF = "LOCAL_OFF", "本地停课日"
    LOCAL_ON = "LOCAL_ON", "本地上课日"


SCHOOL_DAY_KINDS = frozenset({DayKind.SCHOOL_DAY, DayKind.MAKE_UP, DayKind.LOCAL_ON})
SATURDAY = 5
WARNING_MONTH = 10


@dataclass(frozen=True, slots=True)
class DayVerdict:
    """What one day is for one school, and who or what decided it.

    boarders_present: boarders (寄宿生) are expected at school, so they have slots; weekends in term included.
    from_unit_id: the unit whose term or local day decided; None for the nation or the ordinary week.
    reason: Chinese source text.
    """

    is_school_day: bool
    boarders_present: bool
    kind: DayKind
    from_unit_id: int | None
    reason: str


Term = tuple[int, dt.date, dt.date]
Override = tuple[int, dt.date, DayKind, str]


def resolve_day(
    day: dt.date,
    national: Mapping[dt.date, DayKind],
    terms: Sequence[Term],
    overrides: Iterable[Override],
) -> DayVerdict:
    """Decide what a day is for the school at the end of a path.

    1. A local day wins over everything; the lowest unit's over those above it.
    2. Outside the terms it is vacation. The lowest unit that has any term decides; without any, every day is in term,
       because a school that forgot its calendar must not fall silent.
    3. Then the nation's holidays and make-up days, then the week.

    national: HOLIDAY and MAKE_UP days.
    terms: (unit id, first day, day after the last), overrides: (unit id, day, LOCAL_ON or LOCAL_OFF, reason);
        both ordered from the province to the school.
    """
    # 1
    for unit_id, _, kind, reason in reversed([o for o in overrides if o[1] == day]):
        return _verdict(DayKind(kind), unit_id, reason or DayKind(kind).label)
    # 2
    term_unit_id = terms[-1][0] if terms else None
    own = [(start, end) for unit_id, start, end in terms if unit_id == term_unit_id]
    if own and not any(start <= day < end for start, end in own):
        is_past_all = day >= max(end for _, end in own)
        reason = "最后一个学期已结束，补录下一学期" if is_past_all else "不在学期内"
        return _verdict(DayKind.VACATION, term_unit_id, reason)
    # 3
    if day in national:
        kind = DayKind(national[day])
        return _verdict(kind, None, kind.label)
    if day.weekday() >= SATURDAY:
        return _verdict(DayKind.WEEKEND, None, DayKind.WEEKEND.label)
    reason = DayKind.SCHOOL_DAY.label if own else "尚未设置学期，按上课日处理"
    return _verdict(DayKind.SCHOOL_DAY, term_unit_id, reason)


def _verdict(kind: DayKind, unit_id: int | None, reason: str) -> DayVerdict:
    is_school_day = kind in SCHOOL_DAY_KINDS
    return DayVerdict(is_school_day, is_school_day or kind == DayKind.WEEKEND, kind, unit_id, reason)


def missing_years(known_years: Iterable[int], today: dt.date) -> tuple[int, ...]:
    """List the years whose national days are needed and unknown: this one, and from October on the next.

    known_years: years of which the table of national days holds anything.
    """
    needed = [today.year] + ([today.year + 1] if today.month >= WARNING_MONTH else [])
    return tuple(sorted(set(needed) - set(known_years)))
