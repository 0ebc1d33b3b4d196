"""What checks announce to later steps."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckSubmitted:
    """A version of a check was written.

    pending: persons absent without a known reason. recovered: persons asked about who are well.
    """

    school_id: int
    check_id: uuid.UUID
    group_id: int
    group_kind: str
    day: dt.date
    session: str
    version: int
    ill: int
    absent: int
    is_late: bool
    is_withdrawn: bool
    pending: tuple[uuid.UUID, ...] = ()
    recovered: tuple[uuid.UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryAssessed:
    """The school doctor or health teacher confirmed, changed or dismissed an entry."""

    school_id: int
    entry_id: uuid.UUID
    check_id: uuid.UUID
    person_id: uuid.UUID
    group_id: int
    day: dt.date
    verdict: str
    disposition: str
