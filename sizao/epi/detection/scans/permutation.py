"""Space-time permutation scan: for the first weeks, when nobody knows what to expect.

The expected count of schools and days is the product of their totals; chance is a shuffling of days among cases.
Axes: `(days, schools)`, `(schools, neighbors)`.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sizao.epi.detection.scans.circles import Cluster, pick_clusters
from sizao.epi.detection.scans.scores import ScanOptions, ScanRefused, Surprise, check_counts, simulate_maxima


def scan_permutation(
    counts: ArrayLike, neighbors: NDArray, *, longest: int = 14, options: ScanOptions | None = None, most: int = 10
) -> list[Cluster]:
    """Find circles of schools and last days with more cases than their totals explain.

    counts: int (days, schools), all days known; `longest`: at most so many last days, and no more than half of all.
    raises: ScanRefused without two cases.
    source: KULLDORFF-2005
    """
    options = options or ScanOptions()
    given = np.asarray(counts)
    seen, _ = check_counts(given, np.ones(given.shape))
    total = int(seen.sum())
    if total < 2:
        raise ScanRefused(reason=f"{total} cases", reason_zh="病例不足两例")
    span = max(min(longest, len(seen) // 2), 1)
    whole = seen.astype(np.int64)
    day = np.repeat(np.arange(len(seen)), whole.sum(axis=1))
    school = np.concatenate([np.repeat(np.arange(seen.shape[1]), row) for row in whole])
    schools, per_day = seen.sum(axis=0), seen.sum(axis=1)
    hoped = np.cumsum(schools[neighbors], axis=1)[None] * (np.cumsum(per_day[::-1])[:span] / total)[:, None, None]

    def draw(rng: np.random.Generator) -> float:
        shuffled = np.zeros(seen.shape)
        np.add.at(shuffled, (rng.permutation(day), school), 1)
        return float(_score(shuffled, hoped, neighbors, total)[0].max())

    surprise = Surprise.of(simulate_maxima(draw, options))
    score, count = _score(seen, hoped, neighbors, total)
    return pick_clusters((score, count, hoped), neighbors, surprise, most)


def _score(seen: NDArray, hoped: NDArray, neighbors: NDArray, total: int) -> tuple[NDArray, NDArray]:
    count = np.cumsum(np.cumsum(seen[::-1], axis=0)[: len(hoped)][:, neighbors], axis=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = np.where(count > 0, count * np.log(count / hoped), 0.0)
        rest = total - count
        outside = np.where(rest > 0, rest * np.log(rest / (total - hoped)), 0.0)
    return np.where(count > hoped, inside + outside, 0.0), count
