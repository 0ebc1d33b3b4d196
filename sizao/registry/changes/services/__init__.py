"""Use cases of changes: planned and withdrawn (`planning`), applied on their day (`applying`, `schools`)."""

from sizao.registry.changes.services.applying import apply_change, postpone_change
from sizao.registry.changes.services.planning import ChangeOver, plan_change, withdraw_change

__all__ = ["ChangeOver", "apply_change", "plan_change", "postpone_change", "withdraw_change"]
