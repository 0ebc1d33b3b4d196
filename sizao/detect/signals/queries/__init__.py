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

__all__ = [
    "OPEN",
    "Ground",
    "SignalLine",
    "find_memory",
    "find_rule",
    "get_ground",
    "get_signal",
    "list_by_key",
    "list_event",
    "list_lines",
    "list_signals",
    "list_steps",
    "recall",
]
