"""Scan circles of nearest schools over the last days, where outbreaks do not keep to counties.

Axes: `(days, schools)`, `(schools, neighbors)`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from sizao.epi.detection.scans.scores import (
    ScanOptions,
    ScanRefused,
    Surprise,
    check_counts,
    poisson_score,
    simulate_maxima,
)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Schools of one circle, nearest to its center first, over the last `days` days."""

    center: int
    members: NDArray
    days: int
    count: float
    expected: float
    score: float
    p_value: float


def nearest(positions: ArrayLike, largest: int) -> NDArray:
    """List the `largest` nearest schools of each, itself first: int array (schools, largest).

    positions: (schools, 2) on a plane, in kilometers for instance; equal distances are ordered by number.
    """
    places = np.asarray(positions, dtype=float)
    if places.ndim != 2 or not np.isfinite(places).all():
        raise ScanRefused(reason=f"positions {places.shape}", reason_zh="坐标缺失")
    many = min(largest, len(places))
    distance, found = cKDTree(places).query(places, k=many)
    distance, found = distance.reshape(len(places), many), found.reshape(len(places), many)
    own = found == np.arange(len(places))[:, None]
    order = np.lexsort((found, np.where(own, -1.0, np.round(distance, 9))), axis=1)
    return np.take_along_axis(found, order, axis=1)


def scan_circles(
    counts: ArrayLike, expected: ArrayLike, neighbors: NDArray, *, options: ScanOptions | None = None, most: int = 10
) -> list[Cluster]:
    """Find the circles that stand out most, without overlap, best first, at most `most`.

    counts, expected: (days, schools). neighbors: from `nearest`; circles hold 1 to all of a row.
    source: NEILL-2009
    """
    options = options or ScanOptions()
    seen, mean = check_counts(np.asarray(counts), np.asarray(expected))

    def draw(rng: np.random.Generator) -> float:
        return float(_score(rng.poisson(mean).astype(float), mean, neighbors)[0].max())

    surprise = Surprise.of(simulate_maxima(draw, options))
    return pick_clusters(_score(seen, mean, neighbors), neighbors, surprise, most)


def pick_clusters(
    cylinders: tuple[NDArray, NDArray, NDArray], neighbors: NDArray, surprise: Surprise, most: int
) -> list[Cluster]:
    """Take the best cylinders, score, count, expected by (days, centers, sizes), whose members are not yet taken."""
    score, count, hoped = cylinders
    taken: set[int] = set()
    found: list[Cluster] = []
    for at in np.argsort(-score, axis=None, kind="stable"):
        days, center, size = np.unravel_index(int(at), score.shape)
        value = float(score[days, center, size])
        if value <= 0 or len(found) == most:
            break
        members = neighbors[center, : size + 1]
        if taken.isdisjoint(members.tolist()):
            taken.update(members.tolist())
            where = (days, center, size)
            p_value = float(surprise.p_value(value))
            found.append(
                Cluster(int(center), members, int(days) + 1, float(count[where]), float(hoped[where]), value, p_value)
            )
    return found


def _score(seen: NDArray, mean: NDArray, neighbors: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """Score cylinders: (days, centers, sizes)."""
    count, hoped = (np.cumsum(np.cumsum(one[::-1], axis=0)[:, neighbors], axis=2) for one in (seen, mean))
    return poisson_score(count, hoped), count, hoped
