"""What transfers announce."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TransferStepped:
    """A pupil's transfer was requested, accepted, refused or withdrawn; `school_id` is the school that decides."""

    school_id: int
    transfer_id: uuid.UUID
    from_school_id: int
    state: str
