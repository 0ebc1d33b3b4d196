"""The two Farrington methods over all judged points and series."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t as student

from sizao.epi.detection import kernels
from sizao.epi.detection.counts import Counts, check_option, read_counts, read_days, read_population
from sizao.epi.detection.farrington import kernel
from sizao.epi.detection.farrington.baseline import baseline, references
from sizao.epi.detection.farrington.fitting import LEAST_MEAN
from sizao.epi.detection.farrington.limits import Mean, limits
from sizao.epi.detection.farrington.options import FarringtonOptions
from sizao.epi.detection.results import Detection, labels

STEPS = {52: 7, 365: 1}


@dataclass(frozen=True, slots=True, eq=False)
class FarringtonResult(Detection):
    """What the regression says; nan where it could not be fitted.

    upper: nan also where there were too few cases of late for an alarm. score: above 1 is an alarm.
    pvalue: chance of a count at least as large. phi: dispersion. trend: slope by point, nan where none was kept.
    spread: standard error of the logarithm of `expected`.
    """

    pvalue: NDArray
    phi: NDArray
    trend: NDArray
    spread: NDArray


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    given: Counts
    start: int
    dates: NDArray | None
    frequency: int
    offsets: NDArray


def farrington_flexible(
    counts: ArrayLike, *, frequency: int = 52, first: int | None = None, days: ArrayLike | None = None,
    population: ArrayLike | None = None, **options: object,
) -> FarringtonResult:  # fmt: skip
    """Judge by Noufaily's version of Farrington's method.

    counts: int or float array (points,) or (points, series); missing points are left out of baselines.
    frequency: points in a year: 52 weeks, 365 days, 12 months, or school days.
    first: the first judged point, counted from 0, from the end when negative; None is the first with all past years.
    days: dates of the points; the same time of past years is then found by the calendar.
    population: people at risk at all points; counts are then judged by rate.
    options: the fields of `FarringtonOptions`.
    raises: EpiError of counts and days, NoPopulation, TooFewDays, WrongOption.
    source: NOUFAILY-2013
    """
    how = FarringtonOptions(**options)  # type: ignore[arg-type]
    task = _task(counts, (frequency, first, days, population), how)
    figures = _fit_all(task, how, is_original=False)
    mean = _mean(figures, how)
    observed = np.asarray(task.given.values[task.start :], dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        upper, score, chance = limits(observed, mean, how, how.alpha)
        enough = _has_enough(task, how)
        alarm = enough & (score > 1) & (observed != 0)
        if not how.is_compat:
            alarm = enough & (observed > upper)
        arrays = observed, np.exp(mean.eta), np.where(enough, upper, np.nan), score, alarm
    return _result(task, (*arrays, chance, mean.phi, figures[kernel.SLOPE], mean.spread))


def farrington_original(
    counts: ArrayLike, *, frequency: int = 52, first: int | None = None, days: ArrayLike | None = None,
    **options: object,
) -> FarringtonResult:  # fmt: skip
    """Judge by Farrington's method of 1996: windows alone, residuals above 1 weighed down, limits on both sides.

    Arguments and refusals as for `farrington_flexible`; `alpha` is the chance on both sides together.
    returns: `upper` is 0 where there were too few cases of late; `pvalue` the chance of a larger count.

    source: FARRINGTON-1996
    """
    how = FarringtonOptions(**({"weights_threshold": 1.0, "limit": "delta"} | options))  # type: ignore[arg-type]
    check_option(how.limit == "delta", "limit", how.limit, "delta in the method of 1996")
    task = _task(counts, (frequency, first, days, None), how)
    figures = _fit_all(task, how, is_original=True)
    mean = _mean(figures, how)
    observed = np.asarray(task.given.values[task.start :], dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        upper, score, chance = limits(observed, mean, how, how.alpha / 2)
        enough = _has_enough(task, how)
        arrays = observed, np.exp(mean.eta), np.where(enough, upper, 0.0), score, enough & (score > 1)
    return _result(task, (*arrays, chance, mean.phi, figures[kernel.SLOPE], mean.spread))


def _mean(figures: NDArray, how: FarringtonOptions) -> Mean:
    eta = figures[kernel.ETA]
    if how.limit == "delta":
        # As R's inverse of the link: no mean below the spacing of floats at 1.
        eta = np.maximum(eta, np.log(LEAST_MEAN))
    return Mean(eta, np.sqrt(figures[kernel.SPREAD] * figures[kernel.SCATTER]), figures[kernel.PHI])


def _task(counts: ArrayLike, span: tuple, how: FarringtonOptions) -> _Task:
    frequency, first, days, population = span
    check_option(frequency > 2 * how.window + 1, "frequency", frequency, "more than two windows")
    given = read_counts(counts)
    start = given.start(first, frequency * how.years + how.window)
    dates = None if days is None else read_days(days, given.days, step=STEPS.get(frequency))
    offsets = np.zeros((1, given.series)) if population is None else np.log(read_population(population, given))
    return _Task(given, start, dates, frequency, offsets)


def _fit_all(task: _Task, how: FarringtonOptions, *, is_original: bool) -> NDArray[np.float64]:
    """Fit at each judged point; returns (figures, judged points, series)."""
    given = task.given
    values = given.floats()
    figures = np.empty((kernel.FIGURES, given.days - task.start, given.series))
    for row, at in enumerate(range(task.start, given.days)):
        refs = references(at, how.years, task.frequency, task.dates)
        found = baseline(at, refs, how, is_cut=is_original and task.dates is not None)
        critical = _critical(len(found.points), how.trend_p)
        rules = (
            how.is_trend, how.is_reweighted, how.weights_threshold, critical, how.years,
            how.is_compat or is_original, is_original,
        )  # fmt: skip
        place = found.points, found.levels, at

        def judge(begin: int, end: int, place=place, rules=rules, out=figures[:, row]) -> None:
            kernel.judge_point((values, task.offsets), place, rules, (begin, end), out)

        kernels.for_blocks(judge, given.series)
    return figures


def _critical(points: int, trend_p: float) -> NDArray[np.float64]:
    """List how many standard errors a slope must have, by degrees of freedom."""
    free = np.arange(1, points + 1)
    return np.concatenate([[np.inf], student.isf(trend_p / 2, free)])


def _has_enough(task: _Task, how: FarringtonOptions) -> NDArray[np.bool_]:
    """Tell where enough cases came in the last points for an alarm."""
    least, points = how.least_cases
    values = np.nan_to_num(task.given.floats())
    total = np.cumsum(np.vstack([np.zeros(task.given.series), values]), axis=0)
    end = np.arange(task.start + 1, task.given.days + 1)
    return total[end] - total[np.maximum(end - points, 0)] >= least


def _result(task: _Task, arrays: tuple[NDArray, ...]) -> FarringtonResult:
    shown = labels(task.dates, task.given.days)[task.start :]
    return FarringtonResult(shown, *(task.given.shaped(one) for one in arrays))
