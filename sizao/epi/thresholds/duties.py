"""Duties beside the signals: companions of emergencies, the order of clocks, the daily return, due dates, staff."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sizao.epi.thresholds.hits import Signal
from sizao.epi.thresholds.lines import SHANGHAI, local_day
from sizao.epi.thresholds.rules import Kind, Rule

# Among equal deadlines the graver kind stands first.
GRAVITY = (Kind.PHE, Kind.OUTBREAK, Kind.CLUSTER, Kind.REPORT_SIGNAL, Kind.CLOSURE)
EMERGENCY_DUTY = "PHE-2H"


def by_urgency(signals: Iterable[Signal], at: dt.datetime) -> list[Signal]:
    """Order the signals whose clock runs at a moment, the shortest deadline first, official before default."""
    running = [one for one in signals if one.is_open and one.detected_at <= at and one.deadline and one.deadline >= at]
    return sorted(running, key=_urgency)


def _urgency(signal: Signal) -> tuple[dt.datetime, bool, int]:
    assert signal.deadline is not None
    return (signal.deadline, not signal.deadline_is_official, GRAVITY.index(signal.kind))


@dataclass(frozen=True, slots=True)
class Companion:
    """A duty that shares the clock of an emergency."""

    rule: str
    because: str
    school: str
    detected_at: dt.datetime
    deadline: dt.datetime | None


def companions(rules: Iterable[Rule], fired: Iterable[Signal]) -> list[Companion]:
    """Give the reporting duty beside each emergency that fired."""
    duties = [rule for rule in rules if rule.id == EMERGENCY_DUTY]
    return [
        Companion(rule.id, one.rule, one.unit.school, one.detected_at, rule.deadline.after(one.detected_at))
        for one in fired
        for rule in duties
        if one.kind is Kind.PHE and rule.deadline is not None
    ]


class ClassState(StrEnum):
    """What a class has said on a day; saying nothing is not a zero."""

    CASES = "CASES"
    ZERO = "ZERO"
    NOT_REPORTED = "NOT_REPORTED"


@dataclass(frozen=True, slots=True)
class ClassReport:
    """A class reported cases or an explicit zero."""

    class_group: str
    at: dt.datetime
    has_cases: bool


@dataclass(frozen=True, slots=True)
class DailyReturn:
    """The state of each class in a school's daily return (日报告)."""

    classes: Mapping[str, ClassState]

    @property
    def is_complete(self) -> bool:
        """Tell whether every class has reported."""
        return ClassState.NOT_REPORTED not in self.classes.values()


def daily_return(classes: Sequence[str], reports: Iterable[ClassReport], day: dt.date, at: dt.datetime) -> DailyReturn:
    """Say what is known at a moment; a case reported on the day is not undone by a later zero."""
    states = dict.fromkeys(classes, ClassState.NOT_REPORTED)
    for one in sorted(reports, key=lambda report: report.at):
        if one.class_group in states and one.at <= at and local_day(one.at) == day:
            had_cases = states[one.class_group] is ClassState.CASES
            states[one.class_group] = ClassState.CASES if one.has_cases or had_cases else ClassState.ZERO
    return DailyReturn(states)


@dataclass(frozen=True, slots=True)
class Due:
    """A routine duty with its period and end. due_at: None when the text names no clock (`text` says what)."""

    rule: str
    starts_on: dt.date
    due_at: dt.datetime | None
    text: str


def due_on(rules: Iterable[Rule], kind: str, day: dt.date, *, term_start: dt.date | None = None) -> list[Due]:
    """Give the routine duties of a kind of school whose period holds a day."""
    found = []
    for rule in rules:
        if rule.kind is not Kind.ROUTINE or rule.deadline is None or kind not in rule.settings:
            continue
        start = _period_start(rule.deadline.starts, day, term_start)
        if start is not None:
            found.append(Due(rule.id, start, _period_end(rule, start), rule.deadline.text))
    return [one for one in found if one.due_at is None or local_day(one.due_at) >= day]


def _period_start(starts: str, day: dt.date, term_start: dt.date | None) -> dt.date | None:
    return {
        "school_day": day,
        "day_start": day,
        "week_start": day - dt.timedelta(days=day.weekday()),
        "month_start": day.replace(day=1),
        "calendar_year": dt.date(day.year, 1, 1),
        "term_start": term_start,
        "term_start_or_transfer": term_start,
    }.get(starts)


def _period_end(rule: Rule, start: dt.date) -> dt.datetime | None:
    """Give the end; a month ends with its last day, however many hours the rule names."""
    assert rule.deadline is not None
    if rule.deadline.starts == "month_start":
        following = (start + dt.timedelta(days=31)).replace(day=1)
        return dt.datetime.combine(following, dt.time(), SHANGHAI)
    if rule.deadline.starts == "calendar_year":
        return dt.datetime.combine(dt.date(start.year + 1, 1, 1), dt.time(), SHANGHAI)
    return rule.deadline.after(dt.datetime.combine(start, dt.time(), SHANGHAI))


@dataclass(frozen=True, slots=True)
class StaffNeed:
    """How many full-time health staff a rule asks for. is_part_time_allowed: a part-time teacher will do."""

    rule: str
    needed: int
    is_part_time_allowed: bool


def staff_needs(rules: Iterable[Rule], kind: str, students: int) -> list[StaffNeed]:
    """Give what the rules ask of a school; the texts do not say how to round, so a begun group counts as one."""
    found = []
    for rule in rules:
        per_staff = rule.params.get("students_per_staff", rule.params.get("children_per_staff"))
        if kind not in rule.settings or per_staff is None or students <= 0:
            continue
        size = int(str(per_staff))
        is_small = "students_per_staff" in rule.params and students < size
        found.append(StaffNeed(rule.id, -(-students // size), is_small))
    return found
