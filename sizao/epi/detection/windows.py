"""Means and spreads of the days a judged day is compared with, for all series at once."""

import numpy as np
from numpy.typing import NDArray

from sizao.epi.detection import kernels

Moments = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def moments(values: NDArray, start: int, offsets: NDArray[np.int64]) -> Moments:
    """Take mean, variance (n-1) and number of the known days at `offsets` days before each judged day.

    values: (days, series), nan where missing. start: the first judged day.
    returns: three float arrays (judged days, series); nan where nothing is known.
    """
    rows = values.shape[0] - start
    mean, variance, known = (np.empty((rows, values.shape[1])) for _ in range(3))
    begin = start - int(offsets.max())
    # Blocks in one piece lie in the cache.
    _moments(np.ascontiguousarray(values[begin:]), start - begin, offsets, (mean, variance, known))
    return mean, variance, known


@kernels.compiled
def _moments(values, start, offsets, out):
    mean, variance, known = out
    rows, series = mean.shape
    total, number, squares = np.empty(series), np.empty(series), np.empty(series)
    for row in range(rows):
        total[:] = 0.0
        number[:] = 0.0
        squares[:] = 0.0
        for offset in offsets:
            for one in range(series):
                value = np.float64(values[start + row - offset, one])
                is_known = value == value
                total[one] += value if is_known else 0.0
                number[one] += 1.0 if is_known else 0.0
        for one in range(series):
            total[one] /= number[one]
        # Twice over the days: equal counts then have no spread at all, not one by rounding.
        for offset in offsets:
            for one in range(series):
                value = np.float64(values[start + row - offset, one])
                off = value - total[one] if value == value else 0.0
                squares[one] += off * off
        for one in range(series):
            mean[row, one] = total[one]
            variance[row, one] = squares[one] / (number[one] - 1.0)
            known[row, one] = number[one]
