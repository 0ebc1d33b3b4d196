"""Reads of hygiene: the plan (`plans`), days of a school (`days`), counts of many schools (`rates`),
the register (`sheets`)."""

from sizao.prepare.hygiene.queries.days import (
    Cell,
    Kept,
    Row,
    find_standing,
    get_row,
    get_today,
    list_rows,
    schools_with_own,
)
from sizao.prepare.hygiene.queries.plans import KindPlan, get_rule, lines_of, list_plans, list_settings
from sizao.prepare.hygiene.queries.rates import (
    MissingOwner,
    count_by_school,
    count_findings,
    list_missing,
    use_findings,
)
from sizao.prepare.hygiene.rules import Result

__all__ = [
    "Cell", "Kept", "KindPlan", "MissingOwner", "Result", "Row", "count_by_school", "count_findings", "find_standing",
    "get_row", "get_rule", "get_today", "lines_of", "list_missing", "list_plans", "list_rows", "list_settings",
    "schools_with_own", "use_findings",
]  # fmt: skip
