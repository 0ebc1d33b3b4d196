"""What plans announce."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyDateChanged:
    """A key date was set, changed or withdrawn; `school_id` is its unit's key.

    is_same_duty: whether schools that have done its duty need not do it again.
    """

    school_id: int
    date_id: int
    change: str
    is_same_duty: bool
