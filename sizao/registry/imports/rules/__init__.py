"""Class names (`classes`) and rows of roster sheets (`headers`, `cells`, `rows`, `reasons`)."""

from sizao.registry.imports.rules.classes import ClassName, parse_class_name, parse_grade_name
from sizao.registry.imports.rules.headers import PUPILS, Column
from sizao.registry.imports.rules.reasons import CellProblem
from sizao.registry.imports.rules.rows import RosterRow, RowVerdict, check_row

__all__ = [
    "CellProblem",
    "ClassName",
    "Column",
    "PUPILS",
    "RosterRow",
    "RowVerdict",
    "check_row",
    "parse_class_name",
    "parse_grade_name",
]
