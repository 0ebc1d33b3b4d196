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
from sizao.detect.checks.services.questions import (
    NewQuestion,
    NothingToAmend,
    QuestionAnswered,
    ask_questions,
    dismiss_question,
    withdraw_question,
)
from sizao.detect.checks.services.reminding import remind_missing, tell_opened
from sizao.detect.checks.services.sending import submit_all, submit_file
from sizao.detect.checks.services.submit import submit_check, submit_filed, submit_one, submit_planned
from sizao.detect.checks.services.waiving import NothingToWaive, unwaive_slots, waive_slots

__all__ = [
    "FOLD_BATCH",
    "CheckRefused",
    "KeyReused",
    "NewQuestion",
    "NothingToAmend",
    "NothingToWaive",
    "QuestionAnswered",
    "QuestionsOpen",
    "ReasonMissing",
    "Receipt",
    "SlotClosed",
    "SlotNotOpen",
    "SlotWaived",
    "TooLateToWithdraw",
    "UnknownPerson",
    "VersionConflict",
    "ask_questions",
    "assess_entry",
    "dismiss_question",
    "fold",
    "open_slots",
    "remind_missing",
    "submit_all",
    "submit_check",
    "submit_file",
    "submit_filed",
    "submit_one",
    "submit_planned",
    "tell_opened",
    "unwaive_slots",
    "waive_slots",
    "withdraw_question",
]
