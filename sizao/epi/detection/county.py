"""One county's latest school day: which unit has more new illness than its own past lets expect, and where it lies.

1. Each class is expected to go on as it and its school did before the last `window` school days.
2. The tree county → schools is scanned over the last 1, 2, … days; what is chosen goes top-down, syndromes first.
3. What was chosen is named by the lowest unit that explains at least 80 % of the excess.
4. Beside it all classes are judged by themselves: one class stands out although the county does not.

Axes: `(syndromes, days, classes)`, `(days, classes)`, `(classes,)`; school days only, oldest first.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sizao.epi.detection.classes import ClassOptions, day_factors, detect_classes
from sizao.epi.detection.county_days import (
    CHANNEL,
    CLASS,
    COUNTY,
    LEAST_CLASS_DAYS,
    SCAN,
    SCHOOL,
    CountyDays,
    CountyOptions,
    Finding,
    Series,
    can_judge,
)
from sizao.epi.detection.fdr import reject_bh, reject_tree
from sizao.epi.detection.predictive import pooled_predictive
from sizao.epi.detection.quantiles import nb_quantile
from sizao.epi.detection.scans.scores import ENOUGH, ScanOptions, poisson_score
from sizao.epi.detection.scans.tree import Tree, explain, scan_tree

# No chance as small as is asked for belongs to a smaller score; such syndromes need no draws.
LEAST_SCORE = 3.0
# A unit's days up to here are nothing unusual: shown as the band, not judged. source: PROJECT
BAND = 0.99


@dataclass(frozen=True, slots=True, eq=False)
class _Learned:
    """What one syndrome of a county was like: expected (days, classes), 0 where nobody reported."""

    seen: NDArray
    expected: NDArray
    exposure: NDArray
    dispersion: float


def judge_county(days: CountyDays, options: CountyOptions | None = None) -> list[Finding]:
    """Judge the last day given, and what led to it; nothing while the county's history is too short.

    returns: findings, the most surprising first; no unit twice in a syndrome.
    raises: EpiError of the methods.
    """
    how = options or CountyOptions()
    if not can_judge(days, how):
        return []
    learned = [_learn(days, one, how) for one in days.counts]
    found = [*_scanned(days, learned, how), *_by_class(days, learned, how)]
    return sorted(_without_doubles(days.tree, found), key=lambda one: one.p_value)


def _learn(days: CountyDays, counts: NDArray, how: CountyOptions) -> _Learned:
    """Learn what to expect from before the window: of each class, lent by its school; the county's sum is kept."""
    is_known = ~np.isnan(counts)
    past = slice(0, len(counts) - how.window)
    exposure = days.enrolled * _factors(days, counts, past)[:, None]
    found = pooled_predictive(
        counts, days.schools, exposure=exposure, first=-1, is_limited=False,
        baseline_days=how.baseline_days, gap_days=how.window - 1, prior_days=how.baseline_days / 2,
    )  # fmt: skip
    rate = found.expected[0] / exposure[-1]
    is_judged = is_known & ~np.isnan(rate)[None, :]
    expected = np.where(is_judged, np.nan_to_num(rate)[None, :] * exposure, 0.0)
    seen = np.where(is_judged, np.nan_to_num(counts), 0.0)
    total, hoped = seen[past].sum(axis=1)[-how.baseline_days :], expected[past].sum(axis=1)[-how.baseline_days :]
    # The rates lent to quiet classes add up to more than there was.
    scale = (total.sum() + 0.5) / max(hoped.sum(), 1e-9)
    expected, hoped = expected * scale, hoped * scale
    used = hoped > 0
    scatter = float(((total[used] - hoped[used]) ** 2 / hoped[used]).sum() / max(used.sum() - 1, 1))
    # What was learned in few days is itself uncertain.
    return _Learned(seen, expected, exposure, max(scatter, 1.0) * (1 + how.window / max(int(used.sum()), 1)))


def _factors(days: CountyDays, counts: NDArray, past: slice) -> NDArray:
    """Learn the factor of each kind of day before the window, allowing for classes that did not report."""
    is_known = ~np.isnan(counts)
    reached = np.where(is_known, days.enrolled, 0.0).sum(axis=1)
    share = np.divide(days.enrolled.sum(axis=1), reached, out=np.zeros(len(counts)), where=reached > 0)
    total = np.where(reached > 0, np.nansum(counts, axis=1) * share, np.nan)
    kinds = np.where(days.back, 7, days.weekdays)
    used = np.flatnonzero(~np.isnan(total[past]))
    learned = day_factors(total[used], days.weekdays[used], days.back[used])
    factors = np.ones(len(counts))
    for kind in np.unique(kinds[used]):
        factors[kinds == kind] = learned[kinds[used] == kind][0]
    return factors


def _scanned(days: CountyDays, learned: list[_Learned], how: CountyOptions) -> list[Finding]:
    """Scan the schools of the county for each syndrome, go top-down, and name what was chosen."""
    tree, begins = days.tree, np.flatnonzero(np.diff(days.schools, prepend=-1))
    scans = [_scan(one, begins, how, number) for number, one in enumerate(learned)]
    p_school = np.stack([np.ones(begins.size) if one is None else one.p_value[-1] for one in scans])
    p_county = np.array([1.0 if one is None else min(float(level.min()) for level in one.p_value) for one in scans])
    # One syndrome alone is chosen at `per_1000`.
    q = min(len(learned) * how.per_1000 / 1000, how.q)
    families = np.repeat(np.arange(len(learned)), begins.size)
    counties, schools = reject_tree([p_county, p_school.ravel()], [families], q)
    found = []
    for number in np.flatnonzero(counties):
        scan, one, taken = scans[number], learned[number], np.zeros(days.schools.size, bool)
        assert scan is not None
        strongest = int(np.argmax(scan.score[-1]))
        is_county = float(scan.score[0][0]) > float(scan.score[-1][strongest])
        chosen = np.flatnonzero(schools.reshape(p_school.shape)[number])
        places = [(COUNTY, 0) if is_county else (SCHOOL, strongest)]
        places += [(SCHOOL, int(unit)) for unit in chosen[np.argsort(p_school[number][chosen], kind="stable")]]
        for level, unit in places:
            span = int(scan.days[level][unit])
            excess = (one.seen - one.expected)[-span:].sum(axis=0)
            where = explain(tree, level, unit, excess)
            leaves = slice(*tree.span(*where))
            if not taken[leaves].any():
                taken[leaves] = True
                p_value = float(scan.p_value[level][unit])
                found.append(_finding(days, learned, (int(number), *where), (SCAN, span, p_value)))
    return found


def _scan(one: _Learned, begins: NDArray, how: CountyOptions, number: int):
    """Scan one syndrome, None where nothing is near to surprising."""
    seen, mean = (np.add.reduceat(part[-how.window :], begins, axis=1) for part in (one.seen, one.expected))
    mean = np.maximum(mean, 1e-9)
    count, hoped = (np.cumsum(part[::-1], axis=0) for part in (seen, mean))
    whole = poisson_score(count.sum(axis=1), hoped.sum(axis=1)).max()
    if max(float(whole), float(poisson_score(count, hoped).max())) < LEAST_SCORE:
        return None
    options = ScanOptions(how.replicates, how.seed + number, 1, one.dispersion, ENOUGH)
    return scan_tree(seen, mean, Tree.of([np.zeros(begins.size)]), options=options)


def _by_class(days: CountyDays, learned: list[_Learned], how: CountyOptions) -> list[Finding]:
    """Judge all classes alone: by their last day and by their last five, whichever says more."""
    chances, alarms = [], []
    for counts, one in zip(days.counts, learned, strict=True):
        limit = ClassOptions(threshold=how.class_threshold)
        judged = detect_classes(counts, days.schools, exposure=one.exposure, first=-1, options=limit)
        today = pooled_predictive(counts, days.schools, exposure=one.exposure, first=-1, is_limited=False)
        # A mean likelihood ratio exceeds x with a chance of at most 1 / x.
        five = np.exp(-np.clip(judged.score[0], 0, 700))
        chance = np.minimum(2 * np.fmin(today.pvalue[0], five), 1.0)
        is_long = (~np.isnan(counts[:-1])).sum(axis=0) >= LEAST_CLASS_DAYS
        chances.append(np.where(is_long & ~np.isnan(counts[-1]), chance, np.nan))
        alarms.append(judged.alarm[0])
    p_class = np.stack(chances)
    chosen = reject_bh(p_class, how.q).reshape(p_class.shape) & np.stack(alarms)
    span = min(5, how.window)
    return [
        _finding(days, learned, (int(number), CLASS, int(unit)), (CHANNEL, span, float(p_class[number, unit])))
        for number, unit in np.argwhere(chosen)
    ]


def _finding(
    days: CountyDays, learned: list[_Learned], where: tuple[int, int, int], how: tuple[str, int, float]
) -> Finding:
    number, level, unit = where
    detector, span, p_value = how
    tree, one, counts = days.tree, learned[number], days.counts[number]
    inside = slice(*tree.span(level, unit))
    is_known = ~np.isnan(counts[:, inside])
    seen, expected = one.seen[:, inside].sum(axis=1), one.expected[:, inside].sum(axis=1)
    size = expected / max(one.dispersion - 1, 1e-12)
    upper = np.where(expected > 0, nb_quantile(BAND, np.maximum(expected, 1e-9), np.maximum(size, 1e-9)), np.nan)
    series = Series(
        np.where(is_known.any(axis=1), seen, np.nan), expected, upper,
        np.where(is_known, days.enrolled[:, inside], 0).sum(axis=1), days.enrolled[:, inside].sum(axis=1),
    )  # fmt: skip
    parts: list[tuple[int, int, float]] = []
    for child in tree.children(level, unit) if level < CLASS else ():
        below = slice(*tree.span(level + 1, int(child)))
        inside_seen, inside_expected = (float(part[-span:, below].sum()) for part in (one.seen, one.expected))
        parts.append((int(child), int(inside_seen), inside_expected))
    parts.sort(key=lambda part: part[2] - part[1])
    return Finding(
        number, level, unit, detector, span, int(seen[-span:].sum()), float(expected[-span:].sum()), p_value, series,
        tuple(parts),
    )  # fmt: skip


def _without_doubles(tree: Tree, found: list[Finding]) -> list[Finding]:
    """Leave out a class that stands alone where its class, grade or school is named already."""
    kept: list[Finding] = []
    for one in found:
        begin, end = tree.span(one.level, one.unit)
        covering = (tree.span(other.level, other.unit) for other in kept if _is_beside(one, other))
        if not any(first <= begin and end <= last for first, last in covering):
            kept.append(one)
    return kept


def _is_beside(one: Finding, other: Finding) -> bool:
    return one.syndrome == other.syndrome and other.level != COUNTY
