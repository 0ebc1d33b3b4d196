"""Days, epidemiological weeks (流行病学周) and half-open periods; nothing here knows a school's terms."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class EpiWeek:
    """A week from Monday to Sunday; week 1 of a year is the one that holds its first Thursday (ISO 8601).

    The year of a week can differ from the calendar year of its days around New Year.
    """

    year: int
    week: int

    @classmethod
    def of(cls, day: dt.date) -> Self:
        """Find the week in which a day lies."""
        year, week, _ = day.isocalendar()
        return cls(year, week)

    @property
    def start(self) -> dt.date:
        """Its Monday."""
        return dt.date.fromisocalendar(self.year, self.week, 1)

    @property
    def period(self) -> "Period":
        """Its seven days."""
        return Period(self.start, self.start + dt.timedelta(days=7))

    def shift(self, weeks: int) -> "EpiWeek":
        """Go `weeks` weeks on, or back when negative."""
        return EpiWeek.of(self.start + dt.timedelta(weeks=weeks))

    def __str__(self) -> str:
        return f"{self.year}年第{self.week}周"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` up to, not including, `end`; without `end` it goes on.

    A period whose end is not after its start holds no day.
    """

    start: dt.date
    end: dt.date | None = None

    def __contains__(self, day: dt.date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: "Period") -> bool:
        """Tell whether the two have a day in common."""
        start = max(self.start, other.start)
        return start in self and start in other

    def days(self, until: dt.date | None = None) -> Iterator[dt.date]:
        """List its days, oldest first; `until` (not included) is needed when the period goes on."""
        ends = [end for end in (self.end, until) if end is not None]
        for offset in range((min(ends) - self.start).days):
            yield self.start + dt.timedelta(days=offset)


def days_between(earlier: dt.date, later: dt.date) -> int:
    """Count the nights from one day to another: 0 for the same day, negative when they are the other way round."""
    return (later - earlier).days


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """The days on which school was held, in order: the axis of every daily series of a school (上课日).

    Days off are not on it, so they are neither zero nor missing; the terms and holidays are given, never known here.
    """

    days: tuple[dt.date, ...]

    @classmethod
    def between(cls, period: Period, *, off: Iterable[dt.date] = (), make_up: Iterable[dt.date] = ()) -> Self:
        """Take the weekdays of a closed period without the days off, and the make-up days (调休) of its weekends."""
        if period.end is None:
            raise ValueError("a period without end has no list of school days")
        closed, added = set(off), set(make_up)
        held = (day for day in period.days() if (day.weekday() < 5 or day in added) and day not in closed)
        return cls(tuple(held))

    def positions(self) -> dict[dt.date, int]:
        """Give the index of each day."""
        return {day: index for index, day in enumerate(self.days)}

    def weekdays(self) -> list[int]:
        """Give the day of the week of each, Monday 0; a make-up day at a weekend counts as a Friday."""
        return [min(day.weekday(), 4) for day in self.days]

    def breaks_before(self) -> list[int]:
        """Count the days off just before each school day; the first has none."""
        gaps = [days_between(earlier, later) - 1 for earlier, later in itertools.pairwise(self.days)]
        return [0, *gaps] if self.days else []

    def first_days_back(self, least: int = 3) -> list[bool]:
        """Mark the days after at least `least` days off: after a holiday more pupils are reported ill."""
        return [gap >= least for gap in self.breaks_before()]
