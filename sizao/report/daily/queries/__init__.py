"""Reads of the daily return: what would be signed now, what was signed, and the board of an office."""

from sizao.report.daily.queries.board import (
    SubUnit,
    list_calls,
    list_sub_units,
    missing_groups,
    tally_of,
)
from sizao.report.daily.queries.returns import (
    Draft,
    day_begun,
    draft_return,
    figures_of,
    find_return,
    find_signed_before,
    get_unit,
    list_levels,
    list_sub_returns,
    list_versions,
    schools_expected,
    window_of,
    windows_of,
)
from sizao.report.daily.queries.signed import SignedReturn, list_signed, list_signed_below, list_signed_levels
from sizao.report.daily.rules import LEVELS, SESSIONS, TITLES, CallAnswer, Figures, Window

__all__ = [
    "LEVELS",
    "SESSIONS",
    "TITLES",
    "CallAnswer",
    "Draft",
    "Figures",
    "SignedReturn",
    "SubUnit",
    "Window",
    "day_begun",
    "draft_return",
    "figures_of",
    "find_return",
    "find_signed_before",
    "get_unit",
    "list_calls",
    "list_levels",
    "list_signed",
    "list_signed_below",
    "list_signed_levels",
    "list_sub_returns",
    "list_sub_units",
    "list_versions",
    "missing_groups",
    "schools_expected",
    "tally_of",
    "window_of",
    "windows_of",
]
