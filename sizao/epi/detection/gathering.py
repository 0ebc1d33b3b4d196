"""Put together what was due, what came and who was ill: from lists of classes to arrays of days.

Days of a class travel as the bits of `WORDS` whole numbers, `BITS` in each, counted from the first day.
"""

import datetime as dt
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BITS, WORDS = 62, 2
# Illnesses of a class on a day: class, day, number of the syndrome, how many.
Named = tuple[int, int, int, int]


def gather(
    slots: NDArray, reports: NDArray, ill: Sequence[Named], places: tuple[int, NDArray, NDArray]
) -> tuple[NDArray, NDArray]:
    """Give counts (syndromes, days, classes) and enrolled (days, classes) for the days and classes asked for.

    slots: fields group, enrolled, low, high (days) and due_low, due_high (those not waived). reports: group, low, high.
    places: number of syndromes, school days from the first (days,), ids of classes (classes,). Counts are nan where
    nobody reported, whoever was named: those who tell of illness first would look like all. An illness of a day off
    belongs to the next school day.
    """
    _, axis, classes = places
    enrolled, is_known = _reached(slots, reports, axis, classes)
    return _fill(enrolled, is_known, np.array(ill, dtype=np.int64).reshape(-1, 4), places), enrolled


def spread_days(low: NDArray, high: NDArray) -> NDArray:
    """Spread days held in two numbers each: bool (rows, days)."""
    words = np.stack([low, high], axis=1).astype("<u8").view(np.uint8).reshape(len(low), WORDS, 8)
    return np.unpackbits(words, axis=2, bitorder="little")[:, :, :BITS].reshape(len(low), WORDS * BITS).astype(bool)


def day_kinds(dates: Sequence[dt.date]) -> tuple[NDArray, NDArray]:
    """Give the weekday of each school day, Monday 0, and whether it is the first after others off.

    A Monday after a plain weekend is like other Mondays; longer breaks are not.
    """
    numbers = np.array([day.toordinal() for day in dates])
    return np.array([day.weekday() for day in dates]), np.append(False, np.diff(numbers) > 3)


def _reached(slots: NDArray, reports: NDArray, axis: NDArray, classes: NDArray) -> tuple[NDArray, NDArray]:
    """Give who was enrolled, (days, classes), known on all days; and where a report stands that was due."""
    shape = len(axis), len(classes)
    enrolled, is_due, is_held = np.zeros(shape), np.zeros(shape, bool), np.zeros(shape, bool)
    # Largest last: where two slots of a day differ, all who were enrolled count.
    slots = np.sort(slots, order="enrolled")
    row, day, column = _cells(slots["group"], spread_days(slots["low"], slots["high"])[:, axis], classes)
    enrolled[day, column] = slots["enrolled"][row]
    _, day, column = _cells(slots["group"], spread_days(slots["due_low"], slots["due_high"])[:, axis], classes)
    is_due[day, column] = True
    _, day, column = _cells(reports["group"], spread_days(reports["low"], reports["high"])[:, axis], classes)
    is_held[day, column] = True
    return np.where(enrolled > 0, enrolled, enrolled.max(axis=0)), is_held & is_due & (enrolled > 0)


def _cells(ids: NDArray, days: NDArray, classes: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """Give row, day and column of all days of the classes that are still there."""
    column = _columns_of(ids, classes)
    row, day = np.nonzero(days & (column >= 0)[:, None])
    return row, day, column[row]


def _columns_of(ids: NDArray, classes: NDArray) -> NDArray:
    """Find the column of each class; -1 for those that are not there any more."""
    order = np.argsort(classes)
    at = np.minimum(np.searchsorted(classes[order], ids), len(classes) - 1)
    return np.where(classes[order][at] == ids, order[at], -1)


def _fill(enrolled: NDArray, is_known: NDArray, ill: NDArray, places: tuple[int, NDArray, NDArray]) -> NDArray:
    """Spread illnesses over (syndromes, days, classes)."""
    syndromes, axis, classes = places
    counts = np.full((syndromes, *enrolled.shape), np.nan)
    counts[:, is_known] = 0
    at, when = _columns_of(ill[:, 0], classes), np.searchsorted(axis, ill[:, 1])
    inside = (at >= 0) & (when < len(axis)) & (ill[:, 2] >= 0)
    cells = ill[inside, 2], when[inside], at[inside]
    np.add.at(counts, cells, ill[inside, 3])
    return np.minimum(counts, enrolled)
