"""Use cases of changes: planned and withdrawn (`planning`), applied on their day (`applying`)."""

from sizao.registry.changes.rules import Plan
from sizao.registry.changes.services.applying import apply_change, postpone_change
from sizao.registry.changes.services.planning import ChangeOver, plan_change, withdraw_change
from sizao.registry.changes.services.years import (
    NothingToRollOver,
    RolloverKept,
    roll_over,
    start_rollover,
    undo_rollover,
)

__all__ = [
    "ChangeOver", "NothingToRollOver", "Plan", "RolloverKept", "apply_change", "plan_change", "postpone_change",
    "roll_over", "start_rollover", "undo_rollover", "withdraw_change",
]  # fmt: skip
