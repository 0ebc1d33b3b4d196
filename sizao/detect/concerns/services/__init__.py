"""All writes of concerns: telling one (`telling`), and the doctor's way to its outcome (`judging`)."""

from sizao.detect.concerns.rules import NewConcern
from sizao.detect.concerns.services.judging import (
    AlreadyAsked,
    ClosedTooLong,
    NobodyNamed,
    ask_class,
    close_concern,
    match_person,
    merge_concern,
    recall_question,
    reopen_concern,
    reveal_sender,
    settle_answers,
    show_name,
    take_concern,
)
from sizao.detect.concerns.services.telling import KeyReused, TooManyConcerns, send_concern

__all__ = [
    "AlreadyAsked", "ClosedTooLong", "KeyReused", "NewConcern", "NobodyNamed", "TooManyConcerns", "ask_class",
    "close_concern", "match_person", "merge_concern", "recall_question", "reopen_concern", "reveal_sender",
    "send_concern", "settle_answers", "show_name", "take_concern",
]  # fmt: skip
