"""Decisions of hygiene: the plan and its national set (`plan`), the records of a day (`records`)."""

from sizao.prepare.hygiene.rules.plan import (
    NUMBER_LABELS,
    Default,
    Line,
    Numbers,
    Setting,
    WeakerThanSource,
    Work,
    check_tighter,
    defaults,
    is_due,
    kinds_with_plan,
    plan_of,
    problems_of_setting,
)
from sizao.prepare.hygiene.rules.records import (
    DAILY_PROCESSES,
    EXAM,
    GRACE,
    LONGEST_NOTE,
    SIGNS,
    AlreadyRecorded,
    Counts,
    Mark,
    NothingDue,
    Result,
    TakeBackOver,
    mark_of,
    problems_of_exception,
)

__all__ = [
    "DAILY_PROCESSES", "EXAM", "GRACE", "LONGEST_NOTE", "NUMBER_LABELS", "SIGNS", "AlreadyRecorded", "Counts",
    "Default", "Line", "Mark", "NothingDue", "Numbers", "Result", "Setting", "TakeBackOver", "WeakerThanSource", "Work",
    "check_tighter", "defaults", "is_due", "kinds_with_plan", "mark_of", "plan_of", "problems_of_exception",
    "problems_of_setting",
]  # fmt: skip
