"""Reporting delays: from a line list to a triangle of counts, and how complete a day is after so many days.

Axes: `(days, delays)` for the triangle, delay 0 first; `(delays,)` for shares.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from sizao.epi.errors import EpiError


class ReportBeforeOnset(EpiError):
    """A report that is earlier than what it reports."""

    code = "report_before_onset"
    message = "第 {row} 行：报告日期 {report} 早于发病日期 {onset}。"
    english = "Row {row}: reported {report}, before it happened {onset}."


class TriangleRefused(EpiError):
    """A triangle that is none."""

    code = "reporting_triangle"
    message = "报告三角表不能用：{reason}。"
    english = "Reporting triangle: {reason}."


@dataclass(frozen=True, slots=True)
class Triangle:
    """Counts by day and delay, as known at the end of the last day; cells of the future are zero.

    counts: int array (days, delays); the last delay holds all that took at least as long.
    """

    start: dt.date
    counts: NDArray

    @property
    def days(self) -> list[dt.date]:
        """Its days, oldest first."""
        return [self.start + dt.timedelta(days=number) for number in range(self.counts.shape[0])]

    def known(self) -> NDArray:
        """Mark the cells that can be known by the last day."""
        days, delays = self.counts.shape
        return np.arange(days)[:, None] + np.arange(delays)[None, :] < days

    def delays(self) -> tuple[NDArray, NDArray]:
        """Count reports with exactly each delay, and up to it, on the days for which that delay can be known."""
        days, delays = self.counts.shape
        exact, up_to = np.zeros(delays, np.int64), np.zeros(delays, np.int64)
        for delay in range(delays):
            block = self.counts[: max(days - delay, 0), : delay + 1]
            exact[delay], up_to[delay] = block[:, delay].sum(), block.sum()
        return exact, up_to


def reporting_triangle(
    onset: Sequence[dt.date], reported: Sequence[dt.date], *, now: dt.date, max_delay: int, start: dt.date | None = None
) -> Triangle:
    """Count a line list by day and delay, using only what was reported by `now`.

    raises: ReportBeforeOnset naming the row, TriangleRefused when nothing is known by `now`.
    """
    if len(onset) != len(reported):
        raise TriangleRefused(reason=f"{len(onset)} onsets but {len(reported)} reports")
    for row, (first, then) in enumerate(zip(onset, reported, strict=True), start=1):
        if then < first:
            raise ReportBeforeOnset(index=(row - 1,), row=row, report=then, onset=first)
    known = [(first, then) for first, then in zip(onset, reported, strict=True) if then <= now]
    if not known and start is None:
        raise TriangleRefused(reason=f"nothing is reported by {now}")
    begin = start or min(first for first, _ in known)
    if begin > now or max_delay < 0:
        raise TriangleRefused(reason=f"start {begin}, now {now}, longest delay {max_delay}")
    counts = np.zeros(((now - begin).days + 1, max_delay + 1), np.int64)
    for first, then in known:
        if first >= begin:
            counts[(first - begin).days, min((then - first).days, max_delay)] += 1
    return Triangle(begin, counts)


def estimate_completeness(triangle: Triangle) -> NDArray:
    """Estimate which share of a day's cases is reported within each delay, right truncation allowed for.

    Product of reverse-time hazards: a long delay is estimated from days old enough to have shown it.
    returns: float array (delays,), the last is 1.
    source: LAWLESS-1994
    """
    exact, up_to = triangle.delays()
    hazard = exact / np.maximum(up_to, 1)
    return np.append(np.cumprod((1 - hazard)[:0:-1])[::-1], 1.0)


def sample_completeness(triangle: Triangle, *, truncated: bool, points: int) -> NDArray:
    """Spread completeness over its posterior (Dirichlet prior of weight 1), as points of equal weight.

    truncated: allow for delays not yet seen (reverse-time hazards); else all reports so far count as a full sample.
    returns: float array (points, delays).
    """
    delays = triangle.counts.shape[1]
    prior = 1.0 / delays
    if not truncated:
        total = triangle.counts.sum(axis=0)
        below = np.cumsum(total + prior)[:-1]
        above = (total + prior).sum() - below
        shares = (np.arange(points) + 0.5) / points
        return np.column_stack([betaincinv(below, above, shares[:, None]), np.ones(points)])
    exact, up_to = triangle.delays()
    steps = np.arange(1, delays)
    # One irrational step a dimension: the points of a lattice (Kronecker), the same in every run.
    shares = (0.5 + np.arange(1, points + 1)[:, None] * np.sqrt(_primes(delays - 1))) % 1.0
    hazards = betaincinv(exact[1:] + prior, (up_to - exact)[1:] + prior * steps, shares)
    return np.column_stack([np.cumprod((1 - hazards)[:, ::-1], axis=1)[:, ::-1], np.ones(points)])


def _primes(count: int) -> NDArray:
    found: list[int] = []
    number = 2
    while len(found) < count:
        if all(number % one for one in found):
            found.append(number)
        number += 1
    return np.array(found, dtype=float)
