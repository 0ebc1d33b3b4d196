"""What signals announce to later steps."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignalRaised:
    """A rule or a statistic was met for the first time in an event."""

    school_id: int
    signal_id: uuid.UUID
    rule: str
    kind: str
    unit_scope: str
    unit_code: str
    detected_at: dt.datetime


@dataclass(frozen=True, slots=True)
class SignalRevoked:
    """Cases left a signal and it no longer holds; `correction_due_to` has a report that is now wrong."""

    school_id: int
    signal_id: uuid.UUID
    rule: str
    correction_due_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignalConfirmed:
    """A person verified a signal: it is an alert (预警)."""

    school_id: int
    signal_id: uuid.UUID
    rule: str
    kind: str
