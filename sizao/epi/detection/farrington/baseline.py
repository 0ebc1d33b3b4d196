"""Which past points a judged point is compared with: windows around the same time of past years, and blocks between."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sizao.epi.detection.counts import TooFewDays
from sizao.epi.detection.farrington.options import FarringtonOptions

WEEK = 7


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """Points of comparison of one judged point, the same for all series.

    points: their indices, rising. levels: the block of the year each lies in; the windows are level 0.
    """

    points: NDArray[np.int64]
    levels: NDArray[np.int64]


def references(at: int, years: int, frequency: int, dates: NDArray | None) -> list[int]:
    """Find the same time of past years, latest first: by the calendar where dates are given, else by counting back.

    A 29 February is a 1 March in other years. Among weeks, the nearest with the same weekday is taken.
    raises: TooFewDays.
    """
    if dates is None:
        return [at - year * frequency for year in range(1, years + 1)]
    found = []
    for year in range(1, years + 1):
        day = _years_before(dates[at], year)
        if len(dates) > 1 and int((dates[1] - dates[0]).astype(np.int64)) == WEEK:
            off = int((dates[at] - day).astype(np.int64)) % WEEK
            day = day + (off if off <= WEEK // 2 else off - WEEK)
        index = int(np.searchsorted(dates, day))
        if index >= len(dates) or dates[index] != day:
            raise TooFewDays(index=(at,), needed=years * frequency + 1, days=at)
        found.append(index)
    return found


def _years_before(day: np.datetime64, years: int) -> np.datetime64:
    month = day.astype("datetime64[M]")
    offset = int((day - month.astype("datetime64[D]")).astype(np.int64))
    # Days of the month are counted on: the 29th of a February with 28 days is the 1st of March.
    return (month - 12 * years).astype("datetime64[D]") + offset


def baseline(at: int, refs: list[int], how: FarringtonOptions, *, is_cut: bool = False) -> Baseline:
    """Gather the points: windows around the references, and with more than one block all points between them.

    at: index of the judged point. is_cut: whether a window may begin before the first point and lose that part.
    raises: TooFewDays when a window reaches before the first point.
    """
    oldest = min(refs) - how.window
    if oldest < 0 and not is_cut:
        raise TooFewDays(index=(at,), needed=at - oldest + 1, days=at + 1)
    points, levels = [], []
    for ref, following in pairwise([*sorted(refs), at]):
        around = np.arange(max(ref - how.window, 0), ref + how.window + 1)
        points.append(around)
        levels.append(np.zeros(len(around), dtype=np.int64))
        if how.blocks > 1:
            between = np.arange(ref + how.window + 1, following - how.window)
            points.append(between)
            levels.append(_split(len(between), how.blocks - 1))
    if how.blocks > 1:
        recent = np.arange(at - how.window, at)
        points.append(recent)
        levels.append(np.zeros(len(recent), dtype=np.int64))
    every, level = np.concatenate(points), np.concatenate(levels)
    kept = every < at - how.left_out
    return Baseline(every[kept], level[kept])


def _split(length: int, parts: int) -> NDArray[np.int64]:
    """Number the points of a gap by parts from 1; the first parts take one more when it does not divide."""
    short, rest = divmod(length, parts)
    sizes = [short + (part < rest) for part in range(parts)]
    return np.repeat(np.arange(1, parts + 1), sizes)
