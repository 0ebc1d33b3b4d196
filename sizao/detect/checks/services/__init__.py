"""All writes of the checks: submit, open, fold, waive, assess."""

from sizao.detect.checks.services.assessing import assess_entry
from sizao.detect.checks.services.exporting import ExportedRegister, Wanted, export_register, open_register
from sizao.detect.checks.services.fold import fold
from sizao.detect.checks.services.opening import open_slots
from sizao.detect.checks.services.packing import (
    CheckRefused,
    KeyReused,
    QuestionsOpen,
    ReasonMissing,
    Receipt,
    SlotClosed,
    SlotNotOpen,
    SlotWaived,
    TooLateToWithdraw,
    UnknownPerson,
    VersionConflict,
)
from sizao.detect.checks.services.reminding import remind_missing, tell_missed, tell_opened
from sizao.detect.checks.services.submit import submit_check, submit_one, submit_planned
from sizao.detect.checks.services.tracing import Cause, NothingToTrace, UnknownCause, follow_absences, trace_cause
from sizao.detect.checks.services.waiving import NothingToWaive, unwaive_slots, waive_slots

__all__ = [
    "Cause",
    "CheckRefused",
    "ExportedRegister",
    "KeyReused",
    "NothingToTrace",
    "NothingToWaive",
    "QuestionsOpen",
    "ReasonMissing",
    "Receipt",
    "SlotClosed",
    "SlotNotOpen",
    "SlotWaived",
    "TooLateToWithdraw",
    "UnknownCause",
    "UnknownPerson",
    "VersionConflict",
    "Wanted",
    "assess_entry",
    "export_register",
    "fold",
    "follow_absences",
    "open_register",
    "open_slots",
    "remind_missing",
    "submit_check",
    "submit_one",
    "submit_planned",
    "tell_missed",
    "tell_opened",
    "trace_cause",
    "unwaive_slots",
    "waive_slots",
]
