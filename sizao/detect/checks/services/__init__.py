"""All writes of the checks: submit, open, fold, waive, assess."""

from sizao.detect.checks.services.assessing import assess_entry
from sizao.detect.checks.services.fold import BATCH as FOLD_BATCH
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
from sizao.detect.checks.services.reminding import remind_missing, tell_opened
from sizao.detect.checks.services.submit import submit_check, submit_one, submit_planned
from sizao.detect.checks.services.waiving import NothingToWaive, unwaive_slots, waive_slots

__all__ = [
    "FOLD_BATCH",
    "CheckRefused",
    "KeyReused",
    "NothingToWaive",
    "QuestionsOpen",
    "ReasonMissing",
    "Receipt",
    "SlotClosed",
    "SlotNotOpen",
    "SlotWaived",
    "TooLateToWithdraw",
    "UnknownPerson",
    "VersionConflict",
    "assess_entry",
    "fold",
    "open_slots",
    "remind_missing",
    "submit_check",
    "submit_one",
    "submit_planned",
    "tell_opened",
    "unwaive_slots",
    "waive_slots",
]
