"""Checks of people's data (`identity`, `cells`), class names (`classes`), roster sheets (`headers`, `rows`)."""

from sizao.core.changesets.cells import read_date
from sizao.core.changesets.headers import HeaderMatch
from sizao.registry.roster.rules.cells import check_name, clean_name
from sizao.registry.roster.rules.classes import ClassName, parse_class_name, parse_grade_name
from sizao.registry.roster.rules.headers import Column, find_header_row, recognize_headers
from sizao.registry.roster.rules.identity import (
    Sex,
    age_on,
    check_phone,
    check_resident_number,
    check_student_number,
    clean_number,
    clean_phone,
    mask_name,
    mask_number,
    resident_birth_date,
    resident_check_digit,
    resident_sex,
)
from sizao.registry.roster.rules.reasons import Problem, Reason
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
    "ClassName",
    "Column",
    "HeaderMatch",
    "Problem",
    "Reason",
    "RosterRow",
    "RowVerdict",
    "Sex",
    "age_on",
    "check_name",
    "check_phone",
    "check_resident_number",
    "check_row",
    "check_student_number",
    "clean_name",
    "clean_number",
    "clean_phone",
    "find_header_row",
    "mask_name",
    "mask_number",
    "parse_class_name",
    "parse_grade_name",
    "read_date",
    "recognize_headers",
    "resident_birth_date",
    "resident_check_digit",
    "resident_sex",
]
