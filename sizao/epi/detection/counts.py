"""What all methods take: counts by day and series, checked once; missing is nan, not zero.

Arrays are time-major: (days, series). A single series (days,) is answered with arrays (days,).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sizao.epi.detection import kernels
from sizao.epi.errors import EpiError

LARGEST = 2**53


class WrongShape(EpiError):
    """Counts are neither (days,) nor (days, series), or what goes with them has another shape."""

    code = "wrong_shape"
    message = "{name}的形状{shape}不符合计数。"
    english = "{name} has the shape {shape}, which does not fit counts by (days,) or (days, series)."


class NegativeCount(EpiError):
    """A count is below zero."""

    code = "negative_count"
    message = "计数不能是负数：{value}。"
    english = "A count cannot be negative: {value}."


class NotACount(EpiError):
    """A value is no whole number, or is too large to be one."""

    code = "not_a_count"
    message = "计数只能是整数：{value}。"
    english = "A count must be a whole number below 2**53, or missing: {value}."


class TooFewDays(EpiError):
    """There are fewer days than a method needs before the first one it judges."""

    code = "too_few_days"
    message = "需要至少{needed}天，现有{days}天。"
    english = "At least {needed} days are needed, there are {days}."


class WrongOption(EpiError):
    """An option has a value with which the method has no meaning."""

    code = "wrong_option"
    message = "选项{name}不能是{value}。"
    english = "The option {name} cannot be {value}: {why}."


class NoPopulation(EpiError):
    """A population or a number enrolled is zero, negative or missing, or smaller than the count."""

    code = "no_population"
    message = "人数不能是{value}。"
    english = "A population must be known, above zero and not below the count: {value}."


class DaysOutOfOrder(EpiError):
    """A day stands before its predecessor."""

    code = "days_out_of_order"
    message = "日期次序颠倒：{day}。"
    english = "Days are out of order: {day}."


class DoubledDay(EpiError):
    """A day stands twice."""

    code = "doubled_day"
    message = "日期重复：{day}。"
    english = "A day stands twice: {day}."


class MixedCalendar(EpiError):
    """Days follow each other at another distance than the method's calendar says."""

    code = "mixed_calendar"
    message = "日期间隔不一致：{day}。"
    english = "The step to {day} is {step} days, the calendar's is {expected}."


@dataclass(frozen=True, slots=True)
class Counts:
    """Checked counts.

    values: (days, series), integers, or floats with nan where a day is missing.
    is_single: whether a single series was given, so that answers lose the axis of series.
    """

    values: NDArray
    is_single: bool

    @property
    def days(self) -> int:
        """How many days."""
        return self.values.shape[0]

    @property
    def series(self) -> int:
        """How many series."""
        return self.values.shape[1]

    def floats(self) -> NDArray[np.float64]:
        """The counts as floats; a copy when they are integers."""
        return np.ascontiguousarray(self.values, dtype=np.float64)

    def shaped(self, array: NDArray) -> NDArray:
        """Give an array (…, series) the form of the input."""
        return array[..., 0] if self.is_single else array

    def start(self, first: int | None, needed: int) -> int:
        """Find the first judged day, counted from 0 (from the end when negative), that has `needed` days before it.

        raises: TooFewDays.
        """
        if self.days <= needed:
            raise TooFewDays(needed=needed + 1, days=self.days)
        start = needed if first is None else first + self.days if first < 0 else first
        if not needed <= start < self.days:
            raise TooFewDays(index=(start,), needed=needed + 1, days=min(start + 1, self.days))
        return start


def read_counts(counts: ArrayLike) -> Counts:
    """Check counts.

    counts: int or float array (days,) or (days, series), oldest first; nan is a missing day.
    raises: WrongShape, NegativeCount, NotACount.
    """
    values = np.asarray(counts)
    if values.dtype == object:
        values = values.astype(np.float64)
    if values.ndim not in (1, 2) or values.shape[0] == 0:
        raise WrongShape(name="counts", shape=values.shape)
    single = values.ndim == 1
    values = values[:, None] if single else values
    if values.dtype.kind == "b":
        values = values.astype(np.int64)
    if values.dtype.kind not in "iuf":
        raise NotACount(value=str(values.dtype))
    if values.dtype.kind == "f":
        values = values.astype(np.float64, copy=False)
        _check_floats(values, single)
    elif values.dtype.kind == "i" and values.size and values.min() < 0:
        at = np.unravel_index(int(np.argmax(values < 0)), values.shape)
        raise NegativeCount(index=_index(at, single), value=int(values[at]))
    if values.dtype.itemsize == 8 and values.dtype.kind != "f" and values.size and int(values.max()) >= LARGEST:
        at = np.unravel_index(int(np.argmax(values)), values.shape)
        raise NotACount(index=_index(at, single), value=int(values[at]))
    return Counts(values, single)


def _check_floats(values: NDArray[np.float64], single: bool) -> None:
    day, series = kernels.first_wrong(values, float(LARGEST))
    if day < 0:
        return
    value = values[day, series]
    error = NegativeCount if -np.inf < value < 0 and value == np.floor(value) else NotACount
    raise error(index=_index((day, series), single), value=value)


def _index(at: Sequence, single: bool) -> tuple[int, ...]:
    return (int(at[0]),) if single else (int(at[0]), int(at[1]))


def read_beside(name: str, values: ArrayLike, counts: Counts, *, is_spread: bool = True) -> NDArray[np.float64]:
    """Spread what goes with counts (an expected value, a number enrolled) over all days and series.

    values: a number, (days,) for all series alike, or the shape of the counts. is_spread: whether the answer has its
    own place for each number; otherwise it is a view that is not to be written to.
    raises: WrongShape.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim == 1:
        array = array[:, None]
    try:
        spread = np.broadcast_to(array, counts.values.shape)
        return np.ascontiguousarray(spread) if is_spread else spread
    except ValueError:
        raise WrongShape(name=name, shape=array.shape) from None


def read_population(values: ArrayLike, counts: Counts, *, is_empty_allowed: bool = False) -> NDArray[np.float64]:
    """Check people at risk: known, above zero (unless days with nobody are allowed) and not below the count.

    raises: WrongShape, NoPopulation.
    """
    people = read_beside("population", values, counts)
    known = (people >= 0) if is_empty_allowed else (people > 0)
    wrong = ~known | ~np.isfinite(people) | (counts.values > people)
    if wrong.any():
        at = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
        raise NoPopulation(index=_index(at, counts.is_single), value=people[at])
    return people


def read_days(days: ArrayLike, length: int, *, step: int | None = None) -> NDArray:
    """Check the dates of the days: one for each, rising, at the same distance when a step is given.

    raises: WrongShape, DaysOutOfOrder, DoubledDay, MixedCalendar.
    """
    dates = np.asarray(days, dtype="datetime64[D]")
    if dates.shape != (length,):
        raise WrongShape(name="days", shape=dates.shape)
    steps = np.diff(dates).astype(np.int64)
    for wrong, error in ((steps == 0, DoubledDay), (steps < 0, DaysOutOfOrder)):
        if wrong.any():
            at = int(np.argmax(wrong)) + 1
            raise error(index=(at,), day=dates[at])
    if step is not None and (steps != step).any():
        at = int(np.argmax(steps != step)) + 1
        raise MixedCalendar(index=(at,), day=dates[at], step=int(steps[at - 1]), expected=step)
    return dates


def check_option(holds: bool, name: str, value: object, why: str) -> None:
    """Refuse an option.

    raises: WrongOption.
    """
    if not holds:
        raise WrongOption(name=name, value=value, why=why)
