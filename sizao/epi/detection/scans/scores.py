"""How much a count exceeds what was expected, and how surprising the largest of many such scores is.

source: NEILL-2009, ABRAMS-2010
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sizao.epi.errors import EpiError

REPLICATES = 999


class ScanRefused(EpiError):
    """What cannot be scanned."""

    code = "scan"
    message = "不能扫描：{reason_zh}。"
    english = "Cannot scan: {reason}."


@nb.vectorize(["float64(float64, float64)"], cache=True)
def poisson_score(count, expected):
    """Log-likelihood ratio of a count above its expectation; 0 below it."""
    if count <= expected or expected <= 0.0:
        return 0.0 if count <= expected or expected < 0.0 else np.inf
    return count * np.log(count / expected) + expected - count


@nb.vectorize(["float64(float64, float64, float64)"], cache=True)
def binomial_score(count, expected, people):
    """The same for a count among `people`."""
    if count <= expected or people <= 0.0:
        return 0.0
    rest = people - count
    score = count * np.log(count / expected)
    return score + (rest * np.log(rest / (people - expected)) if rest > 0 else 0.0)


def simulate_maxima(
    draw: Callable[[np.random.Generator], float], *, seed: int, replicates: int, threads: int
) -> NDArray:
    """Draw the largest score of `replicates` days without outbreaks.

    Each replicate has a stream of its own, so neither threads nor their number change any of them.
    """

    def one(number: int) -> float:
        return draw(np.random.Generator(np.random.Philox(key=[seed, number])))

    if threads <= 1:
        return np.array([one(number) for number in range(replicates)])
    with ThreadPoolExecutor(threads) as pool:
        return np.array(list(pool.map(one, range(replicates))))


@dataclass(frozen=True, slots=True)
class Surprise:
    """The distribution of the largest score of a day without outbreaks: sorted draws, and the Gumbel through them."""

    maxima: NDArray
    location: float
    scale: float

    @classmethod
    def of(cls, maxima: NDArray) -> "Surprise":
        """Fit the Gumbel distribution by moments."""
        ordered = np.sort(maxima)
        scale = float(ordered.std(ddof=1) * np.sqrt(6) / np.pi) if ordered.size > 1 else 0.0
        return cls(ordered, float(ordered.mean() - np.euler_gamma * scale), max(scale, 1e-9))

    def p_value(self, score: NDArray | float) -> NDArray:
        """Rank among the draws where ten or more exceed it, else the Gumbel's tail: small ones need no more draws."""
        given = np.asarray(score, dtype=float)
        above = self.maxima.size - np.searchsorted(self.maxima, given, side="left")
        tail = -np.expm1(-np.exp(-np.clip((given - self.location) / self.scale, -30, 700)))
        return np.where(
            above >= 10, (above + 1) / (self.maxima.size + 1), np.minimum(tail, 11 / (self.maxima.size + 1))
        )


def check_counts(counts: NDArray, expected: NDArray) -> tuple[NDArray, NDArray]:
    """Refuse counts and expectations that are not of one shape, negative, missing, or cases where none can be.

    raises: ScanRefused with the index.
    """
    seen, mean = np.asarray(counts, dtype=float), np.asarray(expected, dtype=float)
    if seen.shape != mean.shape or seen.ndim < 2:
        raise ScanRefused(reason=f"shapes {seen.shape} and {mean.shape}", reason_zh="计数与期望形状不同")
    wrong = ~np.isfinite(seen) | (seen < 0) | ~np.isfinite(mean) | (mean < 0) | ((mean == 0) & (seen > 0))
    if wrong.any():
        at = tuple(int(one) for one in np.argwhere(wrong)[0])
        raise ScanRefused(index=at, reason=f"count {seen[at]}, expected {mean[at]}", reason_zh="计数或期望不合法")
    return seen, mean
