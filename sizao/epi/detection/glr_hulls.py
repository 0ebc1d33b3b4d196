"""The Poisson GLR chart without looking at every change: only corners of a hull can be the strongest.

Cumulated counts x against cumulated expected counts e make a path. The evidence of a change by the factor r, begun at
k, is log(r) (x - x_k) - (r - 1) (e - e_k): for each r the best k is where a line of slope (r - 1) / log(r) touches the
path from below, a corner of its hull. So few changes are left, about the logarithm of their number.

1. Changes come in blocks as long as the window. The block under way keeps the hull of its changes, newest corner first.
2. A full block is kept as the hulls of its ends: from each change the next corner, as older ones leave the window.
3. Corners of slope below 1 speak for a decrease, and are left out: where `sign` is -1, all is mirrored.

source: ROMANO-2023 (the pruning), HOEHLE-PAUL-2008 (the chart)
"""

import numpy as np

from sizao.epi.detection import kernels

# Series that are read and written together: neighbors share the lines of memory.
LANES = 16


@kernels.compiled
def chart_poisson(values, mean, rules, span, score):
    """Take the strongest evidence of all days a change may have begun; anew after an alarm.

    values, mean: (days, series) of the judged days. rules: limit, sign, window, least days (at most
    one more than the window), whether it restarts.
    """
    days = values.shape[0]
    counts, means, found = np.empty((LANES, days)), np.empty((LANES, days)), np.empty((LANES, days))
    for left in range(span[0], span[1], LANES):
        lanes = min(LANES, span[1] - left)
        for day in range(days):
            for lane in range(lanes):
                counts[lane, day], means[lane, day] = values[day, left + lane], mean[day, left + lane]
        for lane in range(lanes):
            _chart(counts[lane], means[lane], rules, found[lane])
        for day in range(days):
            for lane in range(lanes):
                score[day, left + lane] = found[lane, day]


@kernels.compiled
def _chart(y, mean, rules, found):
    """Chart one series, in one piece and on arrays of its own: handing them on each day would cost twice the time.

    begin: the first change since the last alarm; edge: of the block under way; newest: the newest corner of its hull.
    """
    limit, sign, window, least, is_restarting = rules
    x, e = np.zeros(y.size + 1), np.zeros(y.size + 1)
    corner, lead = np.empty(y.size + 2, np.int64), np.empty(y.size + 2, np.int64)
    begin, edge, newest, is_behind = 0, 0, -1, False
    for day in range(y.size):
        change = day - least + 1
        if change - edge > window - least + 1:
            _close(x, e, corner, lead, (edge, change, sign))
            edge, newest, is_behind = change, -1, True
        if change >= begin:
            # Corners that the newest change hides are taken off for good.
            while newest >= edge:
                below, along, up = corner[newest], e[change] - e[newest], x[change] - x[newest]
                is_deeper = sign * (along - up) < 0
                if is_deeper and (below < edge or _turn(x[newest] - x[below], e[newest] - e[below], up, along, sign)):
                    break
                newest = below
            corner[change], newest = newest, change
        is_known = not np.isnan(y[day])
        counted, expected = x[day] + (y[day] if is_known else 0.0), e[day] + (mean[day] if is_known else 0.0)
        x[day + 1], e[day + 1], best = counted, expected, 0.0
        at = newest
        while at >= edge:
            best = _strongest(counted - x[at], expected - e[at], sign, best)
            at = corner[at]
        at = lead[day - window] if is_behind and day - window < edge else edge
        while at < edge:
            best = _strongest(counted - x[at], expected - e[at], sign, best)
            at = corner[at]
        found[day] = best if is_known else np.nan
        if is_known and best >= limit and is_restarting:
            begin, edge, newest, is_behind = day + 1, day + 1, -1, False


@kernels.compiled
def _close(x, e, corner, lead, span):
    """Make the hulls of all ends of a full block, from the back: the first corner of each, and the next of each."""
    edge, end, sign = span
    lead[end] = end
    for change in range(end - 1, edge - 1, -1):
        at = lead[change + 1]
        if at < end and sign * (x[change] - e[change]) >= sign * (x[at] - e[at]):
            lead[change] = at
            continue
        while at < end and corner[at] < end:
            after = corner[at]
            if _turn(x[at] - x[change], e[at] - e[change], x[after] - x[at], e[after] - e[at], sign):
                break
            at = after
        lead[change], corner[change] = change, at


@kernels.compiled
def _turn(up, along, next_up, next_along, sign):
    """Tell whether a path bends to the steeper side between two steps."""
    return sign * (up * next_along - next_up * along) < 0


@kernels.compiled
def _strongest(counted, expected, sign, best):
    """Give the evidence of one change where it is more than the best so far."""
    off = counted - expected
    # log(r) <= (r - 1) (r + 5) / (4 r + 2) bounds what it can be: most changes need no logarithm.
    bound = off * off * (counted + 2 * expected)
    if off * sign <= 0 or bound <= best * expected * (4 * counted + 2 * expected):
        return best
    return max(best, (counted * np.log(counted / expected) if counted > 0 else 0.0) - off)
