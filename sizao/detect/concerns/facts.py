"""What concerns announce: ids and codes, and never who told."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConcernReceived:
    """Somebody of a school told something; it waits for the school doctor."""

    school_id: int
    concern_id: uuid.UUID
    signs: tuple[str, ...]
    seen_on: dt.date


@dataclass(frozen=True, slots=True)
class ConcernTaken:
    """Someone judges a concern that came on a day."""

    school_id: int
    concern_id: uuid.UUID
    received_on: dt.date


@dataclass(frozen=True, slots=True)
class ConcernClosed:
    """A concern has its outcome (`rules.Outcome`); what FOUND says of a person stands in the class's check."""

    school_id: int
    concern_id: uuid.UUID
    outcome: str
    signs: tuple[str, ...]
    seen_on: dt.date
    person_id: uuid.UUID | None = None
    group_id: int | None = None
    place_id: uuid.UUID | None = None
