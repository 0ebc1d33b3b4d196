"""Nowcast (实时校正): how many cases a recent day will have once all reports are in.

Axes: `(days,)` for results, `(cases, days)` for the distribution; day order as in the triangle, oldest first.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr
from scipy.stats import nbinom

from sizao.epi.detection.reporting import Triangle, TriangleRefused, estimate_completeness, sample_completeness
from sizao.epi.detection.results import Result

Method = Literal["trunc", "notrunc", "bnb", "lawless", "unif"]
METHODS: tuple[Method, ...] = ("trunc", "notrunc", "bnb", "lawless", "unif")
POINTS = 2048


@dataclass(frozen=True, slots=True, eq=False)
class Nowcast(Result):
    """Cases of each recent day when all is reported: median and interval, and the whole distribution.

    lower, upper: nan where the distribution reaches beyond `most` cases. completeness: the share reported by now.
    """

    AXES: ClassVar[tuple[str, ...]] = ("days",)
    COLUMNS: ClassVar[tuple[str, ...]] = ("day",)
    LINES: ClassVar[tuple[str, ...]] = ("point",)

    days: NDArray
    observed: NDArray
    point: NDArray
    lower: NDArray
    upper: NDArray
    completeness: NDArray
    probabilities: NDArray

    def _arrays(self) -> dict[str, NDArray]:
        names = ("observed", "point", "lower", "upper", "completeness")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Expected:
    """What is believed of a day's cases before its reports: mean and variance of their expectation.

    most: end of the distribution; None leaves room.
    """

    mean: float = 50.0
    variance: float = 3000.0
    most: int | None = None

    @property
    def gamma(self) -> tuple[float, float]:
        """Shape and rate."""
        return self.mean**2 / self.variance, self.mean / self.variance


def nowcast(
    triangle: Triangle,
    *,
    method: Method = "trunc",
    prior: Expected | None = None,
    level: float = 0.05,
    compat: Literal["surveillance"] | None = None,
) -> Nowcast:
    """Estimate the final counts of the last `delays` days of a triangle.

    method: `trunc` Bayesian, delays right-truncated (the default); `notrunc` takes reports so far as a full sample of
    delays; `bnb` the same without prior; `lawless` a normal approximation; `unif` knows only the count (a yardstick).
    prior: for trunc and notrunc; by default from the complete days of the triangle.
    compat: `surveillance` gives R's lawless band (no variance of delays, no lower cut) and 0 for what exceeds `most`.
    raises: TriangleRefused.
    source: HOEHLE-2014, LAWLESS-1994
    """
    if method not in METHODS:
        raise TriangleRefused(reason=f"unknown method {method!r}, one of {', '.join(METHODS)}")
    days, delays = triangle.counts.shape
    recent = min(days, delays - 1) or 1
    observed = (triangle.counts * triangle.known()).sum(axis=1)[-recent:]
    expected = prior or _expect(triangle)
    room = max(20 * (observed.max(initial=0) + 10), expected.mean + 12 * np.sqrt(expected.variance))
    cases = np.arange((expected.most or int(room)) + 1)[:, None]
    share = estimate_completeness(triangle)[_waited(observed)]
    if method == "unif":
        cumulated = np.maximum(cases - observed + 1, 0) / np.maximum(cases.size - observed, 1)
    elif method == "lawless":
        cumulated = _lawless(triangle, observed, share, cases, compat)
    else:
        cumulated = np.cumsum(_bayes(triangle, observed, cases, method, expected), axis=0)
    beyond = 0.0 if compat else np.nan
    point, lower, upper = (_reach(cumulated, at, beyond) for at in (0.5, level / 2, 1 - level / 2))
    mass = np.diff(cumulated, axis=0, prepend=0.0)
    return Nowcast(np.array(triangle.days[-recent:], dtype="datetime64[D]"), observed, point, lower, upper, share, mass)


def _waited(observed: NDArray) -> NDArray:
    """Count the days each of the last days has waited for reports."""
    return np.arange(observed.size)[::-1]


def _expect(triangle: Triangle) -> Expected:
    """Take mean and variance of complete days, spread wide: the prior must not hold a rising outbreak down."""
    days, delays = triangle.counts.shape
    complete = triangle.counts[: max(days - delays + 1, 0)].sum(axis=1)
    mean = float(max(complete.mean(), 1.0)) if complete.size else float(max(triangle.counts.sum() / days, 1.0))
    return Expected(mean, 2.0 * mean**2)


def _bayes(triangle: Triangle, observed: NDArray, cases: NDArray, method: str, expected: Expected) -> NDArray:
    """Average the posterior of a day over what its completeness may be.

    Given the share F reported, Poisson-gamma cases leave a negative binomial for those still to come.
    """
    spread = sample_completeness(triangle, truncated=method == "trunc", points=POINTS)
    shape, rate = expected.gamma
    out = np.zeros((cases.shape[0], observed.size))
    for column, (seen, delay) in enumerate(zip(observed, _waited(observed), strict=True)):
        share = np.maximum(spread[:, delay], 1e-12)
        size, prob = (seen + 1, share) if method == "bnb" else (seen + shape, (rate + share) / (rate + 1))
        if cases.shape[0] > seen:
            out[seen:, column] = nbinom.pmf(cases[: cases.shape[0] - seen], size, prob).mean(axis=1)
    return out


def _lawless(triangle: Triangle, observed: NDArray, share: NDArray, cases: NDArray, compat: str | None) -> NDArray:
    """Approximate by a normal around observed/share, cut below at what was observed."""
    mean = observed / share
    variance = observed * (1 - share) / share**2
    if compat is None:
        exact, up_to = triangle.delays()
        rest = exact / np.maximum(up_to * (up_to - exact), 1)
        variance = variance + mean**2 * np.append(np.cumsum(rest[:0:-1])[::-1], 0.0)[_waited(observed)]
    sd = np.sqrt(np.maximum(variance, 1e-12))
    below = ndtr((cases - mean) / sd)
    cut = ndtr((observed - (compat is None) - mean) / sd)
    above = below if compat else below - cut
    cumulated = np.where(cases >= observed, above / np.maximum(1 - cut, 1e-12), 0.0)
    return np.where(observed == 0, 1.0, cumulated)


def _reach(cumulated: NDArray, level: float, beyond: float) -> NDArray:
    """Find the first number of cases whose cumulated probability passes `level`."""
    passed = cumulated > level if level == 0.5 else cumulated >= level
    return np.where(passed.any(axis=0), np.argmax(passed, axis=0), beyond)
