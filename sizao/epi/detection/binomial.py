"""Charts of the absent out of the enrolled: classes of changing size, one chance of being absent."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sizao.epi.detection import kernels
from sizao.epi.detection.counts import Counts, NoPopulation, check_option, read_beside, read_counts, read_population
from sizao.epi.detection.glr import LIMIT, ChartResult
from sizao.epi.detection.results import labels


def binomial_cusum(
    counts: ArrayLike, population: ArrayLike, *, first: int, chance: ArrayLike | None = None, **options: float
) -> ChartResult:
    """Chart the evidence that the odds of being counted have been multiplied by a factor; anew after an alarm.

    counts: int or float array (days,) or (days, series), the absent for instance; a missing day adds no evidence.
    population: the enrolled, on all days: a number, (days,) or (days, series); a day with nobody adds no evidence.
    first: the first judged day, counted from 0, from the end when negative.
    options: `odds_ratio`, the factor looked for; `limit`, the evidence at which it alarms, 5.
    chance: of one person without an outbreak: a number, (judged days,) or (judged days, series); None is all counted
    out of all at risk on the days before `first`.
    returns: `score` is the evidence, `expected` chance times population, `upper` the count at which the day alarms.
    raises: EpiError of counts, NoPopulation, TooFewDays, WrongOption.
    source: HOEHLE-2010
    """
    odds_ratio, limit = _rules(**options)
    given = read_counts(counts)
    people = read_population(population, given, is_empty_allowed=True)
    start = given.start(first, 0 if chance is not None else 1)
    judged = Counts(given.values[start:], given.is_single)
    if chance is None:
        chance = _usual(given, people, start)
    usual = read_beside("chance", chance, judged)
    wrong = (usual < 0) | (usual >= 1)
    if wrong.any():
        at = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
        raise NoPopulation(index=(int(at[0]), int(at[1])), value=usual[at])
    observed, people = judged.floats(), people[start:]
    score, upper = np.empty(usual.shape), np.empty(usual.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        raised = usual * odds_ratio / (1 - usual + usual * odds_ratio)
        slope = np.full(usual.shape, np.log(odds_ratio))
        fixed = people * (np.log1p(-raised) - np.log1p(-usual))
    kernels.for_blocks(
        lambda begin, end: _chart((observed, slope, fixed), limit, (begin, end), (score, upper)), given.series
    )
    arrays = (observed, usual * people, upper, score, score >= limit)
    return ChartResult(labels(None, given.days)[start:], *(given.shaped(one) for one in arrays))


def _rules(*, odds_ratio: float, limit: float = LIMIT) -> tuple[float, float]:
    check_option(odds_ratio > 0 and odds_ratio != 1, "odds_ratio", odds_ratio, "above 0 and not 1")
    check_option(limit > 0, "limit", limit, "above 0")
    return odds_ratio, limit


def _usual(given: Counts, people: NDArray, start: int) -> NDArray[np.float64]:
    """Divide all counted by all at risk before the judged days, for each judged day."""
    past = given.floats()[:start]
    risked = np.where(np.isnan(past), 0.0, people[:start])
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.nansum(past, axis=0) / risked.sum(axis=0)
    return shares[None, :].repeat(given.days - start, axis=0)


@kernels.compiled
def _chart(given, limit, span, out):
    observed, slope, fixed = given
    score, upper = out
    for one in range(*span):
        total = 0.0
        for day in range(observed.shape[0]):
            upper[day, one] = max(0.0, (limit - total - fixed[day, one]) / slope[day, one])
            if np.isnan(observed[day, one]) or np.isnan(fixed[day, one]):
                score[day, one] = np.nan
                continue
            total = max(0.0, total + slope[day, one] * observed[day, one] + fixed[day, one])
            score[day, one] = total
            if total >= limit:
                total = 0.0
