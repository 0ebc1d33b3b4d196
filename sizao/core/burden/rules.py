"""How the time of a form is kept and read: counts by band of seconds, never a person's own time."""

import datetime as dt
from collections.abc import Sequence
from itertools import accumulate

# Upper edges of the bands in seconds. Who left the page open and came back falls into the last one (idle is capped).
EDGES = (2, 4, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 180, 240, 300, 420, 600)
IDLE_SECONDS = EDGES[-1]
# A stamp older than this is of a page that nobody was filling in. source: PROJECT
OLDEST_STAMP_SECONDS = 12 * 3600
# Fewer entries than this say something about single persons: they are kept, and shown to nobody. source: PROJECT
FEWEST_ENTRIES = 20
# So many groups must stand behind a figure, or it is one teacher's. source: PROJECT
FEWEST_GROUPS = 5
# How many weeks a measured cost looks back.
MEASURED_WEEKS = 4

NO_COUNTS = (0,) * len(EDGES)


def week_of(day: dt.date) -> dt.date:
    """Give the Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def band_of(seconds: float) -> int:
    """Give the band of a time; what is longer than the last edge is cut to it."""
    return next((band for band, edge in enumerate(EDGES) if seconds <= edge), len(EDGES) - 1)


def plus(first: Sequence[int], second: Sequence[int]) -> tuple[int, ...]:
    """Add counts band by band."""
    return tuple(one + other for one, other in zip(first, second, strict=True))


def _bounds(band: int) -> tuple[int, int]:
    return (EDGES[band - 1] if band else 0), EDGES[band]


def median_seconds(counts: Sequence[int]) -> float:
    """Estimate the median inside its band, as if times lay evenly there.

    raises: ValueError without any count.
    """
    whole = sum(counts)
    if not whole:
        raise ValueError("no counts")
    running = list(accumulate(counts))
    band = next(place for place, count in enumerate(running) if count >= whole / 2)
    low, high = _bounds(band)
    before = running[band] - counts[band]
    return low + (high - low) * (whole / 2 - before) / counts[band]


def total_seconds(counts: Sequence[int]) -> float:
    """Sum all times, each taken as the middle of its band."""
    return sum(count * sum(_bounds(band)) / 2 for band, count in enumerate(counts))
