"""Scan the tree province → city → county → school → grade → class over the last days: where is the excess?

Axes: `(days, leaves)` for counts, the last day last; `(levels)` from the root down; `(units,)` within a level. Leaves
are
ordered so that each unit's leaves stand side by side.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sizao.epi.detection.scans.scores import (
    ScanOptions,
    ScanRefused,
    Surprise,
    binomial_score,
    check_counts,
    poisson_score,
    simulate_maxima,
)

EXPLAINED = 0.8


@dataclass(frozen=True, slots=True)
class Tree:
    """Units as ranges of leaves. starts: for each level, root first, the first leaf of each unit; leaves: how many."""

    starts: tuple[NDArray, ...]
    leaves: int

    @classmethod
    def of(cls, levels: Sequence[ArrayLike]) -> "Tree":
        """Make a tree from the unit of each leaf on each level, root first; a last level of single leaves is added.

        raises: ScanRefused when a unit's leaves are not side by side, or a unit lies in two units above.
        """
        given = [np.asarray(level) for level in levels]
        leaves = given[0].size
        starts, above = [], np.zeros(1, dtype=np.int64)
        for number, level in enumerate([*given, np.arange(leaves)]):
            begins = np.flatnonzero(np.append(True, level[1:] != level[:-1]))
            if np.unique(level[begins]).size != begins.size or not np.isin(above, begins).all():
                raise ScanRefused(reason=f"level {number} is not nested or not in order", reason_zh="层级没有逐级嵌套")
            starts.append(begins)
            above = begins
        return cls(tuple(starts), leaves)

    def children(self, level: int, unit: int) -> NDArray:
        """List the units one level down."""
        begin, end = self.span(level, unit)
        below = self.starts[level + 1]
        return np.arange(np.searchsorted(below, begin), np.searchsorted(below, end))

    def span(self, level: int, unit: int) -> tuple[int, int]:
        """Give the leaves of a unit, half-open."""
        starts = self.starts[level]
        return int(starts[unit]), int(starts[unit + 1]) if unit + 1 < starts.size else self.leaves

    def parents(self, level: int) -> NDArray:
        """Give the unit above of each unit of a level; -1 for the root level."""
        if level == 0:
            return np.full(self.starts[0].size, -1)
        return np.searchsorted(self.starts[level - 1], self.starts[level], side="right") - 1


@dataclass(frozen=True, slots=True)
class TreeScan:
    """Scores of all units, one array (units,) a level; days: the length of the window with the largest score.

    count, expected: in that window. p_value: of the score among the largest of the whole tree, adjusted for the search.
    """

    tree: Tree
    score: tuple[NDArray, ...]
    days: tuple[NDArray, ...]
    count: tuple[NDArray, ...]
    expected: tuple[NDArray, ...]
    p_value: tuple[NDArray, ...]
    surprise: Surprise

    def locate(self, level: int, unit: int, counts: ArrayLike, expected: ArrayLike) -> tuple[int, int]:
        """Name the lowest unit that explains at least 80 % of a unit's excess in its window."""
        span = int(self.days[level][unit])
        seen, mean = np.asarray(counts, float)[-span:].sum(axis=0), np.asarray(expected, float)[-span:].sum(axis=0)
        return explain(self.tree, level, unit, seen - mean)


def explain(tree: Tree, level: int, unit: int, excess: ArrayLike) -> tuple[int, int]:
    """Go down from a unit as long as one unit below has at least 80 % of its excess; (leaves,) cases above expected."""
    leaves = np.asarray(excess, dtype=float)
    wanted = EXPLAINED * leaves[slice(*tree.span(level, unit))].sum()
    while level + 1 < len(tree.starts):
        children = tree.children(level, unit)
        below = [leaves[slice(*tree.span(level + 1, int(child)))].sum() for child in children]
        best = int(np.argmax(below))
        if below[best] < wanted:
            break
        level, unit = level + 1, int(children[best])
    return level, unit


def scan_tree(
    counts: ArrayLike,
    expected: ArrayLike,
    tree: Tree,
    *,
    people: ArrayLike | None = None,
    options: ScanOptions | None = None,
) -> TreeScan:
    """Score every unit over the last 1, 2, … days given, by Poisson, or by binomial where `people` (leaves,) are given.

    counts, expected: (days, leaves), at most 14 days in use. The p-value compares with the largest score of the tree on
    days drawn without outbreak: it already allows for all units and windows looked at.
    raises: ScanRefused.
    source: NEILL-2009, ABRAMS-2010
    """
    options = options or ScanOptions()
    seen, mean = check_counts(np.asarray(counts), np.asarray(expected))
    if seen.shape[1] != tree.leaves:
        raise ScanRefused(reason=f"{seen.shape[1]} columns for {tree.leaves} leaves", reason_zh="列数与末级单位数不同")
    crowd = None if people is None else np.asarray(people, dtype=float)
    best = _score(seen, mean, tree, crowd)

    def draw(rng: np.random.Generator) -> float:
        if crowd is not None:
            drawn = rng.binomial(crowd.astype(np.int64), np.minimum(mean / np.maximum(crowd, 1), 1.0)).astype(float)
        elif options.dispersion > 1:
            extra = options.dispersion - 1
            drawn = rng.poisson(rng.gamma(np.maximum(mean, 1e-12) / extra, extra)).astype(float)
        else:
            drawn = rng.poisson(mean).astype(float)
        return max(float(level.max()) for level in _score(drawn, mean, tree, crowd)[0])

    score, days, count, hoped = best
    maxima = simulate_maxima(draw, options, largest=max(float(level.max()) for level in score))
    surprise = Surprise.of(maxima)
    return TreeScan(tree, score, days, count, hoped, tuple(surprise.p_value(level) for level in score), surprise)


def _score(seen: NDArray, mean: NDArray, tree: Tree, people: NDArray | None) -> tuple[tuple[NDArray, ...], ...]:
    """Give score, days, count, expected of each unit's best window, a tuple of levels each."""
    count = np.cumsum(seen[::-1], axis=0)
    hoped = np.cumsum(mean[::-1], axis=0)
    levels = []
    for starts in tree.starts:
        c, e = (np.add.reduceat(one, starts, axis=1) for one in (count, hoped))
        if people is None:
            scores = poisson_score(c, e)
        else:
            spans = np.arange(1, len(c) + 1)[:, None]
            scores = binomial_score(c, e, spans * np.add.reduceat(people, starts)[None, :])
        at = np.argmax(scores, axis=0)
        columns = np.arange(starts.size)
        levels.append((scores[at, columns], at + 1, c[at, columns], e[at, columns]))
    return tuple(tuple(level[part] for level in levels) for part in range(4))
