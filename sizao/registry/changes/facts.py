"""What changes of units announce."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnitChangeStepped:
    """A change was planned, withdrawn, postponed or took effect; `school_id` is the key of the unit it is about.

    told_ids: the offices and schools concerned. heir_id: the unit that takes over what this one had set, when it took
    effect: the new one of a split, the one that a merger leaves.
    """

    school_id: int
    change_id: int
    unit_id: int
    kind: str
    step: str
    starts_on: dt.date
    told_ids: tuple[int, ...]
    heir_id: int | None = None
