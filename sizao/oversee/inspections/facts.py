"""What inspections announce."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FindingMoved:
    """A finding was made, rectified, sent back or closed; `state` is the one it is in now."""

    school_id: int
    finding_id: UUID
    state: str
