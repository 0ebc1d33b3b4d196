"""The rule engine: line list, units, rules that are on and settings to verdicts with reasons; no clock, no Django.

Start with README.md of this package. `judge` decides one save, `play` a whole history, `sweep` a province at once.
"""

from sizao.epi.thresholds.counting import Declaration, LineList
from sizao.epi.thresholds.duties import (
    ClassReport,
    ClassState,
    Companion,
    DailyReturn,
    Due,
    StaffNeed,
    by_urgency,
    companions,
    daily_return,
    due_on,
    staff_needs,
)
from sizao.epi.thresholds.explaining import Short, not_met
from sizao.epi.thresholds.folding import episodes_at, fold, syndromes_of
from sizao.epi.thresholds.hits import Outcome, Reason, Revocation, Signal, Update, signal_from_json, to_json
from sizao.epi.thresholds.judging import IncompleteLineList, judge
from sizao.epi.thresholds.lines import Change, Diagnosis, Episode, Key, NaiveTime, Record
from sizao.epi.thresholds.observing import Contact, Observation, ObservationState, observations
from sizao.epi.thresholds.places import School, UnitRef
from sizao.epi.thresholds.playing import Action, History, Step, close_event, note_report, play
from sizao.epi.thresholds.returning import Course, NoReturnRule, ReturnVerdict, earliest_return, judge_return
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
    Season,
    Status,
    Window,
    WindowKind,
)
from sizao.epi.thresholds.settings import CountBasis, DayMode, RuleBook, Settings, is_on

__all__ = [
    "Action", "Alternative", "Change", "Citation", "ClassReport", "ClassState", "Companion", "Condition",
    "Confidence", "Contact", "CountBasis", "Counted", "Course", "DailyReturn", "DayMode", "Deadline", "Declaration",
    "Diagnosis", "Due", "Episode", "History", "IncompleteLineList", "Key", "Kind", "LineList", "NaiveTime",
    "NoReturnRule", "Observation", "ObservationState", "Of", "Outcome", "Reason", "Record", "ReturnVerdict",
    "Revocation", "Rule", "RuleBook", "School", "Scope", "Season", "Settings", "Short", "Signal", "StaffNeed", "Status",
    "Step", "UnitRef", "Update", "Window", "WindowKind", "by_urgency", "close_event", "companions", "daily_return",
    "due_on", "earliest_return", "episodes_at", "fold", "is_on", "judge", "judge_return", "not_met", "note_report",
    "observations", "play", "signal_from_json", "staff_needs", "syndromes_of", "to_json",
]  # fmt: skip
