"""EARS C1, C2 and C3: each day against the mean and spread of the days just before it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from sizao.epi.detection import kernels, windows
from sizao.epi.detection.counts import Counts, check_option, read_counts
from sizao.epi.detection.results import Detection, labels

GAP_DAYS = {"C1": 0, "C2": 2, "C3": 2}
ALPHA = {"C1": 0.001, "C2": 0.001, "C3": 0.025}
C3_LIMIT, C3_DAYS = 2.0, 2


@dataclass(frozen=True, slots=True)
class EarsOptions:
    """How EARS judges.

    baseline_days: days in the window of comparison, at least 3.
    alpha: chance of a false alarm on a day, were counts normal; None is .001, and .025 for R's C3.
    min_sd: the least standard deviation believed, so that one case after quiet days is no alarm; 0 is the plain method.
    min_present: days of the window that must be known; None is five of seven.
    variant: of C3: "cdc", or "surveillance" as R's package computes it.

    source: EARS-2003
    """

    baseline_days: int = 7
    alpha: float | None = None
    min_sd: float = 0.5
    min_present: int | None = None
    variant: str = "cdc"

    def __post_init__(self) -> None:
        check_option(self.baseline_days >= 3, "baseline_days", self.baseline_days, "at least 3")
        check_option(self.alpha is None or 0 < self.alpha < 1, "alpha", self.alpha, "between 0 and 1")
        check_option(self.min_sd >= 0, "min_sd", self.min_sd, "not negative")
        check_option(self.variant in ("cdc", "surveillance"), "variant", self.variant, "cdc or surveillance")
        check_option(2 <= self.present <= self.baseline_days, "min_present", self.min_present, "2 to baseline_days")

    @property
    def present(self) -> int:
        """Days of the window that must be known."""
        return -(-5 * self.baseline_days // 7) if self.min_present is None else self.min_present

    def sigmas(self, method: str) -> float:
        """How many standard deviations the limit is away."""
        return float(-ndtri(ALPHA[method] if self.alpha is None else self.alpha))


def ears_c1(
    counts: ArrayLike, *, first: int | None = None, days: ArrayLike | None = None, **options: object
) -> Detection:
    """Compare each day with the days up to the day before.

    counts: int or float array (days,) or (days, series).
    first: the first judged day, counted from 0, from the end when negative; None is the first with a full window.
    options: the fields of `EarsOptions`.
    raises: EpiError of counts, TooFewDays, WrongOption.
    source: EARS-2003
    """
    return _judge("C1", counts, first, days, EarsOptions(**options))  # type: ignore[arg-type]


def ears_c2(
    counts: ArrayLike, *, first: int | None = None, days: ArrayLike | None = None, **options: object
) -> Detection:
    """Compare each day with the days up to three days before, so that an outbreak's start does not raise its own limit.

    Arguments and refusals as for `ears_c1`.

    source: EARS-2003
    """
    return _judge("C2", counts, first, days, EarsOptions(**options))  # type: ignore[arg-type]


def ears_c3(
    counts: ArrayLike, *, first: int | None = None, days: ArrayLike | None = None, **options: object
) -> Detection:
    """Add up what C2 found beyond one standard deviation on three days; more than 2 is an alarm.

    Arguments and refusals as for `ears_c1`. R's variant leaves the judged day out of the sum, so it is late by a day.

    source: EARS-2003
    """
    return _judge("C3", counts, first, days, EarsOptions(**options))  # type: ignore[arg-type]


def _judge(
    method: str, counts: ArrayLike, first: int | None, days: ArrayLike | None, options: EarsOptions
) -> Detection:
    given = read_counts(counts)
    lag = C3_DAYS if method == "C3" else 0
    start = given.start(first, options.baseline_days + GAP_DAYS[method] + lag)
    rows = given.days - start
    offsets = np.arange(options.baseline_days, 0, -1) + GAP_DAYS[method]
    mean, upper, score = (np.empty((rows, given.series)) for _ in range(3))
    alarm = np.empty((rows, given.series), dtype=bool)

    def judge(begin: int, end: int) -> None:
        block = given.values[:, begin:end]
        part = slice(None), slice(begin, end)
        means, variances, known = windows.moments(block, start - lag, offsets)
        means[known < options.present] = np.nan
        spreads = np.maximum(np.sqrt(variances, out=variances), options.min_sd)
        spreads[known < options.present] = np.nan
        if method != "C3":
            upper[part] = means + options.sigmas(method) * spreads
            score[part] = (block[-rows:] - means) / spreads
            alarm[part] = block[-rows:] > upper[part]
        else:
            _add_up(block[-rows - lag :], (means, spreads), options, (upper[part], score[part], alarm[part]))
        mean[part] = means[lag:]

    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        kernels.for_blocks(judge, given.series)
    return _result(given, start, days, (mean, upper, score, alarm))


def _result(given: Counts, start: int, days: ArrayLike | None, arrays: tuple[NDArray, ...]) -> Detection:
    observed = np.asarray(given.values[start:], dtype=np.float64)
    return Detection(labels(days, given.days)[start:], *(given.shaped(one) for one in (observed, *arrays)))


def _add_up(
    values: NDArray, moments: tuple[NDArray, NDArray], options: EarsOptions, out: tuple[NDArray, NDArray, NDArray]
) -> None:
    """Judge by C3, from the values and moments of the judged days and two days before."""
    means, spreads = moments
    upper, score, alarm = out
    beyond = (values - means) / spreads - 1
    now, mean, sd = values[C3_DAYS:], means[C3_DAYS:], spreads[C3_DAYS:]
    if options.variant == "surveillance":
        earlier = _positive(beyond[1:-1]) + _positive(beyond[:-2])
        upper[:] = _positive(now + sd * (options.sigmas("C3") - earlier))
        score[:] = earlier
        alarm[:] = now > upper
        return
    earlier = np.nan_to_num(_positive(beyond[1:-1]), nan=0.0) + np.nan_to_num(_positive(beyond[:-2]), nan=0.0)
    score[:] = _positive(beyond[C3_DAYS:]) + earlier
    upper[:] = _positive(mean + sd * (1 + C3_LIMIT - earlier))
    upper[np.isnan(score)] = np.nan
    alarm[:] = score > C3_LIMIT


def _positive(values: NDArray) -> NDArray:
    """Cut off at zero; nan stays nan."""
    return np.where(values < 0, 0.0, values)
