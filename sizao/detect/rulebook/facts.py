"""What the rule book announces: steps of changes on which other persons wait."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChangeProposed:
    """A change of the rules waits for the second person of its office; `school_id` is the office's key."""

    school_id: int
    change_id: uuid.UUID
    proposed_by: int | None
    starts_on: dt.date


@dataclass(frozen=True, slots=True)
class ChangeDecided:
    """A change that was put forward was approved, refused or withdrawn. decision: its new state.

    proposed_by, proposed_at: who put it forward and when, None for the machine or a draft.
    """

    school_id: int
    change_id: uuid.UUID
    decision: str
    proposed_by: int | None
    proposed_at: dt.datetime | None
    decided_by: int | None
