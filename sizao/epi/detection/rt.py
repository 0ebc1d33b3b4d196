"""Effective reproduction number Rt (有效再生数) of many series at once, and "no estimate" where cases are too few.

Axes: `(days, series)` for incidence, `(windows, series)` for results, `(quantiles, windows, series)` for quantiles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv

from sizao.epi.detection.results import Result
from sizao.epi.detection.serial import check_serial_interval, weigh_past
from sizao.epi.errors import EpiError

QUANTILES = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)
OK, TOO_EARLY, TOO_FEW_CASES, NO_PRESSURE = 0, 1, 2, 3
REASONS = {
    OK: "",
    TOO_EARLY: "the window ends before one serial interval has passed",
    TOO_FEW_CASES: "too few cases in the window for the precision asked",
    NO_PRESSURE: "no earlier case could have infected those in the window",
}
# Table of gamma quantiles by number of cases: longer than this it is computed value by value.
_TABLE = 100_000


class IncidenceRefused(EpiError):
    """Incidence that cannot be used, with the place of the wrong value."""

    code = "incidence"
    message = "{field}不能用：须为不小于 0 的例数，至少两天（现为 {value}）。"
    english = "{field}: give counts from 0 on, (days, series), at least two days (found {value})."


class ImportedRefused(IncidenceRefused):
    """More imported cases than cases."""

    code = "imported"
    message = "输入病例（{value}）多于当天全部病例。"
    english = "More imported cases ({value}) than cases."


class WindowRefused(EpiError):
    """Windows outside the series."""

    code = "window"
    message = "时间窗 [{start}, {end}) 不在第 1 天到第 {days} 天之内（首日不用）。"
    english = "The window [{start}, {end}) is not within days [1, {days}); the first day is never used."


@dataclass(frozen=True, slots=True)
class RtOptions:
    """How Rt is judged.

    prior_mean, prior_sd: of Rt before seeing cases (gamma). max_cv: no estimate where the posterior's sd/mean is
    above it,
    which with .3 asks for eleven cases; None estimates everywhere, as R does. levels: which quantiles are given.
    """

    prior_mean: float = 5.0
    prior_sd: float = 5.0
    max_cv: float | None = 0.3
    levels: tuple[float, ...] = QUANTILES

    @property
    def gamma(self) -> tuple[float, float]:
        """Shape and scale."""
        return (self.prior_mean / self.prior_sd) ** 2, self.prior_sd**2 / self.prior_mean


@dataclass(frozen=True, slots=True, eq=False)
class Rt(Result):
    """Rt of each window and series: the posterior's mean, spread and quantiles, or nan with a reason.

    start, end: int arrays (windows,), half-open days counted from 0. reason: int array (windows, series), see REASONS.
    cases: local cases in each window, those of the first day not counted.
    """

    AXES: ClassVar[tuple[str, ...]] = ("end", "series")
    COLUMNS: ClassVar[tuple[str, ...]] = ("end", "series")
    LINES: ClassVar[tuple[str, ...]] = ("mean",)

    start: NDArray
    end: NDArray
    mean: NDArray
    sd: NDArray
    quantiles: NDArray
    levels: tuple[float, ...]
    cases: NDArray
    reason: NDArray
    si_mean: float
    si_sd: float

    def quantile(self, level: float) -> NDArray:
        """Give one of the quantiles that were asked for."""
        return self.quantiles[self.levels.index(level)]

    def _arrays(self) -> dict[str, NDArray]:
        arrays = {"mean": self.mean, "sd": self.sd}
        arrays |= {f"q{level:g}": values for level, values in zip(self.levels, self.quantiles, strict=True)}
        if self.levels:
            arrays |= {"lower": self.quantiles[0], "upper": self.quantiles[-1]}
        return arrays | {"cases": self.cases, "reason": self.reason}


def estimate_rt(
    incidence: ArrayLike,
    serial_interval: ArrayLike,
    *,
    imported: ArrayLike | None = None,
    windows: tuple[ArrayLike, ArrayLike] | int = 7,
    options: RtOptions | None = None,
) -> Rt:
    """Estimate Rt over sliding windows from incidence and serial interval (Cori's method, exact posterior).

    incidence: (days, series) or (days,), all cases by onset day, imported ones included. serial_interval: (days,) from
    day 0. imported: same shape, those infected elsewhere; cases of the first day always count as imported.
    windows: length in days of all windows (`last_window` gives the last one), or their half-open starts and ends.
    raises: IncidenceRefused, WindowRefused, SerialIntervalRefused.
    source: CORI-2013
    """
    options = options or RtOptions()
    cases, local, flat = read_incidence(incidence, imported)
    weights = check_serial_interval(serial_interval)
    start, end = read_windows(windows, cases.shape[0])
    pressure = weigh_past(cases, weights)
    pressure[0] = 0.0
    counts, pressures = _sum_windows(local, start, end), _sum_windows(pressure, start, end)
    shape0, scale0 = options.gamma
    shape = shape0 + counts
    si_mean, si_sd = describe_interval(weights)
    reason = _find_reasons(shape, pressures, end, si_mean, options.max_cv)
    scale = np.where(reason == OK, 1.0 / (1.0 / scale0 + pressures), np.nan)
    quantiles = _find_quantiles(counts, shape0, scale, options.levels)
    parts = (shape * scale, np.sqrt(shape) * scale, quantiles, counts, reason)
    mean, sd, quantiles, counts, reason = (part[..., 0] for part in parts) if flat else parts
    return Rt(start, end, mean, sd, quantiles, options.levels, counts, reason, si_mean, si_sd)


def last_window(days: int, window_days: int = 7) -> tuple[list[int], list[int]]:
    """Give the one window that ends with the series, for `estimate_rt(..., windows=...)`."""
    return [days - window_days], [days]


def estimate_cohort_rt(
    incidence: ArrayLike, serial_interval: ArrayLike, *, windows: tuple[ArrayLike, ArrayLike] | int = 7
) -> NDArray:
    """Estimate how many each case infected in the end, averaged over the cases of a window (Wallinga and Teunis).

    Not corrected for infections still to come: the last serial interval of a running outbreak is too low.
    returns: float array (windows, series); nan where a window holds no case.
    source: WALLINGA-2004
    """
    cases, _local, flat = read_incidence(incidence, None)
    weights = check_serial_interval(serial_interval)
    weights = weights / weights.sum()
    start, end = read_windows(windows, cases.shape[0])
    pressure = weigh_past(cases, weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(pressure > 0, cases / pressure, 0.0)
        caused = np.zeros_like(cases)
        for lag in range(1, min(weights.size, cases.shape[0])):
            caused[:-lag] += weights[lag] * share[lag:]
        mean = _sum_windows(caused * cases, start, end) / _sum_windows(cases, start, end)
    return mean[:, 0] if flat else mean


def describe_interval(weights: NDArray) -> tuple[float, float]:
    """Give mean and sd of a discrete serial interval as it stands, without scaling its sum to 1."""
    days = np.arange(weights.size)
    mean = float((weights * days).sum())
    return mean, float(np.sqrt(max((weights * days**2).sum() - mean**2, 0.0)))


def read_incidence(incidence: ArrayLike, imported: ArrayLike | None) -> tuple[NDArray, NDArray, bool]:
    """Check incidence; returns: all cases, local cases with none on the first day, whether it was one series."""
    cases = np.array(incidence, dtype=float)
    flat = cases.ndim == 1
    cases = cases[:, None] if flat else cases
    if cases.ndim != 2 or cases.shape[0] < 2:
        raise IncidenceRefused(field="incidence", value=f"shape {cases.shape}")
    elsewhere = np.zeros_like(cases) if imported is None else np.array(imported, dtype=float).reshape(cases.shape)
    for name, values in (("incidence", cases), ("imported", elsewhere)):
        wrong = np.argwhere(~np.isfinite(values) | (values < 0))
        if wrong.size:
            at = tuple(int(one) for one in wrong[0])
            raise IncidenceRefused(index=at, field=name, value=values[at])
    wrong = np.argwhere(elsewhere > cases)
    if wrong.size:
        at = tuple(int(one) for one in wrong[0])
        raise ImportedRefused(index=at, value=elsewhere[at])
    local = cases - elsewhere
    local[0] = 0.0
    return cases, local, flat


def read_windows(windows: tuple[ArrayLike, ArrayLike] | int, days: int) -> tuple[NDArray, NDArray]:
    """Make half-open windows; a length means all windows of that length from the second day on."""
    if isinstance(windows, int | np.integer):
        if windows < 1 or windows > days - 1:
            raise WindowRefused(start=1, end=windows + 1, days=days)
        start = np.arange(1, days - int(windows) + 1)
        return start, start + int(windows)
    start, end = (np.atleast_1d(np.asarray(side, dtype=np.int64)) for side in windows)
    if start.shape != end.shape or not start.size:
        raise WindowRefused(start=start.tolist(), end=end.tolist(), days=days)
    wrong = np.flatnonzero((start < 1) | (end > days) | (end <= start))
    if wrong.size:
        raise WindowRefused(index=(int(wrong[0]),), start=start[wrong[0]], end=end[wrong[0]], days=days)
    return start, end


def _sum_windows(values: NDArray, start: NDArray, end: NDArray) -> NDArray:
    """Sum each window. Counts stay exact; lengths are few, so days are added one by one rather than subtracted."""
    lengths = np.unique(end - start)
    total = np.zeros((start.size, values.shape[1]))
    for length in lengths:
        rows = np.flatnonzero(end - start == length)
        for offset in range(int(length)):
            total[rows] += values[start[rows] + offset]
    return total


def _find_reasons(
    shape: NDArray, pressures: NDArray, end: NDArray, si_mean: float,
    max_cv: float | None,
) -> NDArray:  # fmt: skip
    reason = np.zeros(shape.shape, np.int8)
    if max_cv is not None:
        reason[pressures <= 0] = NO_PRESSURE
        reason[shape < 1.0 / max_cv**2] = TOO_FEW_CASES
    reason[end <= si_mean] = TOO_EARLY
    return reason


def _find_quantiles(counts: NDArray, shape0: float, scale: NDArray, levels: Sequence[float]) -> NDArray:
    """Find gamma quantiles; whole numbers of cases share a table, which is what makes a province cheap."""
    out = np.empty((len(levels), *counts.shape))
    whole = counts.astype(np.int64)
    top = int(whole.max(initial=0))
    if top < min(_TABLE, 4 * counts.size + 100) and (whole == counts).all():
        by_count = gammaincinv(shape0 + np.arange(top + 1), np.asarray(levels)[:, None])
        for row, table in zip(out, by_count, strict=True):
            np.multiply(table[whole], scale, out=row)
        return out
    for row, level in zip(out, levels, strict=True):
        np.multiply(gammaincinv(shape0 + counts, level), scale, out=row)
    return out
