"""The default detector for weekly or daily counts of a unit: is what came last better explained by an outbreak?

1. What is expected comes from `expectation`: level, trend and season, with past outbreaks weighed down.
2. The last times are compared with outbreaks of ten sizes that began now, one or two times ago: the mean likelihood
   ratio of a negative binomial, once with the outbreak's own cases scattered like Poisson, once like all others. One
   strong day and two middling ones both count.
3. An alarm that follows another within `gap` needs `extra` more: the first one is already being looked at.

Axes: `(times, series)`.
"""

import math
from dataclasses import dataclass, field

import numba as nb
import numpy as np
from numpy.typing import ArrayLike

from sizao.epi.detection.counts import TooFewDays, WrongShape, read_counts
from sizao.epi.detection.expectation import Shrinkage, expect
from sizao.epi.detection.results import Detection, labels

# Of an outbreak's cases: in its first time, the second, the third. source: NOUFAILY-2013
PROFILE = (0.5, 0.42, 0.08)
SIZES = tuple(range(1, 11))
# Logarithms of the gamma function of larger numbers leave too few digits to be subtracted.
LARGEST = 1e9
_SHAPE = (np.array(PROFILE), np.array(SIZES, dtype=float))


@dataclass(frozen=True, slots=True)
class CombinedOptions:
    """How the default detector judges.

    threshold: log of the likelihood ratio; 2 makes just under 1 % false alarms on the 42 scenarios.
    extra, gap: see above.
    least: fewer cases in the window give no alarm. expectation: how the expected counts are found.
    """

    threshold: float = 2.0
    extra: float = 3.0
    gap: int = 3
    least: int = 2
    expectation: Shrinkage = field(default_factory=Shrinkage)


def detect_combined(
    counts: ArrayLike,
    *,
    first: int | None = None,
    days: ArrayLike | None = None,
    parents: ArrayLike | None = None,
    options: CombinedOptions | None = None,
) -> Detection:
    """Judge all series at each time from `first` on (negative: from the end; None: the first with a full history).

    counts: (times, series) or (times,), oldest first; nan is missing and is left out of fit and sum. parents: (series,)
    the unit above each; siblings then share trend and season.
    returns: `score` is the log likelihood ratio, `upper` the least count of the judged time that would have alarmed.
    raises: EpiError of counts, TooFewDays.
    source: NOUFAILY-2013, HOEHLE-PAUL-2008
    """
    options = options or CombinedOptions()
    given = read_counts(counts)
    how, values = options.expectation, given.floats()
    needed = how.history + how.guard - 1
    if given.days <= needed:
        raise TooFewDays(needed=needed + 1, days=given.days)
    start = given.start(first, needed)
    above = None if parents is None else np.asarray(parents)
    if above is not None and above.shape != (given.series,):
        raise WrongShape(name="parents", shape=above.shape)
    size = (given.days - start, given.series)
    mean, score, upper = np.empty(size), np.empty(size), np.empty(size)
    alarm, since = np.zeros(size, np.bool_), np.full(given.series, 1_000_000)
    for row, at in enumerate(range(start, given.days)):
        end = at - how.guard + 1
        found = expect(values[end - how.history : end], len(PROFILE), how, above)
        spread = np.maximum(found.phi + found.mean[0] * found.variance, 1.0)
        recent = np.ascontiguousarray(values[at - len(PROFILE) + 1 : at + 1][::-1])
        limit = options.threshold + np.where(since <= options.gap, options.extra, 0.0)
        parts = (mean[row], score[row], upper[row], alarm[row])
        _judge(recent, (found.mean, spread, limit), _SHAPE, options.least, parts)
        since = np.where(alarm[row], 1, since + 1)
    arrays = (given.shaped(one) for one in (values[start:], mean, upper, score, alarm))
    return Detection(labels(days, given.days)[start:], *arrays)


@nb.njit(cache=True, nogil=True, error_model="numpy")
def compare(recent, mean, spread, shape):
    """Log of the mean likelihood ratio of one series; `recent` and `mean` begin with the judged time, going back.

    shape: the profile of outbreaks and their sizes, in standard deviations of what is expected.
    """
    profile, sizes = shape
    top, count = -np.inf, 0
    ratios = np.empty(2 * sizes.size * profile.size)
    for begun in range(profile.size):
        for k in range(sizes.size):
            even, wide = 0.0, 0.0
            for step in range(begun + 1):
                y, expected = recent[begun - step], mean[begun - step]
                if not np.isnan(y):
                    more = expected + sizes[k] * np.sqrt(spread * expected) * profile[step]
                    of_even, of_wide = _ratios(y, expected, more, expected / max(spread - 1.0, 1e-3))
                    even, wide = even + of_even, wide + of_wide
            ratios[count], ratios[count + 1] = even, wide
            top, count = max(top, even, wide), count + 2
    return top + np.log(np.exp(ratios - top).mean())


@nb.njit(cache=True, nogil=True, error_model="numpy")
def _ratios(y, expected, more, size):
    """Compare `more` with `expected` twice, by log-likelihoods of a negative binomial of this size.

    even: cases of the outbreak scatter like Poisson, so that its variance is added to that of the others; very large
    counts would speak against it. wide: they scatter like the others, with the same size.
    """
    wide = y * np.log(more * (size + expected) / (expected * (size + more)))
    wide += size * np.log((size + expected) / (size + more))
    both = size * (more / expected) ** 2
    if y + both > LARGEST:
        return wide, wide
    even = math.lgamma(y + both) - math.lgamma(both) + both * np.log(both / (both + more))
    even += y * np.log(more / (both + more) * (size + expected) / expected)
    even -= math.lgamma(y + size) - math.lgamma(size) + size * np.log(size / (size + expected))
    return even, wide


@nb.njit(cache=True, nogil=True, error_model="numpy")
def _judge(recent, known, shape, least, out):
    """Judge one time of all series, and look for the least count that would have alarmed."""
    expected, score, upper, alarm = out
    mean, spread, limit = known
    steps = shape[0].size
    window, before = np.empty(steps), np.empty(steps)
    for s in range(spread.size):
        total = 0.0
        for back in range(steps):
            window[back], before[back] = recent[back, s], max(mean[back, s], 1e-6)
            total += 0.0 if np.isnan(window[back]) else window[back]
        expected[s] = before[0]
        score[s] = upper[s] = np.nan
        if np.isnan(window[0]):
            continue
        now = window[0]
        score[s] = compare(window, before, spread[s], shape)
        alarm[s] = score[s] > limit[s] and total >= least and now > 0
        low, high = 0.0, max(2.0 * now + 8.0, 10.0)
        for _ in range(40):
            window[0] = high
            if compare(window, before, spread[s], shape) > limit[s]:
                break
            low, high = high, 2.0 * high
        while high - low > 1.0:
            window[0] = np.floor((low + high) / 2)
            if compare(window, before, spread[s], shape) > limit[s]:
                high = window[0]
            else:
                low = window[0]
        # The count that alarms is above the limit: the limit itself is one less.
        upper[s] = max(high, 1.0, least - (total - now)) - 1.0
