"""All writes of the rule book: a change drafted, tried, proposed, approved by another, ended; objections decided."""

from sizao.detect.rulebook.services.changing import (
    NewChange,
    NotPreviewed,
    approve_change,
    draft_change,
    propose_change,
    refuse_change,
    withdraw_change,
)
from sizao.detect.rulebook.services.checking import AlreadyInForce
from sizao.detect.rulebook.services.objecting import NothingToObject, decide_objection, object_to
from sizao.detect.rulebook.services.trying import preview_change, start_preview

__all__ = [
    "AlreadyInForce", "NewChange", "NotPreviewed", "NothingToObject", "approve_change", "decide_objection",
    "draft_change", "object_to", "preview_change", "propose_change", "refuse_change", "start_preview",
    "withdraw_change",
]  # fmt: skip
