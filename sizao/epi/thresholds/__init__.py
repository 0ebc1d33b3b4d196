"""The rule engine: line list, units, rules that are on and settings to verdicts with reasons; no clock, no Django.

Start with README.md of this package. `judge` decides one save, `play` a whole history, `sweep` a province at once.
"""

from sizao.epi.thresholds.counting import Declaration, LineList
from sizao.epi.thresholds.folding import episodes_at, fold, syndromes_of
from sizao.epi.thresholds.hits import Outcome, Reason, Revocation, Signal, Update, signal_from_json, to_json
from sizao.epi.thresholds.judging import IncompleteLineList, judge
from sizao.epi.thresholds.lines import Change, Diagnosis, Episode, Key, NaiveTime, Record
from sizao.epi.thresholds.places import School, UnitRef
from sizao.epi.thresholds.playing import Action, History, Step, close_event, note_report, play
from sizao.epi.thresholds.rules import (
    Alternative,
    Citation,
    Condition,
    Confidence,
    Counted,
    Deadline,
    Kind,
    Of,
    Rule,
    Scope,
    Status,
    Window,
    WindowKind,
)
from sizao.epi.thresholds.settings import CountBasis, DayMode, RuleBook, Settings, is_on

__all__ = [
    "Action", "Alternative", "Change", "Citation", "Condition", "Confidence", "CountBasis", "Counted", "DayMode",
    "Deadline", "Declaration", "Diagnosis", "Episode", "History", "IncompleteLineList", "Key", "Kind", "LineList",
    "NaiveTime", "Of", "Outcome", "Reason", "Record", "Revocation", "Rule", "RuleBook", "School", "Scope", "Settings",
    "Signal", "Status", "Step", "UnitRef", "Update", "Window", "WindowKind", "close_event", "episodes_at", "fold",
    "is_on", "judge", "note_report", "play", "signal_from_json", "syndromes_of", "to_json",
]  # fmt: skip
