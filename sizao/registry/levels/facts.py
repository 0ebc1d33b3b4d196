"""What response levels announce."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ResponseChanged:
    """A unit's level was ordered, extended, ended, cancelled or ran out; `school_id` is the unit's key.

    change: ORDERED, EXTENDED, ENDED, CANCELLED, EXPIRED. ends_on: the first day on which it no longer holds.
    """

    school_id: int
    response_id: int
    unit_id: int
    level: str
    change: str
    starts_on: dt.date
    ends_on: dt.date
