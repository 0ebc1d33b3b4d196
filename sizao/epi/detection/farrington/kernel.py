"""Judge one point of every series: fit, weigh past outbreaks down, decide on the trend."""

import numpy as np

from sizao.epi.detection import kernels
from sizao.epi.detection.farrington import fitting

# Columns of what is written for each series.
ETA, SPREAD, PHI, SCATTER, SLOPE, POINTS, MOST = range(7)
FIGURES = 7
LEAST_YEARS_OF_TREND = 3
PRIOR_COUNT = 0.5


@kernels.compiled
def judge_point(given, baseline, rules, span, out):
    """Fit every series of a block at one judged point.

    given: (counts, offsets), both (points, series); offsets are logarithms of the population, or one row of zeros.
    baseline: (points, levels, judged point). rules: (is_trend, is_reweighted, threshold, trend_p as critical values by
    degrees of freedom, years, is_compat, is_original).
    out: (FIGURES, series): log mean, spread of it for a dispersion of 1, dispersion, dispersion behind the spread,
    slope or nan, number of points, most cases at a point.
    """
    counts, offsets = given
    points, all_levels, at = baseline
    most = len(points)
    work = fitting.start(most)
    y, offset, prior, time = np.empty(most), np.empty(most), np.empty(most), np.empty(most)
    levels = np.empty(most, dtype=np.int64)
    for one in range(*span):
        known, highest = 0, 0.0
        for i in range(most):
            value = counts[points[i], one]
            if np.isnan(value):
                continue
            y[known], levels[known] = value, all_levels[i]
            time[known] = points[i] - at
            offset[known] = offsets[min(points[i], offsets.shape[0] - 1), one]
            highest = max(highest, value)
            known += 1
        today = offsets[min(at, offsets.shape[0] - 1), one]
        data = (y[:known], offset[:known])
        if not rules[5]:
            kept = _drop_empty(data, levels, time, known)
            if kept < known and (kept == 0 or not (levels[:kept] == 0).any()):
                _learn_from_none(levels, known, all_levels, today, out[:, one])
                continue
            data = (y[:kept], offset[:kept])
            known = kept
        out[:, one] = np.nan
        _judge(data, (levels[:known], time[:known]), (today, highest), rules, (work, prior[:known], out[:, one]))


@kernels.compiled
def _drop_empty(data, levels, time, known):
    """Move the points of levels with a case to the front: a level without any has no finite logarithm."""
    y, offset = data
    total = np.zeros(levels[:known].max() + 1 if known else 1)
    for i in range(known):
        total[levels[i]] += y[i]
    kept = 0
    for i in range(known):
        if total[levels[i]] > 0:
            y[kept], offset[kept], levels[kept], time[kept] = y[i], offset[i], levels[i], time[i]
            kept += 1
    return kept


@kernels.compiled
def _learn_from_none(levels, known, all_levels, today, out):
    """Take the mean and spread that so many points without a case leave possible."""
    points = 0
    for level in all_levels:
        points += level == 0
    points = max(points, 1)
    out[ETA], out[SPREAD], out[SLOPE] = np.log(PRIOR_COUNT / points), 1 / PRIOR_COUNT, np.nan
    out[PHI], out[SCATTER] = 1 + 1 / points, 0.0
    out[POINTS], out[MOST] = points, 0.0


@kernels.compiled
def _judge(data, season, today, rules, place):
    y = data[0]
    room, out = place[:2], place[2]
    is_kept, critical, years = rules[0], rules[3], rules[4]
    work = room[0]
    if len(y) == 0:
        return
    for i in range(len(y)):
        work[5, i] = np.log(y[i]) if y[i] > 0 else 0.0
    for _ in range(2):
        found = _fit_twice(data, season, rules, is_kept, room)
        is_fitted, is_kept, slope, spread, level, terms, phi, behind = found
        if not is_fitted:
            return
        eta = level[0] + (-slope * level[1] if is_kept else 0.0) + today[0]
        if not is_kept:
            break
        free = len(y) - terms
        size = abs(slope) / np.sqrt(behind / spread)
        limit = critical[min(max(free, 0), len(critical) - 1)]
        if years >= LEAST_YEARS_OF_TREND and size > limit and np.exp(eta) <= today[1]:
            break
        is_kept = False
    out[ETA], out[PHI], out[SCATTER] = eta, phi, phi if rules[6] else behind
    out[SPREAD] = 1 / level[2] + (level[1] * level[1] / spread if is_kept and spread > 0 else 0.0)
    out[SLOPE] = slope if is_kept else np.nan
    out[POINTS], out[MOST] = len(y), today[1]


@kernels.compiled
def _fit_twice(data, season, rules, is_trend, room):
    """Fit, then fit again with past outbreaks weighed down; a trend that does not settle is given up."""
    y = data[0]
    work, prior = room
    prior[:] = 1.0
    phi, behind = 1.0, 1.0
    settled, slope, spread, level, terms, sums = fitting.fit(data, season, prior, is_trend, work)
    if not settled and is_trend:
        is_trend = False
        settled, slope, spread, level, terms, sums = fitting.fit(data, season, prior, is_trend, work)
    if not settled:
        return False, is_trend, slope, spread, level, terms, phi, behind
    behind = fitting.scatter(y, work, work[1], terms)
    phi = max(1.0, behind)
    if rules[1]:
        fitting.outbreak_weights(y, season, (spread, sums, is_trend), (phi, rules[2]), room)
        settled, slope, spread, level, terms, sums = fitting.fit(data, season, prior, is_trend, work)
        if not settled and is_trend:
            is_trend = False
            settled, slope, spread, level, terms, sums = fitting.fit(data, season, prior, is_trend, work)
        if not settled:
            return False, is_trend, slope, spread, level, terms, phi, behind
        behind = fitting.scatter(y, work, work[1], terms)
        phi = max(1.0, behind)
        if not rules[6]:
            behind = fitting.scatter(y, work, prior, terms)
    if not rules[5]:
        behind = phi
    return True, is_trend, slope, spread, level, terms, phi, behind
