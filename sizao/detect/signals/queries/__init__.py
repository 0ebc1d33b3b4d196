"""Reads of signals: what the engine needs to go on, lists and single signals for people."""

from sizao.detect.signals.queries.ground import find_rule, recall
from sizao.detect.signals.queries.lists import (
    OPEN,
    Ground,
    SignalLine,
    find_memory,
    get_ground,
    get_signal,
    list_by_key,
    list_event,
    list_lines,
    list_signals,
    list_steps,
)
from sizao.detect.signals.queries.outcomes import Worth, list_worth
from sizao.detect.signals.queries.series import AREA_SCAN, Excess, find_series
from sizao.detect.signals.queries.weekly import count_weekly

__all__ = [
    "AREA_SCAN", "OPEN", "Excess", "Ground", "SignalLine", "Worth", "count_weekly", "find_memory", "find_rule",
    "find_series", "get_ground", "get_signal", "list_by_key", "list_event", "list_lines", "list_signals", "list_steps",
    "list_worth", "recall",
]  # fmt: skip
