"""Return to class (复课): what a return rule asks, what is on file, and from when all of it holds."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sizao.epi.errors import EpiError
from sizao.epi.thresholds.hits import Reason
from sizao.epi.thresholds.lines import local_day, local_moment
from sizao.epi.thresholds.rules import Kind, Rule

Moment = dt.date | dt.datetime


class NoReturnRule(EpiError):
    """A rule that does not speak of return, or asks for something nobody can judge."""


@dataclass(frozen=True, slots=True)
class Course:
    """What is on file of one illness; None is not known, and what is not known is not met.

    recovered_at: symptoms gone and temperature normal. negative_tests_at: negative results, oldest first.
    needs_full_course: tuberculosis that was bacteriologically positive or severe.
    """

    onset: Moment
    recovered_at: dt.datetime | None = None
    rash_on: dt.date | None = None
    crusted_on: dt.date | None = None
    swelling_gone_on: dt.date | None = None
    treatment_started_on: dt.date | None = None
    course_completed_on: dt.date | None = None
    doctor_note_at: dt.datetime | None = None
    certificate_at: dt.datetime | None = None
    negative_tests_at: tuple[dt.datetime, ...] = ()
    smears_negative_on: tuple[dt.date, ...] = ()
    cultures_negative_on: tuple[dt.date, ...] = ()
    has_pneumonia: bool = False
    needs_full_course: bool = False

    def known_at(self, at: dt.datetime) -> "Course":
        """Forget what lies after a moment."""
        changes: dict[str, object] = {}
        for one in dataclasses.fields(self):
            value = getattr(self, one.name)
            if isinstance(value, tuple):
                changes[one.name] = tuple(moment for moment in value if _is_reached(moment, at))
            elif one.name != "onset" and isinstance(value, dt.date) and not _is_reached(value, at):
                changes[one.name] = None
        return dataclasses.replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class ReturnVerdict:
    """May the person come back?

    earliest: the first day or moment at which every condition holds, None while one of them is not on file.
    reasons: one for each condition, code and parameters; `is_met` tells whether it holds now.
    """

    rule: str
    is_allowed: bool
    earliest: Moment | None
    reasons: tuple[Reason, ...]


def judge_return(rule: Rule, course: Course, at: dt.datetime) -> ReturnVerdict:
    """Judge one rule at a moment. Day 0 is the day of onset, rash or first treatment. raises: NoReturnRule."""
    now = list(_conditions(rule, course.known_at(at)))
    reasons = tuple(
        Reason(code, {"due": due.isoformat() if due else None, "is_met": due is not None and _is_reached(due, at)})
        for code, due in now
    )
    is_allowed = all(reason.params["is_met"] for reason in reasons)
    return ReturnVerdict(rule.id, is_allowed, earliest_return(rule, course), reasons)


def earliest_return(rule: Rule, course: Course) -> Moment | None:
    """Give the later of all conditions, None when one of them is not on file. raises: NoReturnRule."""
    dues = [due for _, due in _conditions(rule, course)]
    known = [due for due in dues if due is not None]
    return max(known, key=local_moment) if len(known) == len(dues) else None


def _conditions(rule: Rule, course: Course) -> Iterator[tuple[str, Moment | None]]:
    """Walk the conditions of a rule: a code, and from when it holds."""
    if rule.kind is not Kind.RETURN or not rule.params:
        raise NoReturnRule(f"{rule.id} is no rule of return")
    params = rule.params
    if params.get("doctor_note") and course.doctor_note_at is not None and _is_note_sooner(rule, course):
        yield "DOCTOR_NOTE", course.doctor_note_at
        return
    if "untreated_days_from_onset" in params and course.treatment_started_on is None:
        yield "DAYS_FROM_ONSET_UNTREATED", _days_after(course.onset, params["untreated_days_from_onset"])
        return
    if "min_treatment_months" in params:
        yield from _tuberculosis(params, course)
        return
    for name, wanted in params.items():
        if name in _CONDITIONS and wanted is not False:
            yield name.upper(), _CONDITIONS[name](course, params)
        elif name not in _MODIFIERS:
            raise NoReturnRule(f"{rule.id}: {name} cannot be judged")


def _is_note_sooner(rule: Rule, course: Course) -> bool:
    """Tell whether the doctor's advice opens the return before the hours are over."""
    without = earliest_return(rule, dataclasses.replace(course, doctor_note_at=None))
    return without is None or (course.doctor_note_at is not None and course.doctor_note_at < local_moment(without))


def _symptom_free_hours(course: Course, params: Mapping[str, object]) -> Moment | None:
    return course.recovered_at + dt.timedelta(hours=_int(params["symptom_free_hours"])) if course.recovered_at else None


def _symptom_free_days(course: Course, params: Mapping[str, object]) -> Moment | None:
    """Days after the day of recovery, or a number of negative tests, whichever comes first."""
    needed = _int(params.get("or_negative_tests", 0))
    tested = course.negative_tests_at[needed - 1] if 0 < needed <= len(course.negative_tests_at) else None
    waited = _days_after(course.recovered_at, params["symptom_free_days"]) if course.recovered_at else None
    known = [one for one in (tested, waited) if one is not None]
    return min(known, key=local_moment, default=None)


def _from_rash(course: Course, params: Mapping[str, object]) -> Moment | None:
    name = "min_days_from_rash"
    if course.has_pneumonia and f"{name}_with_pneumonia" in params:
        name = f"{name}_with_pneumonia"
    return _days_after(course.rash_on, params[name]) if course.rash_on else None


def _from_treatment(course: Course, params: Mapping[str, object]) -> Moment | None:
    started = course.treatment_started_on
    return _days_after(started, params["min_days_from_treatment"]) if started else None


def _tuberculosis(params: Mapping[str, object], course: Course) -> Iterator[tuple[str, Moment | None]]:
    if course.needs_full_course:
        yield "COURSE_COMPLETED", course.course_completed_on
        return
    started = course.treatment_started_on
    months = _int(params["min_treatment_months"])
    yield "MIN_TREATMENT_MONTHS", _months_after(started, months) if started else None
    for name, days in (
        ("smears_negative", course.smears_negative_on),
        ("culture_negative", course.cultures_negative_on),
    ):
        needed = _int(params.get(name, 0))
        if needed:
            yield name.upper(), days[needed - 1] if len(days) >= needed else None


_CONDITIONS: Mapping[str, Callable[[Course, Mapping[str, object]], Moment | None]] = MappingProxyType(
    {
        "symptom_free_hours": _symptom_free_hours,
        "symptom_free_days": _symptom_free_days,
        "symptoms_gone": lambda course, params: course.recovered_at,
        "min_days_from_onset": lambda course, params: _days_after(course.onset, params["min_days_from_onset"]),
        "min_days_from_rash": _from_rash,
        "min_days_from_treatment": _from_treatment,
        "all_crusted": lambda course, params: course.crusted_on,
        "swelling_gone": lambda course, params: course.swelling_gone_on,
        "certificate": lambda course, params: course.certificate_at,
    }
)
_MODIFIERS = frozenset(
    {"doctor_note", "untreated_days_from_onset", "or_negative_tests", "min_days_from_rash_with_pneumonia", "local"}
)


def _is_reached(moment: Moment, at: dt.datetime) -> bool:
    if isinstance(moment, dt.datetime):
        return moment <= at
    return moment <= local_day(at)


def _days_after(moment: Moment, days: object) -> dt.date:
    return local_day(moment) + dt.timedelta(days=_int(days))


def _months_after(day: dt.date, months: int) -> dt.date:
    month = day.month - 1 + months
    first = dt.date(day.year + month // 12, month % 12 + 1, 1)
    last = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def _int(value: object) -> int:
    return int(str(value))
