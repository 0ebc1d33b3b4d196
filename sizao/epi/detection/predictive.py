"""The pooled predictive: a unit's own recent days, and where they are few the rate of the units beside it.

Works from the first day, for the sparsest class, and gives an exact chance for every count.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sizao.epi.detection import kernels, windows
from sizao.epi.detection.counts import Counts, WrongShape, check_option, read_counts, read_population
from sizao.epi.detection.quantiles import nb_mid_p, nb_quantile, nb_tail
from sizao.epi.detection.results import Detection

JEFFREYS = 0.5


@dataclass(frozen=True, slots=True)
class PredictiveOptions:
    """How much is learned from where.

    baseline_days: own days looked back on. gap_days: days just before the judged one that are left out.
    prior_days: as many days of its own as the rate of the units beside it is worth.
    alpha: chance of a false alarm of one unit on one day.
    is_limited: whether `upper` is worked out; chances and alarms need no limit.

    source: PROJECT
    """

    baseline_days: int = 28
    gap_days: int = 2
    prior_days: float = 14.0
    alpha: float = 0.001
    is_limited: bool = True

    def __post_init__(self) -> None:
        check_option(self.baseline_days >= 1, "baseline_days", self.baseline_days, "at least 1")
        check_option(self.gap_days >= 0, "gap_days", self.gap_days, "not negative")
        check_option(self.prior_days >= 0, "prior_days", self.prior_days, "not negative")
        check_option(0 < self.alpha < 1, "alpha", self.alpha, "between 0 and 1")


@dataclass(frozen=True, slots=True, eq=False)
class PredictiveResult(Detection):
    """pvalue: chance of more cases, and half the chance of as many (mid-p). size: of the negative binomial."""

    pvalue: NDArray
    size: NDArray

    @property
    def is_judged(self) -> NDArray:
        """Tell which days could be judged."""
        return ~np.isnan(self.pvalue)


def pooled_predictive(
    counts: ArrayLike, parents: ArrayLike | None = None, *, exposure: ArrayLike = 1.0, first: int | None = None,
    **options: object,
) -> PredictiveResult:  # fmt: skip
    """Compare with the predictive distribution of a rate learned from own days and from the units of the same parent.

    counts: int or float array (days,) or (days, series); missing days teach nothing.
    parents: of each series a number, the same for series that lend each other their rate; None is one parent for all.
    exposure: people at risk, times what a day of the week or the season is known to do: a number, (days,) or
    (days, series), or (series,) written as (1, series).
    first: the first judged day, counted from 0, from the end when negative; None is the second day.
    options: the fields of `PredictiveOptions`.
    returns: `expected` is the predictive mean, `score` its standard deviations.
    raises: EpiError of counts, NoPopulation, TooFewDays, WrongShape, WrongOption.
    source: RIEBLER-2004
    """
    how = PredictiveOptions(**options)  # type: ignore[arg-type]
    given = read_counts(counts)
    start = given.start(first, how.gap_days + 1)
    at_risk = read_population(exposure, Counts(np.zeros_like(given.values), given.is_single))
    groups = np.zeros(given.series, dtype=np.int64) if parents is None else np.unique(parents, return_inverse=True)[1]
    if groups.shape != (given.series,):
        raise WrongShape(name="parents", shape=groups.shape)
    cases, people = _past(given, at_risk, start, how)
    shape, rate = _posterior(cases, people, groups, at_risk[start:] * how.prior_days)
    return _result(given, (start, at_risk[start:]), (shape, rate), how)


def _past(given: Counts, at_risk: NDArray, start: int, how: PredictiveOptions) -> tuple[NDArray, NDArray]:
    """Sum cases and people at risk of the known days of each baseline; short ones at the beginning."""
    values = given.floats()
    risked = np.where(np.isnan(values), np.nan, at_risk)
    ahead = how.baseline_days + how.gap_days
    padding = np.full((max(ahead - start, 0), given.series), np.nan)
    offsets = np.arange(how.gap_days + 1, ahead + 1)
    found = []
    for array in (values, risked):
        total = np.empty((given.days - start, given.series))
        padded = np.concatenate([padding, array])

        def judge(begin: int, end: int, total: NDArray = total, padded: NDArray = padded) -> None:
            with np.errstate(divide="ignore", invalid="ignore"):
                mean, _, known = windows.moments(padded[:, begin:end], start + len(padding), offsets)
                total[:, begin:end] = np.where(known > 0, mean * known, 0.0)

        kernels.for_blocks(judge, given.series)
        found.append(total)
    return np.rint(found[0]), found[1]


def _posterior(cases: NDArray, people: NDArray, groups: NDArray, worth: NDArray) -> tuple[NDArray, NDArray]:
    """Add the rate of the others of the parent, worth so many people at risk, to what a unit has seen itself."""
    number = int(groups.max()) + 1
    shape, rate = np.empty_like(cases), np.empty_like(people)
    for row in range(len(cases)):
        others = np.bincount(groups, cases[row], number)[groups] - cases[row]
        beside = np.bincount(groups, people[row], number)[groups] - people[row]
        # What rounding leaves of an only child is nobody.
        has_others = beside > 1e-9 * (people[row] + 1)
        prior_rate = np.where(has_others, (others + JEFFREYS) / np.where(has_others, beside, 1.0), 0.0)
        shape[row] = cases[row] + np.where(has_others, prior_rate * worth[row], JEFFREYS)
        rate[row] = people[row] + np.where(has_others, worth[row], 0.0)
    return shape, rate


def _result(given: Counts, span: tuple, learned: tuple[NDArray, NDArray], how: PredictiveOptions) -> PredictiveResult:
    start, at_risk = span
    shape, rate = learned
    observed = np.asarray(given.values[start:], dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.where((rate > 0) & (shape > 0), shape / rate * at_risk, np.nan)
        score = (observed - expected) / np.sqrt(expected + expected**2 / shape)
    upper, chance, tail = (np.full(observed.shape, np.nan) for _ in range(3))

    def judge(begin: int, end: int) -> None:
        part = slice(None), slice(begin, end)
        tail[part] = nb_tail(observed[part], expected[part], shape[part])
        chance[part] = nb_mid_p(observed[part], expected[part], shape[part])
        if how.is_limited:
            upper[part] = nb_quantile(1 - how.alpha, expected[part], shape[part])

    kernels.for_blocks(judge, given.series)
    arrays = observed, expected, upper, score, tail <= how.alpha, chance, shape
    return PredictiveResult(np.arange(start, given.days), *(given.shaped(one) for one in arrays))
