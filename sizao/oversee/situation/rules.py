"""When a burden may be shown as measured, and what it is per teacher and day."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# So many weeks the page looks back.
SHOWN_WEEKS = 8


@dataclass(frozen=True, slots=True)
class Burden:
    """What one unit was asked in one week.

    seconds: of all entries, measured, or assumed for all reports due. teacher_days: reporting groups summed over days.
    """

    seconds: float
    entries: int
    teacher_days: int
    is_measured: bool

    @property
    def minutes_per_teacher(self) -> float | None:
        """Minutes of one teacher on one day, None where nothing was asked."""
        return self.seconds / 60 / self.teacher_days if self.teacher_days else None


def burden_of(
    *, measured_seconds: float, entries: int, assumed_seconds: float, teacher_days: int, may_show: bool
) -> Burden:
    """Take what was measured where enough was and it tells of no single teacher, else the assumption."""
    seconds = measured_seconds if may_show else assumed_seconds
    return Burden(seconds, entries if may_show else 0, teacher_days, may_show)


def change_of(minutes: Sequence[float | None]) -> float | None:
    """Give by how many minutes the latest known week differs from the one before, None without one.

    minutes: oldest first.
    """
    known = [one for one in minutes if one is not None]
    steps = [later - earlier for earlier, later in pairwise(known)]
    return round(steps[-1], 1) if steps else None
