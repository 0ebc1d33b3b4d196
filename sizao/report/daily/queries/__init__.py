"""Reads of the daily return: what would be signed now, what was signed, and the board of an office."""

from sizao.report.daily.queries.board import (
    SubUnit,
    list_calls,
    list_sub_units,
    missing_groups,
    tally_of,
)
from sizao.report.daily.queries.papers import (
    LEVELS,
    SESSIONS,
    ReturnPaper,
    get_return_paper,
    label_of,
    return_paper,
)
from sizao.report.daily.queries.returns import (
    Draft,
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
from sizao.report.daily.queries.sheets import NOTHING, REPORTS, TITLES, BoardSheet, board_sheet

__all__ = [
    "LEVELS",
    "NOTHING",
    "REPORTS",
    "SESSIONS",
    "TITLES",
    "BoardSheet",
    "Draft",
    "ReturnPaper",
    "SubUnit",
    "board_sheet",
    "draft_return",
    "figures_of",
    "find_return",
    "find_signed_before",
    "get_return_paper",
    "get_unit",
    "label_of",
    "list_calls",
    "list_levels",
    "list_sub_returns",
    "list_sub_units",
    "list_versions",
    "missing_groups",
    "return_paper",
    "schools_expected",
    "tally_of",
    "window_of",
    "windows_of",
]
