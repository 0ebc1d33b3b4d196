"""One night of a province: classes by EARS and predictive, schools by Farrington, counties by scan; what to believe.

Axes: `(syndromes, days, classes)` for daily counts, `(weeks, syndromes * schools)` for weekly ones, by syndrome.
Nothing depends on threads or blocks.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sizao.epi.detection import kernels
from sizao.epi.detection.ears import ears_c2
from sizao.epi.detection.farrington import farrington_flexible
from sizao.epi.detection.fdr import reject_bh, reject_tree
from sizao.epi.detection.predictive import pooled_predictive
from sizao.epi.detection.scans.scores import ENOUGH, ScanOptions
from sizao.epi.detection.scans.tree import Tree, scan_tree

SCAN_DAYS = 14
# Own days and those just before the judged one that the predictive and EARS look back on.
LOOK_BACK = 31


@dataclass(frozen=True, slots=True)
class Province:
    """Where classes stand: the county of each school, the school of each class, both ascending."""

    county_of_school: NDArray
    school_of_class: NDArray

    @property
    def tree(self) -> Tree:
        """The counties under the province."""
        return Tree.of([np.zeros(int(self.county_of_school.max()) + 1)])


@dataclass(frozen=True, slots=True)
class NightOptions:
    """How a night is judged. q: share of false alarms borne. min_sigma: one case in a quiet class is no alarm."""

    threads: int = 1
    block_series: int = 8192
    replicates: int = 999
    seed: int = 0
    q: float = 0.05
    min_sigma: float = 0.5
    alpha: float = 0.005


@dataclass(frozen=True, slots=True)
class Night:
    """What stood out.

    classes, schools, counties: bool (syndromes, units), chosen on the way down the tree. channel: bool (syndromes,
    classes), chosen among all classes alone. ears: bool (syndromes, classes). weekly: bool (syndromes * schools,).
    p_class: float32 (syndromes, classes). p_county: (syndromes, counties), adjusted for the scan.
    """

    counties: NDArray
    schools: NDArray
    classes: NDArray
    channel: NDArray
    ears: NDArray
    weekly: NDArray
    p_class: NDArray
    p_county: NDArray


def judge_night(daily: NDArray, weekly: NDArray, province: Province, options: NightOptions | None = None) -> Night:
    """Judge the last day of `daily` and the last week of `weekly`.

    daily: (syndromes, days, classes), any integer type; school days only. weekly: (weeks, syndromes * schools), five
    years and more. raises: EpiError of the methods.
    """
    options = options or NightOptions()
    with kernels.spread(threads=options.threads, block_series=options.block_series):
        parts = [_judge_syndrome(one, number, province, options) for number, one in enumerate(daily)]
        weeks = _judge_weeks(weekly, options)
    counties, schools, classes, ears, p_class, p_county = (np.stack(part) for part in zip(*parts, strict=True))
    channel = reject_bh(p_class, options.q).reshape(p_class.shape)
    return Night(counties, schools, classes, channel, ears, weeks, p_class, p_county)


def _judge_syndrome(daily: NDArray, number: int, province: Province, options: NightOptions) -> tuple[NDArray, ...]:
    """Judge one syndrome's last day on all levels."""
    recent = daily[-LOOK_BACK:]
    ears = ears_c2(recent, first=-1, min_sd=options.min_sigma).alarm[0]
    of_class = pooled_predictive(recent, province.school_of_class, first=-1, is_limited=False)
    p_class = of_class.pvalue[0].astype(np.float32)
    expected = of_class.expected[0]
    del of_class
    begins = np.flatnonzero(np.diff(province.school_of_class, prepend=-1))
    by_school = np.add.reduceat(recent, begins, axis=1, dtype=np.int64)
    p_school = pooled_predictive(by_school, province.county_of_school, first=-1, is_limited=False).pvalue[0]
    first_school = np.flatnonzero(np.diff(province.county_of_school, prepend=-1))
    by_county = np.add.reduceat(by_school[-SCAN_DAYS:], first_school, axis=1)
    hoped = np.add.reduceat(np.add.reduceat(expected, begins), first_school)
    scan = scan_tree(
        by_county,
        np.broadcast_to(hoped, by_county.shape),
        province.tree,
        options=ScanOptions(options.replicates, options.seed + number, options.threads, _scatter(by_county), ENOUGH),
    )
    chosen = reject_tree(
        [scan.p_value[-1], p_school, p_class], [province.county_of_school, province.school_of_class], options.q
    )
    return *chosen, ears, p_class, scan.p_value[-1]


def _scatter(counts: NDArray) -> float:
    """Estimate variance over mean of counties' days, by the middle county: a few outbreaks do not move it."""
    mean = counts.mean(axis=0)
    known = mean > 0
    return max(1.0, float(np.median(counts.var(axis=0, ddof=1)[known] / mean[known]))) if known.any() else 1.0


def _judge_weeks(weekly: NDArray, options: NightOptions) -> NDArray:
    """Judge the last week of all schools and syndromes, so many at a time that memory stays small."""
    out = np.empty(weekly.shape[1], bool)
    most = 16 * options.block_series
    for begin in range(0, weekly.shape[1], most):
        part = slice(begin, begin + most)
        found = farrington_flexible(
            weekly[:, part], first=-1, blocks=10, excluded=26, trend_p=1.0, alpha=options.alpha, limit="nbPlugin"
        )
        out[part] = found.alarm[0]
    return out
