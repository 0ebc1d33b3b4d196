"""Reads of the checks: one group's page, a school's board, counts for the levels above."""

from sizao.detect.checks.queries.board import GroupSlots, get_board, list_current, list_slots
from sizao.detect.checks.queries.group import (
    CheckPage,
    Current,
    Question,
    StoredEntry,
    entry_of,
    find_current,
    get_check_page,
    get_group,
    list_entries,
    list_questions,
    state_of,
)
from sizao.detect.checks.queries.tally import (
    MissingGroup,
    Tally,
    list_missing,
    tally_by,
    tally_sessions,
)
from sizao.detect.checks.queries.versions import get_version
from sizao.detect.checks.rules import Check, Entry

__all__ = [
    "Check",
    "CheckPage",
    "Current",
    "Entry",
    "GroupSlots",
    "MissingGroup",
    "Question",
    "StoredEntry",
    "Tally",
    "entry_of",
    "find_current",
    "get_board",
    "get_check_page",
    "get_group",
    "get_version",
    "list_current",
    "list_entries",
    "list_missing",
    "list_questions",
    "list_slots",
    "state_of",
    "tally_by",
    "tally_sessions",
]
