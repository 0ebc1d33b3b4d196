"""How unlikely a unit's way of reporting is against its surroundings: numbers for a question, never a verdict.

Axis: (units,). Probabilities are one-sided; `rare` picks those that stand out among many units looked at together.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sizao.epi.errors import EpiError

# Illness comes in clusters: variance of counts is mean + DISPERSION * mean^2. source: PROJECT
DISPERSION = 0.5
# Expected share of false questions among those asked. source: PROJECT
FALSE_SHARE = 0.05
FEWEST_WEEKDAY_CASES = 20
DAY_SECONDS = 86_400

Floats = NDArray[np.float64]


class MixedLengths(EpiError):
    """Arrays that should describe the same units differ in length."""


class NotACount(EpiError):
    """A count that is negative or larger than its total."""


def silence_probability(expected: ArrayLike, *, dispersion: float = DISPERSION) -> Floats:
    """Give the probability that a unit has no case at all where so many are expected.

    expected: (units,), cases expected from the surroundings' rate and the unit's own person-days.
    returns: (units,), of a negative binomial with that mean. raises: NotACount. source: PROJECT
    """
    mean = np.asarray(expected, dtype=float)
    if np.any(mean < 0) or np.any(~np.isfinite(mean)):
        raise NotACount("expected cases are negative or not a number")
    return np.asarray((1.0 + dispersion * mean) ** (-1.0 / dispersion), dtype=float)


def excess_probability(hits: ArrayLike, tries: ArrayLike, share: ArrayLike) -> Floats:
    """Give the probability of at least so many hits where the surroundings have a share of them.

    hits, tries: (units,), counts. share: (units,) or one number, 0 to 1. raises: MixedLengths, NotACount.
    """
    found, total = np.asarray(hits, dtype=float), np.asarray(tries, dtype=float)
    if found.shape != total.shape:
        raise MixedLengths(f"{found.shape} hits, {total.shape} tries")
    if np.any(found < 0) or np.any(found > total):
        raise NotACount("hits are negative or more than tries")
    from scipy.stats import binom

    return np.asarray(binom.sf(found - 1, total, np.asarray(share, dtype=float)), dtype=float)


def weekday_probability(cases: ArrayLike, shares: ArrayLike) -> Floats:
    """Give the probability that cases fall so unevenly on weekdays, against the surroundings' own pattern.

    cases: (units, weekdays). shares: (weekdays,), sums to 1, none zero where a unit has cases.
    returns: (units,), chi-square; 1 for units with fewer than FEWEST_WEEKDAY_CASES cases. raises: NotACount.
    """
    counts, expected = np.asarray(cases, dtype=float), np.asarray(shares, dtype=float)
    if np.any(counts < 0):
        raise NotACount("cases are negative")
    total = counts.sum(axis=1)
    mean = total[:, None] * expected[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.nansum((counts - mean) ** 2 / np.where(mean > 0, mean, np.nan), axis=1)
    from scipy.stats import chi2

    found = np.asarray(chi2.sf(statistic, max(int((expected > 0).sum()) - 1, 1)), dtype=float)
    return np.where(total >= FEWEST_WEEKDAY_CASES, found, 1.0)


def clock_spread_seconds(seconds: ArrayLike) -> float:
    """Give the spread (largest minus smallest) of moments of the day, in seconds.

    seconds: (days,), second of the day of each report. returns: nan without reports.
    """
    moments = np.asarray(seconds, dtype=float)
    return float(moments.max() - moments.min()) if moments.size else float("nan")


def rare(probabilities: ArrayLike, *, false_share: float = FALSE_SHARE) -> NDArray[np.bool_]:
    """Pick units that stand out although many were looked at (Benjamini-Hochberg).

    probabilities: (units,). returns: (units,) booleans; about `false_share` of those picked are chance.
    source: BENJAMINI-1995
    """
    found = np.asarray(probabilities, dtype=float)
    if found.size == 0:
        return np.zeros(0, dtype=bool)
    from scipy.stats import false_discovery_control

    return np.asarray(false_discovery_control(np.clip(found, 0.0, 1.0)) <= false_share, dtype=bool)
