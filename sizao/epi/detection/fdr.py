"""Many units are judged each night: which alarms to believe, so that few of those shown are false.

Axes: one array `(units,)` a level, root first.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sizao.epi.errors import EpiError

CLASS_CHANNEL_Q = 0.05


class ProbabilityRefused(EpiError):
    """A p-value that is none."""

    code = "p_value"
    message = "不是概率：{value}。"
    english = "A p-value must be between 0 and 1: {value}."


def reject_bh(p_values: ArrayLike, q: float = CLASS_CHANNEL_Q) -> NDArray:
    """Choose p-values by Benjamini and Hochberg so that at most a share `q` of those chosen is false on average.

    p_values: (units,); nan is not judged and not counted. The class channel: all classes together, unconditionally.
    source: BENJAMINI-1995
    """
    given = np.asarray(p_values, dtype=float).ravel()
    wrong = (given < 0) | (given > 1)
    if wrong.any():
        at = int(np.argmax(wrong))
        raise ProbabilityRefused(index=(at,), value=given[at])
    chosen = np.zeros(given.size, bool)
    known = np.flatnonzero(~np.isnan(given))
    # Only p-values up to q can be chosen; sorting those few is enough.
    small = known[given[known] <= q]
    if small.size:
        ordered = small[np.argsort(given[small], kind="stable")]
        below = np.flatnonzero(given[ordered] <= q * np.arange(1, small.size + 1) / known.size)
        if below.size:
            chosen[ordered[: below[-1] + 1]] = True
    return chosen


def reject_tree(p_values: Sequence[ArrayLike], parents: Sequence[ArrayLike], q: float = 0.05) -> list[NDArray]:
    """Go down a tree: children are judged only where their parent was chosen, each family by itself.

    p_values: one array a level. parents: for each level but the first, the number of the unit above of each unit.
    The share of false units over the whole tree stays near 2.88 q at most, over one level near 1.44 q.
    source: YEKUTIELI-2008
    """
    chosen = [reject_bh(p_values[0], q)]
    for level, above in zip(p_values[1:], parents, strict=True):
        p_level, family = np.asarray(level, dtype=float), np.asarray(above)
        out = np.zeros(p_level.size, bool)
        open_ = np.flatnonzero(chosen[-1][family])
        order = open_[np.argsort(family[open_], kind="stable")]
        bounds = np.flatnonzero(np.diff(family[order], prepend=-1))
        for members in np.split(order, bounds[1:]) if order.size else ():
            out[members] = reject_bh(p_level[members], q)
        chosen.append(out)
    return chosen
