"""EWMA: a weighted mean of the last days, the latest weighing most, against the days before."""

import numpy as np
from numpy.typing import ArrayLike

from sizao.epi.detection import kernels, windows
from sizao.epi.detection.counts import check_option, read_counts
from sizao.epi.detection.results import Detection

BASELINE_DAYS, GAP_DAYS, LEAST_SD = 28, 2, 0.5


def ewma(
    counts: ArrayLike, *, smoothing: float = 0.4, sigmas: float = 3.0, first: int | None = None,
    window: tuple[int, int] = (BASELINE_DAYS, GAP_DAYS),
) -> Detection:  # fmt: skip
    """Compare an exponentially weighted mean with its limit under the mean and spread of a moving baseline.

    counts: int or float array (days,) or (days, series); a missing day leaves the weighted mean as it is.
    smoothing: weight of the judged day, above 0 and at most 1; 1 compares the day itself.
    sigmas: standard deviations of the weighted mean up to its limit.
    first: the first judged day, counted from 0, from the end when negative; None is the first with a full baseline.
    window: (days of the baseline, days left out just before the judged one).
    returns: `score` is the weighted mean in standard deviations of its own, `upper` the count at which the day alarms.
    The weighted mean begins at the mean of the first baseline. A standard deviation below .5 is taken as .5.
    raises: EpiError of counts, TooFewDays, WrongOption.
    source: KUANG-2012
    """
    _check(smoothing, sigmas, window)
    baseline_days, gap_days = window
    given = read_counts(counts)
    earliest = baseline_days + gap_days
    start = given.start(first, earliest)
    values = given.floats()
    rows = given.days - earliest
    mean, upper, score = (np.empty((rows, given.series)) for _ in range(3))

    def judge(begin: int, end: int) -> None:
        part = slice(None), slice(begin, end)
        offsets = np.arange(gap_days + 1, earliest + 1)
        means, variances, known = windows.moments(values[part], earliest, offsets)
        means[known < baseline_days / 2] = np.nan
        spread = np.maximum(np.sqrt(variances), LEAST_SD) * np.sqrt(smoothing / (2 - smoothing))
        mean[part] = means
        _smooth(values[earliest:, begin:end], means, spread, (smoothing, sigmas), (upper[part], score[part]))

    with np.errstate(divide="ignore", invalid="ignore"):
        kernels.for_blocks(judge, given.series)
    # The weighted mean needs all days before; the answer holds those asked for.
    skipped = start - earliest
    arrays = values[start:], mean[skipped:], upper[skipped:], score[skipped:], score[skipped:] > sigmas
    return Detection(np.arange(start, given.days), *(given.shaped(one) for one in arrays))


def _check(smoothing: float, sigmas: float, window: tuple[int, int]) -> None:
    check_option(0 < smoothing <= 1, "smoothing", smoothing, "above 0, at most 1")
    check_option(sigmas > 0, "sigmas", sigmas, "above 0")
    check_option(window[0] >= 3 and window[1] >= 0, "window", window, "at least 3 days, gap not negative")


@kernels.compiled
def _smooth(values, means, spread, rules, out):
    smoothing, sigmas = rules
    upper, score = out
    for one in range(values.shape[1]):
        weighted = np.nan
        for day in range(values.shape[0]):
            mean = means[day, one]
            if np.isnan(weighted):
                weighted = mean
            limit = mean + sigmas * spread[day, one]
            upper[day, one] = max(0.0, (limit - (1 - smoothing) * weighted) / smoothing)
            if np.isnan(values[day, one]):
                score[day, one] = np.nan
                continue
            weighted = smoothing * values[day, one] + (1 - smoothing) * weighted
            score[day, one] = (weighted - mean) / spread[day, one]
