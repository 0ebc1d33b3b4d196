"""Decisions of hygiene: the plan and its national set (`plan`)."""

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

__all__ = [
    "NUMBER_LABELS", "Default", "Line", "Numbers", "Setting", "WeakerThanSource", "Work", "check_tighter", "defaults",
    "is_due", "kinds_with_plan", "plan_of", "problems_of_setting",
]  # fmt: skip
