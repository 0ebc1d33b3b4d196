"""Put a disease into situations: findings, cases spread over days, a patient who wants back."""

import datetime as dt

from sizao.epi import packs
from sizao.epi.criteria import Findings
from sizao.epi.diseases import Disease
from sizao.epi.thresholds import Course, Diagnosis, History, Record, RuleBook, School, Status, judge_return, play

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
FIRST = dt.date(2027, 3, 1)


def status_of(disease: Disease, signs: str, **more: object) -> str | None:
    """Classify a patient. signs: symptoms, and after a slash positive tests: "FEVER RASH / IGM"; + is a link."""
    symptoms, _, tests = signs.replace("+", "").partition("/")
    found = Findings(frozenset(symptoms.split()), tests=frozenset(tests.split()), is_linked="+" in signs, **more)
    return disease.classify(found)


def fires(
    disease: Disease, rule: str, cases: int, days: int, *, kind: str = "primary", status: str = "CLINICAL"
) -> bool:
    """Tell whether a rule fires when cases of one class fall ill on day 1, and the last of them on day `days`."""
    one = packs.get(rule)
    records = []
    for number in range(cases):
        day = FIRST + dt.timedelta(days=days - 1 if number == cases - 1 else 0)
        saved = dt.datetime.combine(day, dt.time(8, number), SHANGHAI)
        named = None if disease.is_syndrome else Diagnosis(disease.key, Status(status), saved)
        records.append(
            Record(
                f"p{number}", 1, "s", day, saved, class_group="1", groups=frozenset("Q"), temperature_celsius=38.0,
                exposure="lunch", diagnosis=named, is_hospitalised=status == "CONFIRMED",
            )
        )  # fmt: skip
    steps = play(RuleBook((one,)), History({"s": School("s", kind, {"1": 40})}, records))
    return any(step.outcome.fired for step in steps)


def may_return(rule: str, day: int, **course: object) -> bool:
    """Tell whether a patient with onset on day 0 may come back at eight on a day; numbers in a course are days."""
    known = {
        name: FIRST + dt.timedelta(days=value) if isinstance(value, int) else value for name, value in course.items()
    }
    known = {name: _at(value) if name.endswith("_at") else value for name, value in known.items()}
    at = dt.datetime.combine(FIRST + dt.timedelta(days=day), dt.time(8), SHANGHAI)
    return judge_return(packs.get(rule), Course(FIRST, **known), at).is_allowed


def _at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(8), SHANGHAI)
