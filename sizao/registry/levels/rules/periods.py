"""From when until when a level may hold, and beside which others."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem, SizaoError
from sizao.registry.levels.rules.bundles import Level, is_weaker

# A level ends by itself; whoever needs it longer extends it and says why. source: PROJECT
LONGEST_DAYS = 92


class Change(Choices):
    """What was done with a response."""

    ORDERED = "ORDERED", "已启动"
    EXTENDED = "EXTENDED", "已延长"
    ENDED = "ENDED", "已提前结束"
    CANCELLED = "CANCELLED", "已撤销"
    EXPIRED = "EXPIRED", "已到期"
    TAKEN_OVER = "TAKEN_OVER", "随机构调整延续"
    HANDED_OVER = "HANDED_OVER", "随机构调整转出"


@dataclass(frozen=True, slots=True)
class Span:
    """A response as the rules see it: level over [starts_on, ends_on) at a unit."""

    id: int
    unit_name: str
    level: str
    starts_on: dt.date
    ends_on: dt.date

    @property
    def latest_day(self) -> dt.date:
        return self.ends_on - dt.timedelta(days=1)


class WeakerThanAbove(SizaoError):
    """A unit wanted a weaker level than the one above it is on."""

    code = "weaker_than_above"
    message = "“{unit}”{first}至{latest}是{upper}，下级不能定为更宽的{lower}"
    http_status = 422


class LevelsOverlap(SizaoError):
    """The unit is on another level in the same days."""

    code = "levels_overlap"
    message = "和本单位{first}至{latest}的{level}重叠，先结束它，或选“替换”"
    http_status = 409


def period_problems(starts_on: dt.date, ends_on: dt.date, *, today: dt.date) -> list[FieldProblem]:
    """Say what is wrong with the days [starts_on, ends_on) of a level that is to be ordered."""
    latest = ends_on - dt.timedelta(days=1)
    if starts_on < today:
        return [FieldProblem("starts_on", "不能早于今天", value=str(starts_on))]
    if ends_on <= starts_on:
        return [FieldProblem("ends_on", "结束要在开始以后", value=str(latest))]
    return too_long(starts_on, ends_on)


def too_long(starts_on: dt.date, ends_on: dt.date) -> list[FieldProblem]:
    """Say when a level would hold longer than one order may."""
    if (ends_on - starts_on).days > LONGEST_DAYS:
        return [FieldProblem("ends_on", "一次最多{days}天，需要时再延长", {"days": LONGEST_DAYS})]
    return []


def check_beside(
    level: str, starts_on: dt.date, ends_on: dt.date, *, above: Iterable[Span], own: Iterable[Span]
) -> None:
    """Refuse a level that is weaker than one above it on any of its days, or that overlaps another of the unit.

    raises: WeakerThanAbove, LevelsOverlap.
    """
    for one in above:
        if _overlap(one, starts_on, ends_on) and is_weaker(level, one.level):
            raise WeakerThanAbove(
                unit=one.unit_name, first=one.starts_on, latest=one.latest_day, upper=Level(one.level).label,
                lower=Level(level).label,
            )  # fmt: skip
    for one in own:
        if _overlap(one, starts_on, ends_on):
            raise LevelsOverlap(first=one.starts_on, latest=one.latest_day, level=Level(one.level).label)


def _overlap(one: Span, starts_on: dt.date, ends_on: dt.date) -> bool:
    return one.starts_on < ends_on and starts_on < one.ends_on
