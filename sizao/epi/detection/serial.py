"""Serial intervals (代际间隔): from mean and spread to a weight for each day between two onsets."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammainc

from sizao.epi.errors import EpiError

# What the shifted gamma needs: nobody falls ill on the day of the one who infected them.
SHIFT_DAYS = 1.0


class SerialIntervalRefused(EpiError):
    """A serial interval whose mean and spread do not make a distribution."""

    code = "serial_interval"
    message = "代际间隔的均数 {mean} 天、标准差 {sd} 天不能用：均数须大于 1 天，标准差须大于 0。"
    english = "Serial interval of mean {mean} and sd {sd} days: the mean must be more than 1 day, the sd more than 0."


class WeightsRefused(SerialIntervalRefused):
    """Weights of a serial interval that are no distribution of whole days."""

    code = "serial_interval_weights"
    message = "代际间隔分布不能用：第 0 天为 0，各天不小于 0，合计不大于 1（现第 {day} 天为 {value}，合计 {total}）。"
    english = (
        "Serial interval: one weight a day, 0 on day 0, none negative, together at most 1"
        " (day {day} has {value}, the sum is {total})."
    )


def discretize_serial_interval(mean_days: float, sd_days: float, *, length: int) -> NDArray:
    """Give the probability of each whole number of days from 0 to `length - 1`, from a gamma shifted by one day.

    The weights are not scaled to sum 1: what lies beyond `length` is missing, as in the reference.
    returns: float array (length,).
    raises: SerialIntervalRefused when the mean is at most one day or the spread is not positive.
    source: CORI-2013
    """
    if not (np.isfinite(mean_days) and np.isfinite(sd_days) and mean_days > SHIFT_DAYS and sd_days > 0):
        raise SerialIntervalRefused(mean=mean_days, sd=sd_days)
    shape = ((mean_days - SHIFT_DAYS) / sd_days) ** 2
    scale = sd_days**2 / (mean_days - SHIFT_DAYS)
    days = np.arange(length, dtype=float)

    def below(power: float, at: NDArray) -> NDArray:
        return gammainc(shape + power, np.maximum(at, 0.0) / scale)

    weights = days * below(0, days) + (days - 2) * below(0, days - 2) - 2 * (days - 1) * below(0, days - 1)
    weights += shape * scale * (2 * below(1, days - 1) - below(1, days - 2) - below(1, days))
    return np.maximum(weights, 0.0)


def check_serial_interval(weights: ArrayLike) -> NDArray:
    """Refuse weights that are no distribution of whole days with nothing on day 0.

    raises: WeightsRefused, naming the day.
    """
    given = np.asarray(weights, dtype=float)
    if given.ndim != 1 or given.size < 2:
        raise WeightsRefused(day="-", value="-", total="-")
    wrong = np.flatnonzero(~np.isfinite(given) | (given < 0) | ((np.arange(given.size) == 0) & (given != 0)))
    if wrong.size or not 0 < given.sum() <= 1.01:
        day = int(wrong[0]) if wrong.size else 0
        raise WeightsRefused(day=day, value=given[day], total=given.sum())
    return given


def weigh_past(incidence: NDArray, weights: NDArray) -> NDArray:
    """Sum past cases weighted by the serial interval, for each day: the pressure of infection (感染压力).

    incidence: float array (days, series). Shifted additions in a fixed order: the result of a series does not depend
    on which others are computed with it.
    returns: float array (days, series); the first day is nan.
    """
    days = incidence.shape[0]
    pressure = np.zeros_like(incidence)
    # Beyond this lag the weights together are below the rounding of the sum.
    rest = np.cumsum(weights[::-1])[::-1]
    longest = int(np.count_nonzero(rest > 1e-17))
    for lag in range(1, min(longest, days)):
        if weights[lag]:
            pressure[lag:] += weights[lag] * incidence[:-lag]
    pressure[:1] = np.nan
    return pressure
