"""Outbreak-P: the likelihood of any rise against that of no change, with no shape or size of outbreak assumed."""

import numpy as np
from numpy.typing import ArrayLike

from sizao.epi.detection import kernels
from sizao.epi.detection.counts import check_option, read_counts
from sizao.epi.detection.results import Detection, labels

THRESHOLD = 100.0


def outbreak_p(
    counts: ArrayLike, *, threshold: float = THRESHOLD, first: int | None = None, days: ArrayLike | None = None
) -> Detection:
    """Compare a mean that never falls with a constant one, over all days up to the judged one.

    counts: int or float array (days,) or (days, series); from a missing day on nothing can be judged.
    returns: `score` is the ratio of likelihoods, `upper` the threshold, `expected` the constant mean.
    raises: EpiError of counts, TooFewDays, WrongOption.
    source: FRISEN-2009
    """
    check_option(threshold > 1, "threshold", threshold, "above 1")
    given = read_counts(counts)
    start = given.start(first, 0)
    values = given.floats()
    score, expected = np.empty(values.shape), np.empty(values.shape)
    kernels.for_blocks(
        lambda begin, end: _ratios(values[:, begin:end], score[:, begin:end], expected[:, begin:end]), given.series
    )
    observed, score, expected = values[start:], score[start:], expected[start:]
    upper = np.where(np.isnan(score), np.nan, threshold)
    arrays = (observed, expected, upper, score, score > upper)
    return Detection(labels(days, given.days)[start:], *(given.shaped(one) for one in arrays))


@kernels.compiled
def _ratios(values, score, expected):
    """Pool adjacent violators day by day: a block of days ends where the mean rises."""
    days, series = values.shape
    total, length, part = np.empty(days), np.empty(days), np.empty(days)
    for one in range(series):
        blocks, everything = 0, 0.0
        for day in range(days):
            total[blocks], length[blocks] = values[day, one], 1.0
            everything += values[day, one]
            while blocks > 0 and total[blocks - 1] * length[blocks] >= total[blocks] * length[blocks - 1]:
                total[blocks - 1] += total[blocks]
                length[blocks - 1] += length[blocks]
                blocks -= 1
            fitted = total[blocks] * np.log(total[blocks] / length[blocks]) if total[blocks] > 0 else 0.0
            part[blocks] = fitted + (part[blocks - 1] if blocks > 0 else 0.0)
            blocks += 1
            mean = everything / (day + 1)
            expected[day, one] = mean
            constant = everything * np.log(mean) if everything > 0 else 0.0
            score[day, one] = np.nan if np.isnan(everything) else np.exp(part[blocks - 1] - constant)
