"""Likelihood-ratio charts: the evidence, since some day, that counts have left what was expected.

`lr_cusum` asks for one known change; `glr_cusum` for any change, of unknown size and start.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sizao.epi.detection import kernels, regression
from sizao.epi.detection.counts import Counts, WrongOption, check_option, read_beside, read_counts
from sizao.epi.detection.glr_hulls import chart_poisson
from sizao.epi.detection.glr_kernels import (
    EPIDEMIC,
    EPIDEMIC_OF_R,
    INTERCEPT,
    INTERCEPT_OF_R,
    chart_glr,
    chart_lr,
)  # fmt: skip
from sizao.epi.detection.results import Detection, labels

LIMIT = 5.0
CHANGES = {
    ("intercept", None): INTERCEPT,
    ("epi", None): EPIDEMIC,
    ("intercept", "surveillance"): INTERCEPT_OF_R,
    ("epi", "surveillance"): EPIDEMIC_OF_R,
}


@dataclass(frozen=True, slots=True)
class GlrOptions:
    """How a chart judges.

    limit: the evidence (log-likelihood ratio) at which it alarms.
    dispersion: alpha of the variance mean + alpha mean²; 0 is Poisson. One number, or one for each series.
    change: "intercept", all counts multiplied by a factor; "epi", a share of yesterday's count added (Poisson only).
    direction: "inc" or "dec".
    window: how many days before the judged one a change may have begun; None is all since the last alarm.
    least_days: the shortest change looked for.
    is_restarting: whether a chart begins anew after an alarm.
    is_cases: whether `upper` is worked out: the count at which the day would have alarmed.
    variant: "surveillance" repeats R's "epi" chart, whose search for the share often ends far from the best one, and
    which takes the factor of an "intercept" chart for the share when counts are dispersed; and its Poisson chart with a
    window, where a change lasts a day longer than `least_days`.

    source: HOEHLE-PAUL-2008
    """

    limit: float = LIMIT
    dispersion: ArrayLike = 0.0
    change: str = "intercept"
    direction: str = "inc"
    window: int | None = None
    least_days: int = 1
    is_restarting: bool = True
    is_cases: bool = False
    variant: str | None = None

    def __post_init__(self) -> None:
        check_option(self.limit > 0, "limit", self.limit, "above 0")
        alphas = np.asarray(self.dispersion, dtype=np.float64)
        check_option(bool(np.all(alphas >= 0)), "dispersion", self.dispersion, "not negative")
        check_option(self.change in ("intercept", "epi"), "change", self.change, "intercept or epi")
        check_option(self.direction in ("inc", "dec"), "direction", self.direction, "inc or dec")
        check_option(self.window is None or self.window >= 0, "window", self.window, "not negative, or None")
        check_option(self.least_days >= 1, "least_days", self.least_days, "at least 1")
        check_option(self.variant in (None, "surveillance"), "variant", self.variant, "surveillance or None")
        if self.change == "epi":
            is_possible = self.variant is not None or not np.any(alphas > 0)
            check_option(is_possible, "dispersion", self.dispersion, "0 with change epi")
            check_option(self.direction == "inc", "direction", self.direction, "inc with change epi")
        if self.is_cases:
            check_option(self.direction == "inc", "is_cases", True, "for increases only")


@dataclass(frozen=True, slots=True, eq=False)
class ChartResult(Detection):
    """A chart; `score` is the evidence, `upper` the count at which the day alarms where it was asked for."""

    @property
    def is_judged(self) -> NDArray:
        """Tell which days could be judged."""
        return ~np.isnan(self.score)


def glr_cusum(
    counts: ArrayLike, mean: ArrayLike, *, first: int = 0, days: ArrayLike | None = None, **options: object
) -> ChartResult:
    """Chart the evidence for a change of any size that began on any day.

    counts: int or float array (days,) or (days, series); a missing day adds no evidence.
    mean: expected counts of the judged days, above 0: a number, (judged days,) or (judged days, series).
    first: the first judged day, counted from 0, from the end when negative.
    options: the fields of `GlrOptions`.
    raises: EpiError of counts, WrongOption.
    source: HOEHLE-PAUL-2008
    """
    how = GlrOptions(**options)  # type: ignore[arg-type]
    given, start, expected = _read(counts, mean, first)
    alpha = _alphas(how.dispersion, given)
    window = given.days if how.window is None else how.window
    sign = 1.0 if how.direction == "inc" else -1.0
    change = CHANGES[how.change, how.variant]
    is_longer = how.variant is not None and how.window is not None and how.change == "intercept" and not alpha.any()
    # R's Poisson chart with a window looks for changes one day longer than it is told to.
    rules = how.limit, sign, window, how.least_days + is_longer, how.is_restarting, how.is_cases, change
    is_plain = not (how.is_cases or alpha.any() or how.change == "epi") and rules[3] <= window + 1
    score, upper = (_chart_plain if is_plain else _chart)(given.values, expected, start, (alpha, rules))
    return _result(given, (start, days), (expected, upper, score, score >= how.limit))


def _chart(values: NDArray, expected: NDArray, start: int, how: tuple) -> tuple[NDArray, NDArray]:
    """Look at every change of every day."""
    alpha, rules = how
    score, upper = (np.full(expected.shape, np.nan) for _ in range(2))
    counts, mean = (np.ascontiguousarray(one, dtype=np.float64) for one in (values, expected))

    def judge(begin: int, end: int) -> None:
        chart_glr((counts, mean, alpha), start, rules, (begin, end), (score, upper))

    kernels.for_blocks(judge, values.shape[1])
    return score, upper


def _chart_plain(values: NDArray, expected: NDArray, start: int, how: tuple) -> tuple[NDArray, NDArray]:
    """Look only at the changes that can be the strongest; counts are read as they come."""
    score, judged = np.empty(expected.shape), values[start:]
    rules = float(how[1][0]), *how[1][1:5]

    def judge(begin: int, end: int) -> None:
        chart_poisson(judged, expected, rules, (begin, end), score)

    kernels.for_blocks(judge, values.shape[1])
    return score, np.broadcast_to(np.nan, score.shape)


def lr_cusum(
    counts: ArrayLike, mean: ArrayLike, *, log_factor: float, first: int = 0, **options: object
) -> ChartResult:
    """Chart the evidence for counts multiplied by a known factor.

    log_factor: natural logarithm of the factor looked for; below 0 is a decrease.
    options: of `GlrOptions` limit, dispersion and is_restarting. Other arguments and refusals as for `glr_cusum`.
    returns: an alarm is a score above the limit.

    source: HOEHLE-PAUL-2008
    """
    how = GlrOptions(**options)  # type: ignore[arg-type]
    check_option(log_factor != 0 and np.isfinite(log_factor), "log_factor", log_factor, "finite and not 0")
    given, start, expected = _read(counts, mean, first)
    values, mean = given.floats(), np.ascontiguousarray(expected)
    alpha = _alphas(how.dispersion, given)
    score, upper = (np.empty(expected.shape) for _ in range(2))
    rules = float(log_factor), how.limit, how.is_restarting

    def judge(begin: int, end: int) -> None:
        chart_lr((values, mean, alpha), start, rules, (begin, end), (score, upper))

    kernels.for_blocks(judge, given.series)
    return _result(given, (start, None), (expected, upper, score, score > how.limit))


@dataclass(frozen=True, slots=True, eq=False)
class FittedChart:
    """A chart on expected counts that were fitted before it began.

    chart: the chart. dispersion: alpha of each series.
    """

    chart: ChartResult
    dispersion: NDArray


def glr_cusum_fitted(
    counts: ArrayLike, *, first: int, frequency: float = 52, season: tuple[int, bool] = (1, False), **options: object
) -> FittedChart:
    """Fit expected counts to the days before `first`, then chart the evidence that counts have left them.

    frequency: days in a year. season: pairs of sine and cosine of the year, and whether there is a trend.
    options: the fields of `GlrOptions`; a `dispersion` of None is estimated by maximum likelihood.
    raises: EpiError of counts, TooFewDays, WrongOption.
    source: HOEHLE-PAUL-2008
    """
    given = read_counts(counts)
    pairs, is_trend = season
    check_option(pairs >= 0, "season", season, "pairs not negative")
    start = given.start(first, 1 + 2 * pairs + is_trend)
    design = regression.harmonics(np.arange(1, given.days + 1), frequency, pairs=pairs, is_trend=is_trend)
    past = np.ascontiguousarray(given.values[:start], dtype=np.float64)
    alpha = options.pop("dispersion", None)
    if alpha is None and options.get("variant") == "surveillance":
        alpha = regression.AS_R
    fitted = regression.fit(past, design[:start], dispersion=alpha)  # type: ignore[arg-type]
    mean = regression.predict(design[start:], fitted.coefficients)
    given_options: dict[str, Any] = options | {"dispersion": fitted.dispersion}
    chart = glr_cusum(counts, given.shaped(mean), first=start, **given_options)
    return FittedChart(chart, fitted.dispersion)


def _read(counts: ArrayLike, mean: ArrayLike, first: int) -> tuple[Counts, int, NDArray[np.float64]]:
    given = read_counts(counts)
    start = given.start(first, 0)
    expected = read_beside("mean", mean, Counts(given.values[start:], given.is_single), is_spread=False)
    if expected.size and not 0 < expected.min() <= expected.max() < np.inf:
        wrong = ~(expected > 0) | np.isinf(expected)
        day, series = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
        raise WrongOption(index=(int(day), int(series)), name="mean", value=expected[day, series], why="above 0")
    return given, start, expected


def _alphas(dispersion: ArrayLike, given: Counts) -> NDArray[np.float64]:
    alpha = np.atleast_1d(np.asarray(dispersion, dtype=np.float64))
    check_option(alpha.shape in ((1,), (given.series,)), "dispersion", alpha.shape, "one, or one for each series")
    return np.ascontiguousarray(np.broadcast_to(alpha, (given.series,)))


def _result(given: Counts, span: tuple, arrays: tuple[NDArray, ...]) -> ChartResult:
    start, days = span
    observed = np.asarray(given.values[start:], dtype=np.float64)
    return ChartResult(labels(days, given.days)[start:], *(given.shaped(one) for one in (observed, *arrays)))
