"""What the roster announces to later steps."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonMoved:
    """Someone belongs to another class or department since a day; from None: came back to the school."""

    school_id: int
    person_id: uuid.UUID
    from_group_id: int | None
    to_group_id: int
    moved_on: dt.date


@dataclass(frozen=True, slots=True)
class PersonLeft:
    """Someone is no longer of this school since a day."""

    school_id: int
    person_id: uuid.UUID
    from_group_id: int | None
    left_on: dt.date
