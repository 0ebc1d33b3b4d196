"""Reads of changes: what is planned (`listing`), what a plan would do (`effects`), what units were (`past`)."""

from sizao.registry.changes.queries.checking import check_plan, use_obstacles
from sizao.registry.changes.queries.effects import Effect, effect_of, plan_groups, schools_of
from sizao.registry.changes.queries.listing import (
    find_choices,
    get_change,
    kinds_for,
    list_changes,
    list_due,
    list_of_unit,
    plan_of,
)
from sizao.registry.changes.queries.past import list_past, places_of, unit_on
from sizao.registry.changes.queries.rights import RunElsewhere, may_plan, require_above, require_parts, require_target
from sizao.registry.changes.queries.years import (
    UNDO_HOURS,
    Step,
    YearPlan,
    find_rollover,
    list_graded_schools,
    plan_years,
    year_of,
)

__all__ = [
    "UNDO_HOURS", "Step", "YearPlan", "find_rollover", "list_graded_schools", "plan_years", "year_of", "Effect",
    "RunElsewhere", "check_plan", "effect_of", "find_choices", "get_change", "kinds_for", "list_changes", "list_due",
    "list_of_unit", "list_past", "may_plan", "places_of", "plan_groups", "plan_of", "require_above", "require_parts",
    "require_target", "schools_of", "unit_on", "use_obstacles",
]  # fmt: skip
