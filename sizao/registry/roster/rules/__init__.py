"""Class names (`classes`), roster sheets (`cells`, `headers`, `rows`, `reasons`), tags (`tags`)."""

from sizao.core.changesets.cells import read_date
from sizao.core.changesets.headers import HeaderMatch
from sizao.registry.roster.rules.classes import ClassName, parse_class_name, parse_grade_name
from sizao.registry.roster.rules.headers import Column, find_header_row, recognize_headers
from sizao.registry.roster.rules.reasons import CellProblem
from sizao.registry.roster.rules.rows import RosterRow, RowVerdict, check_row
from sizao.registry.roster.rules.tags import (
    HEALTH_REASONS,
    LONGEST_NOTE,
    USUAL_DAYS,
    TagMeasure,
    TagReason,
    expiry_problems,
    tag_problems,
)

__all__ = [
    "HEALTH_REASONS",
    "LONGEST_NOTE",
    "USUAL_DAYS",
    "TagMeasure",
    "TagReason",
    "expiry_problems",
    "tag_problems",
    "CellProblem",
    "ClassName",
    "Column",
    "HeaderMatch",
    "RosterRow",
    "RowVerdict",
    "check_row",
    "find_header_row",
    "parse_class_name",
    "parse_grade_name",
    "read_date",
    "recognize_headers",
]
