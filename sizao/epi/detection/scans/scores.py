"""How much a count exceeds what was expected, and how surprising the largest of many such scores is.

source: NEILL-2009, ABRAMS-2010, BESAG-1991
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sizao.epi.errors import EpiError

REPLICATES = 999
# So many are drawn before it is asked again whether there are enough.
BLOCK = 32
# Draws as large as the largest score, among 999, after which it is no surprise: a p-value of at least .02.
ENOUGH = 20


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


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """How a scan is calibrated. dispersion: variance over mean of counts without outbreaks, 1 is Poisson.

    threads change the time taken, nothing else. enough: draws as large as the largest score, after which it is plainly
    no surprise and no more are made; 0: all are made.
    """

    replicates: int = REPLICATES
    seed: int = 0
    threads: int = 1
    dispersion: float = 1.0
    enough: int = 0


def simulate_maxima(
    draw: Callable[[np.random.Generator], float], options: ScanOptions, *, largest: float = np.inf
) -> NDArray:
    """Draw the largest score of days without outbreaks.

    Each replicate has a stream of its own, so neither threads nor their number change any of them. With
    `options.enough`, the drawing ends after the block in which so many reached `largest`, the score in question: it is
    no surprise, and its rank among those drawn is as valid. source: BESAG-1991
    """
    seed, replicates, threads, enough = options.seed, options.replicates, options.threads, options.enough

    def one(number: int) -> float:
        return draw(np.random.Generator(np.random.Philox(key=[seed, number])))

    maxima = np.zeros(0)
    with ThreadPoolExecutor(threads) if threads > 1 else nullcontext() as pool:
        while maxima.size < replicates and not 0 < enough <= (maxima >= largest).sum():
            until = min(maxima.size + BLOCK, replicates) if enough else replicates
            block = range(maxima.size, until)
            maxima = np.append(maxima, list(pool.map(one, block) if pool else map(one, block)))
    return maxima


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
