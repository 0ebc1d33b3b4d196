"""The default detector for a class day by day: few cases, school days only, a rate lent by the classes beside it.

1. Each day of the week and the first days after a holiday have their own factor, learned from the school's sum.
2. A class's rate is its own past and that of its school (`predictive`), from before the days that are judged.
3. The last five school days are compared with outbreaks of a few sizes that began on one of them.

Axes: `(days, classes)`, school days only; missing reports are nan.
"""

from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import ArrayLike, NDArray

from sizao.epi.detection import kernels
from sizao.epi.detection.counts import WrongShape, read_counts
from sizao.epi.detection.predictive import pooled_predictive
from sizao.epi.detection.results import Detection

# Share of an outbreak's cases that fall ill on its first, second, … school day. source: PROJECT
PROFILE = (0.2, 0.3, 0.25, 0.15, 0.1)
SIZES = (3.0, 5.0, 8.0, 12.0)
_SHAPE = (np.array(PROFILE), np.array(SIZES))


@dataclass(frozen=True, slots=True)
class ClassOptions:
    """How classes are judged.

    threshold: log likelihood ratio; 5.3 makes just under one false alarm in 1,000 class-days.
    baseline_days: own days looked back on. prior_days: own days that the school's rate is worth.
    least: fewer cases in the five days give no alarm.
    """

    threshold: float = 5.3
    baseline_days: int = 40
    prior_days: float = 20.0
    least: int = 2


def day_factors(counts: ArrayLike, weekdays: ArrayLike, back: ArrayLike | None = None) -> NDArray:
    """Learn how much more is reported on each day of the week, and on first days after a holiday.

    counts: (days, series), summed over series. weekdays: int (days,). back: bool (days,).
    returns: float array (days,), 1 on average; each factor is pulled to 1 as by 20 cases.
    """
    kinds = np.asarray(weekdays).astype(int)
    holiday = np.zeros(kinds.shape, bool) if back is None else np.asarray(back, dtype=bool)
    cases = np.asarray(counts, dtype=float)
    if kinds.shape != cases.shape[:1] or holiday.shape != kinds.shape:
        raise WrongShape(name="weekdays", shape=kinds.shape)
    total = np.nansum(cases.reshape(len(cases), -1), axis=1)
    kinds = np.where(holiday, 7, kinds)
    average = total.mean() or 1.0
    factors = np.ones(total.size)
    for kind in np.unique(kinds):
        days = kinds == kind
        factors[days] = (total[days].sum() + 20.0) / (average * days.sum() + 20.0)
    return factors / factors.mean()


def detect_classes(
    counts: ArrayLike,
    schools: ArrayLike | None = None,
    *,
    exposure: ArrayLike = 1.0,
    first: int | None = None,
    options: ClassOptions | None = None,
) -> Detection:
    """Judge all classes on each school day from `first` on (negative: from the end).

    exposure: pupils present times `day_factors`, as for `pooled_predictive`. schools: (classes,) number of the school.
    returns: `score` is the log likelihood ratio; `upper` is nan, the limit is on the score.
    raises: EpiError of counts, TooFewDays, NoPopulation.
    source: PROJECT, HOEHLE-PAUL-2008
    """
    options = options or ClassOptions()
    given = read_counts(counts)
    steps = len(PROFILE)
    learned = pooled_predictive(
        given.values, schools, exposure=exposure, first=first, is_limited=False,
        baseline_days=options.baseline_days, gap_days=steps - 1, prior_days=options.prior_days,
    )  # fmt: skip
    start = given.days - learned.expected.shape[0]
    exposed = np.asarray(exposure, dtype=float)
    exposed = exposed[:, None] if exposed.ndim == 1 else exposed
    at_risk = np.ascontiguousarray(np.broadcast_to(exposed, given.values.shape))
    score, window = np.full(learned.expected.shape, np.nan), np.zeros(learned.expected.shape)
    rate, values = learned.expected / at_risk[start:], given.floats()
    spread = 1.0 + learned.expected / learned.size

    def judge(begin: int, end: int) -> None:
        _judge((values, at_risk), (rate, spread), (begin, end, start), _SHAPE, (score, window))

    kernels.for_blocks(judge, given.series)
    alarm = (score > options.threshold) & (window >= options.least) & (values[start:] > 0)
    arrays = (values[start:], learned.expected, np.full(score.shape, np.nan), score, alarm)
    return Detection(np.arange(start, given.days), *(given.shaped(one) for one in arrays))


@nb.njit(cache=True, nogil=True, error_model="numpy")
def _judge(data, learned, span, shape, out):
    values, at_risk = data
    rate, spread = learned
    score, window = out
    steps, start = shape[0].size, span[2]
    recent, mean = np.empty(steps), np.empty(steps)
    for row in range(rate.shape[0]):
        for s in range(span[0], span[1]):
            day = start + row
            if np.isnan(values[day, s]) or np.isnan(rate[row, s]):
                continue
            for back in range(steps):
                at = day - back
                recent[back] = values[at, s] if at >= 0 else np.nan
                mean[back] = max(rate[row, s] * at_risk[max(at, 0), s], 1e-9)
                window[row, s] += 0.0 if np.isnan(recent[back]) else recent[back]
            score[row, s] = _compare(recent, mean, spread[row, s], shape)


@nb.njit(cache=True, nogil=True, error_model="numpy")
def _compare(recent, mean, spread, shape):
    """Log of the mean likelihood ratio of one series; `recent` and `mean` begin with the judged time, going back.

    shape: the profile of outbreaks and their sizes in cases.
    """
    profile, sizes = shape
    top, count = -np.inf, 0
    ratios = np.empty(sizes.size * profile.size)
    for begun in range(profile.size):
        for k in range(sizes.size):
            total = 0.0
            for step in range(begun + 1):
                back = begun - step
                y, expected = recent[back], mean[back]
                if np.isnan(y):
                    continue
                more = expected + sizes[k] * profile[step]
                size = expected / max(spread - 1.0, 1e-3)
                total += y * np.log(more * (size + expected) / (expected * (size + more)))
                total += size * np.log((size + expected) / (size + more))
            ratios[count] = total
            top = max(top, total)
            count += 1
    return top + np.log(np.exp(ratios - top).mean())
