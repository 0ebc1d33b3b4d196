"""Loops over millions of illnesses, compiled: first crossings of windows and of prevalence, unit by unit."""

import numba
import numpy as np


@numba.njit(cache=True)
def first_crossings(starts, saved, days, bits, limits):  # type: ignore[no-untyped-def]
    """Find, for each unit and label, the first save after which some window holds enough.

    starts: int64 (units + 1,), where each unit begins; rows of a unit lie together, in the order of their saving.
    saved: int64 (rows,), seconds. days: int32 (rows,), from 0. bits: uint8 (rows,), the labels of a row.
    limits: how many labels there are, the days of a window, and how many illnesses are enough.
    returns: int32 day and int64 second and int32 count, each (units, labels); the day is -1 when nothing crossed.
    """
    labels, window, needed = limits
    units = starts.size - 1
    crossing = np.full((units, labels), -1, np.int32)
    detected = np.zeros((units, labels), np.int64)
    count = np.zeros((units, labels), np.int32)
    for unit in range(units):
        first, end = starts[unit], starts[unit + 1]
        if end - first < needed:
            continue
        low, high = days[first], days[first]
        for row in range(first, end):
            low, high = min(low, days[row]), max(high, days[row])
        held = np.zeros((labels, high - low + window), np.int32)
        row = first
        while row < end:
            after = row
            while after < end and saved[after] == saved[row]:
                _add(held, days[after] - low, bits[after], labels, window)
                after += 1
            for label in range(labels):
                if crossing[unit, label] < 0:
                    day = _first_full(held[label], needed)
                    if day >= 0:
                        crossing[unit, label] = day + low
                        detected[unit, label] = saved[row]
                        count[unit, label] = held[label, day]
            row = after
    return crossing, detected, count


@numba.njit(cache=True)
def _add(held, day, bits, labels, window):  # type: ignore[no-untyped-def]
    """Count one row in every window that holds its day; a window is known by its last day."""
    for label in range(labels):
        if bits >> label & 1:
            for end in range(day, day + window):
                held[label, end] += 1


@numba.njit(cache=True)
def _first_full(held, needed):  # type: ignore[no-untyped-def]
    for day in range(held.size):
        if held[day] >= needed:
            return day
    return -1


@numba.njit(cache=True)
def first_prevalences(starts, saved, recovered, sizes, percent):  # type: ignore[no-untyped-def]
    """Find, for each class, the first save at which the share of those still ill is reached.

    recovered: int64 (rows,), seconds; beyond every save for those who are still ill. sizes: int32 (units,), 0 unknown.
    returns: int64 second (units,), -1 when never, and int32 count (units,).
    """
    units = starts.size - 1
    detected = np.full(units, -1, np.int64)
    count = np.zeros(units, np.int32)
    for unit in range(units):
        first, end = starts[unit], starts[unit + 1]
        if sizes[unit] <= 0 or (end - first) * 100 < percent * sizes[unit]:
            continue
        row = first
        while row < end and detected[unit] < 0:
            after = row
            while after < end and saved[after] == saved[row]:
                after += 1
            ill = 0
            for known in range(first, after):
                ill += recovered[known] > saved[row]
            if ill * 100 >= percent * sizes[unit]:
                detected[unit] = saved[row]
                count[unit] = ill
            row = after
    return detected, count
