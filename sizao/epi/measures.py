"""Measures of an outbreak: attack rates, secondary attack rates, epidemic curves, doubling time, each with an interval.

Which interval: `wilson` (score) for rates in a group, near its nominal cover even at 0 of 30; `exact` (Clopper–Pearson)
where a rate goes into a statutory report and must never be too narrow. Doubling time: normal on the growth rate.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, ndtri

from sizao.epi.errors import EpiError

Interval = Literal["wilson", "exact"]


class RateRefused(EpiError):
    """A numerator that is no part of its denominator."""

    code = "rate"
    message = "率不能计算：分子 {cases}，分母 {people}。"
    english = "No rate: {cases} of {people} people."


class CurveRefused(EpiError):
    """An epidemic curve without days, or a growth that cannot be estimated."""

    code = "epi_curve"
    message = "流行曲线不能计算：{reason_zh}。"
    english = "No epidemic curve: {reason}."


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its interval, arrays of one shape: cases of people."""

    cases: NDArray
    people: NDArray
    value: NDArray
    lower: NDArray
    upper: NDArray


def attack_rate(cases: ArrayLike, people: ArrayLike, *, level: float = 0.95, interval: Interval = "wilson") -> Rate:
    """Give the attack rate (罹患率), 0 to 1, of groups: those who fell ill among those exposed.

    cases, people: numbers or arrays of one shape; a group of nobody has no rate (nan).
    raises: RateRefused with the index of the group.
    source: WILSON-1927, CLOPPER-1934
    """
    ill, all_ = np.broadcast_arrays(np.asarray(cases, dtype=float), np.asarray(people, dtype=float))
    wrong = ~np.isfinite(ill) | ~np.isfinite(all_) | (ill < 0) | (all_ < 0) | (ill > all_)
    if wrong.any():
        at = tuple(int(one) for one in np.argwhere(wrong)[0])
        raise RateRefused(index=at or None, cases=ill[at], people=all_[at])
    with np.errstate(invalid="ignore", divide="ignore"):
        lower, upper = (_wilson if interval == "wilson" else _exact)(ill, all_, level)
        return Rate(ill, all_, ill / all_, np.where(all_ > 0, lower, np.nan), np.where(all_ > 0, upper, np.nan))


def _wilson(ill: NDArray, people: NDArray, level: float) -> tuple[NDArray, NDArray]:
    z = float(ndtri(0.5 + level / 2))
    share, room = ill / people, z * z / people
    half = z * np.sqrt(share * (1 - share) / people + room / (4 * people))
    lower, upper = ((share + room / 2 + sign * half) / (1 + room) for sign in (-1, 1))
    return np.where(ill == 0, 0.0, lower), np.where(ill == people, 1.0, upper)


def _exact(ill: NDArray, people: NDArray, level: float) -> tuple[NDArray, NDArray]:
    tail, inside = (1 - level) / 2, np.maximum(ill, 1)
    lower = np.where(ill > 0, betaincinv(inside, people - inside + 1, tail), 0.0)
    below = np.minimum(ill, people - 1)
    upper = np.where(ill < people, betaincinv(below + 1, people - below, 1 - tail), 1.0)
    return lower, upper


def secondary_attack_rate(
    cases: ArrayLike, people: ArrayLike, *, primary: ArrayLike = 1, level: float = 0.95, interval: Interval = "wilson"
) -> Rate:
    """Give the secondary attack rate (续发率) in classes or dormitory rooms: later cases among those not primary.

    cases: all cases of each group, primary ones included. people: all who were there. primary: those who brought it in.
    raises: RateRefused when there are fewer cases than primary ones.
    """
    ill, all_, first = (np.asarray(one, dtype=float) for one in (cases, people, primary))
    return attack_rate(ill - first, all_ - first, level=level, interval=interval)


def compare_rates(exposed: Rate, others: Rate, *, level: float = 0.95) -> tuple[NDArray, NDArray, NDArray]:
    """Give the ratio of two attack rates with its interval (normal on the log, half a case added where one is zero)."""
    half = np.where((exposed.cases == 0) | (others.cases == 0), 0.5, 0.0)
    ill = [rate.cases + half for rate in (exposed, others)]
    people = [rate.people + 2 * half for rate in (exposed, others)]
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = (ill[0] / people[0]) / (ill[1] / people[1])
        se = np.sqrt(1 / ill[0] - 1 / people[0] + 1 / ill[1] - 1 / people[1])
    spread = np.exp(float(ndtri(0.5 + level / 2)) * se)
    return ratio, ratio / spread, ratio * spread


@dataclass(frozen=True, slots=True)
class EpiCurve:
    """Cases by day of onset, days without cases included: int arrays (days,), in all and by kind."""

    days: list[dt.date]
    cases: NDArray
    by_kind: Mapping[str, NDArray]

    @property
    def peak(self) -> dt.date:
        """The day with most cases, the first of several."""
        return self.days[int(np.argmax(self.cases))]

    @property
    def cumulated(self) -> NDArray:
        """Cases up to each day."""
        return np.cumsum(self.cases)


def epi_curve(
    onset: Sequence[dt.date], *, kinds: Sequence[str] | None = None, start: dt.date | None = None,
    end: dt.date | None = None,
) -> EpiCurve:  # fmt: skip
    """Count cases by onset day (流行曲线) over [start, end), by default from the first case to the last.

    raises: CurveRefused when no day is left, or kinds are not as many as cases.
    """
    if kinds is not None and len(kinds) != len(onset):
        raise CurveRefused(reason=f"{len(kinds)} kinds for {len(onset)} cases", reason_zh="分类与病例数不等")
    if not onset and (start is None or end is None):
        raise CurveRefused(reason="no case and no days", reason_zh="没有病例也没有起止日期")
    first = start or min(onset)
    after = end or max(onset) + dt.timedelta(days=1)
    length = (after - first).days
    if length < 1:
        raise CurveRefused(reason=f"{after} is not after {first}", reason_zh="结束日期不晚于开始日期")
    at = np.array([(day - first).days for day in onset], dtype=int)
    inside = (at >= 0) & (at < length)
    groups = np.array(kinds if kinds is not None else [""] * len(onset), dtype=object)
    by_kind = {
        str(kind): np.bincount(at[inside & (groups == kind)], minlength=length) for kind in dict.fromkeys(groups)
    }
    days = [first + dt.timedelta(days=number) for number in range(length)]
    return EpiCurve(days, np.bincount(at[inside], minlength=length), by_kind if kinds is not None else {})


@dataclass(frozen=True, slots=True)
class Growth:
    """Exponential growth: rate a day, and doubling time in days (negative: halving time), each (value, lower, upper).

    An interval of the rate that holds 0 has no doubling time: its bounds are then infinite.
    """

    rate: tuple[float, float, float]
    doubling_days: tuple[float, float, float]
    dispersion: float


def doubling_time(cases: ArrayLike, *, level: float = 0.95) -> Growth:
    """Estimate growth from daily cases by quasi-Poisson regression, so that over-dispersion widens the interval.

    cases: (days,), consecutive days; nan days are left out. The interval is normal on the growth rate, inverted.
    raises: CurveRefused with fewer than three days or no growth to see.
    """
    y = np.asarray(cases, dtype=float).ravel()
    day = np.arange(y.size, dtype=float)[~np.isnan(y)]
    y = y[~np.isnan(y)]
    if y.size < 3 or (y < 0).any() or np.count_nonzero(y) < 2:
        raise CurveRefused(reason="growth needs three days, two with cases", reason_zh="估计增长至少要三天、两天有病例")
    design = np.stack([np.ones(y.size), day - day.mean()], axis=1)
    beta = np.array([np.log(y.mean()), 0.0])
    for _ in range(50):
        mu = np.exp(np.clip(design @ beta, -30, 30))
        step = np.linalg.solve(design.T @ (mu[:, None] * design), design.T @ (y - mu))
        beta = beta + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-10:
            break
    mu = np.exp(design @ beta)
    dispersion = max(1.0, float(((y - mu) ** 2 / mu).sum()) / (y.size - 2))
    se = float(np.sqrt(dispersion * np.linalg.inv(design.T @ (mu[:, None] * design))[1, 1]))
    width = float(ndtri(0.5 + level / 2)) * se
    rate = (float(beta[1]), float(beta[1] - width), float(beta[1] + width))
    return Growth(rate, _double(rate), dispersion)


def _double(rate: tuple[float, float, float]) -> tuple[float, float, float]:
    value, lower, upper = rate
    time = float(np.log(2) / value) if value else np.inf
    if lower <= 0 <= upper:
        # Anything from this fast upwards, or no growth at all.
        fastest = np.log(2) / upper if value >= 0 else np.log(2) / lower
        return (time, float(fastest), np.inf) if value >= 0 else (time, -np.inf, float(fastest))
    low, high = sorted((float(np.log(2) / lower), float(np.log(2) / upper)))
    return time, low, high
