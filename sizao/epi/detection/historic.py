"""Bayes, RKI and CDC: a day against the same weeks of past years and the days just before, in closed form."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from sizao.epi.detection import kernels, windows
from sizao.epi.detection.counts import Counts, check_option, read_counts
from sizao.epi.detection.quantiles import nb_quantile
from sizao.epi.detection.results import Detection, labels

# Upper limits of a Poisson mean of 0, 1, … 20.
# source: RKI-LIMITS
RKI_LIMITS = np.array([
    3.285, 5.323, 6.686, 8.102, 9.598, 11.177, 12.817, 13.765, 14.921, 16.768, 17.633, 19.050, 20.335, 21.364, 22.945,
    23.762, 25.400, 26.306, 27.735, 28.966, 30.017,
])  # fmt: skip
RKI_SIGMAS = 2.0
CDC_WEEKS, CDC_PERIODS = 4, 3
JEFFREYS = 0.5
Judge = Callable[[NDArray, windows.Moments], tuple[NDArray, NDArray, NDArray]]


@dataclass(frozen=True, slots=True)
class Reference:
    """Which points a point is compared with.

    years: so many past years give 2 * window + 1 points each, around the same point of the year.
    window: points to each side, and points just before the judged one.
    is_recent: whether the points just before count.
    frequency: points in a year.
    """

    years: int = 0
    window: int = 6
    is_recent: bool = True
    frequency: int = 52

    def __post_init__(self) -> None:
        check_option(self.years >= 0, "years", self.years, "not negative")
        check_option(self.window >= 1, "window", self.window, "at least 1")
        check_option(self.frequency > self.window or not self.years, "frequency", self.frequency, "above the window")
        check_option(
            self.is_recent or self.years > 0, "is_recent", self.is_recent, "without past years it must be true"
        )

    @property
    def offsets(self) -> NDArray[np.int64]:
        """How far before the judged point its reference points lie."""
        recent = np.arange(1, self.window + 1) if self.is_recent else np.empty(0, dtype=np.int64)
        around = np.arange(-self.window, self.window + 1)
        return np.concatenate([recent, *(year * self.frequency + around for year in range(1, self.years + 1))])


BAYES = (Reference(0, 6), Reference(1, 6), Reference(2, 4))


def bayes(
    counts: ArrayLike, reference: Reference = BAYES[0], *, alpha: float = 0.05, first: int | None = None,
    days: ArrayLike | None = None,
) -> Detection:  # fmt: skip
    """Compare with the predictive distribution of a Poisson rate that the reference points have taught.

    counts: int or float array (days,) or (days, series); missing reference points are left out.
    reference: `BAYES` holds the three usual ones (bayes1, bayes2, bayes3).
    first: the first judged day, counted from 0; None is the first whose reference points all exist.
    returns: `expected` is the predictive mean, `score` its standard deviations.
    raises: EpiError of counts, TooFewDays, WrongOption.
    source: RIEBLER-2004
    """
    check_option(0 < alpha < 1, "alpha", alpha, "between 0 and 1")

    def judge(values: NDArray, moments: windows.Moments) -> tuple[NDArray, NDArray, NDArray]:
        mean, _, known = moments
        size = np.rint(np.nan_to_num(mean * known)) + JEFFREYS
        expected = np.where(known > 0, size / known, np.nan)
        return expected, _predictive_limit(size, known, alpha), np.sqrt(expected * (1 + 1 / known))

    return _judge(counts, reference, (first, days), judge)


def _predictive_limit(size: NDArray, known: NDArray, alpha: float) -> NDArray:
    """Find the quantile once for each sum and number of reference points: sparse series share a few."""
    keys, at = np.unique(np.stack([size.ravel(), known.ravel()]), axis=1, return_inverse=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        limits = nb_quantile(1 - alpha, np.where(keys[1] > 0, keys[0] / keys[1], np.nan), keys[0])
    return limits[at.ravel()].reshape(size.shape)


def rki(
    counts: ArrayLike, reference: Reference = BAYES[0], *, first: int | None = None, days: ArrayLike | None = None
) -> Detection:
    """Compare with twice the standard deviation above the mean, or for means up to 20 with a limit of a Poisson count.

    Arguments and refusals as for `bayes`.

    source: RKI-LIMITS
    """

    def judge(values: NDArray, moments: windows.Moments) -> tuple[NDArray, NDArray, NDArray]:
        mean, variance, _ = moments
        spread = np.sqrt(variance)
        listed = RKI_LIMITS[np.nan_to_num(np.minimum(mean, len(RKI_LIMITS) - 1)).astype(np.int64)]
        upper = np.where(mean > len(RKI_LIMITS) - 1, mean + RKI_SIGMAS * spread, listed)
        return mean, np.where(np.isnan(mean), np.nan, upper), np.where(spread > 0, spread, np.sqrt(mean))

    return _judge(counts, reference, (first, days), judge)


def cdc(
    counts: ArrayLike, *, years: int = 5, alpha: float = 0.05, first: int | None = None, days: ArrayLike | None = None
) -> Detection:
    """Compare the last four weeks with the same four weeks, the four before and the four after, of past years.

    counts: weekly, (weeks,) or (weeks, series); a missing week makes its four-week sum missing.
    returns: `observed`, `expected` and `upper` are four-week sums.
    raises: EpiError of counts, TooFewDays, WrongOption.
    source: STROUP-1989
    """
    check_option(years >= 1, "years", years, "at least 1")
    check_option(0 < alpha < 1, "alpha", alpha, "between 0 and 1")
    given = read_counts(counts)
    weeks = given.floats()
    sums = np.full(weeks.shape, np.nan)
    if given.days >= CDC_WEEKS:
        sums[CDC_WEEKS - 1 :] = sum(weeks[lag : given.days - CDC_WEEKS + 1 + lag] for lag in range(CDC_WEEKS))
    offsets = np.add.outer(52 * np.arange(1, years + 1), CDC_WEEKS * np.array([-1, 0, 1])).ravel()
    start = given.start(first, int(offsets.max()) + CDC_WEEKS - 1)
    sigmas = -float(ndtri(alpha / 2))
    needed = float(len(offsets))

    def judge(values: NDArray, moments: windows.Moments) -> tuple[NDArray, NDArray, NDArray]:
        mean, variance, known = moments
        spread = np.sqrt(variance * (1 + 1 / needed))
        mean = np.where(known == needed, mean, np.nan)
        return mean, mean + sigmas * spread, spread

    return _spread_over(given, sums, (start, offsets, days), judge)


def _judge(counts: ArrayLike, reference: Reference, span: tuple, judge: Judge) -> Detection:
    given = read_counts(counts)
    first, days = span
    start = given.start(first, int(reference.offsets.max()))
    return _spread_over(given, given.values, (start, reference.offsets, days), judge)


def _spread_over(given: Counts, values: NDArray, span: tuple, judge: Judge) -> Detection:
    """Judge block by block: `judge` makes the expected value, the limit and the spread from reference moments."""
    start, offsets, days = span
    observed = np.asarray(values[start:], dtype=np.float64)
    expected, upper, score = (np.empty(observed.shape) for _ in range(3))

    def block(begin: int, end: int) -> None:
        part = slice(None), slice(begin, end)
        found = windows.moments(values[part], start, offsets)
        expected[part], upper[part], spread = judge(observed[part], found)
        score[part] = (observed[part] - expected[part]) / spread

    with np.errstate(divide="ignore", invalid="ignore"):
        kernels.for_blocks(block, given.series)
        alarm = observed > upper
    return Detection(
        labels(days, given.days)[start:], *(given.shaped(one) for one in (observed, expected, upper, score, alarm))
    )
