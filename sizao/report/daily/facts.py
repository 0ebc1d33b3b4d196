"""What the daily return announces to later steps."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReturnSigned:
    """A unit's return was signed."""

    school_id: int
    return_id: uuid.UUID
    day: dt.date
    level: str


@dataclass(frozen=True, slots=True)
class ReturnAmended:
    """A signed figure was wrong: the names of the figures with old and new number, as text."""

    school_id: int
    return_id: uuid.UUID
    day: dt.date
    level: str
    changes: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class UnitsChased:
    """An office (or school) reminded units that have not reported; `unit_ids` are schools, offices or classes.

    half_hour: in which it was pressed (`10:30`); pressed again in it, nothing more is sent.
    """

    school_id: int
    day: dt.date
    unit_ids: tuple[int, ...]
    by_name: str
    by_phone: str
    half_hour: str = ""
