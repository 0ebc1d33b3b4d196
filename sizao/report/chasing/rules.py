"""The ladder of a missing report, the reasons for one, and what on-time rates say in words."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sizao.core.choices import Choices
from sizao.core.errors import SizaoError

SESSIONS = ("MORNING", "NOON", "EVENING")
# A rung that could not be told within this time (the worker was down) is left out: late it would only confuse.
GRACE = dt.timedelta(minutes=30)
# So many weeks a page of on-time rates looks back.
SHOWN_WEEKS = 8


class Reason(Choices):
    """Why a group has not reported; asked of it, shown to the level above."""

    FORGOT = "FORGOT", "忘了，马上报"
    NETWORK = "NETWORK", "网络或设备故障"
    AWAY = "AWAY", "老师不在，没人代报"
    OUTING = "OUTING", "外出活动"
    NO_CLASS = "NO_CLASS", "今天没上课"
    OTHER = "OTHER", "其他原因"


class NothingMissing(SizaoError):
    """The group owes no report, so there is nothing to explain."""

    code = "nothing_missing"
    message = "这个时段没有未报，不用说明"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Rung:
    """One step up after a cut-off: the office of a level is told after some minutes (a policy value)."""

    level: str
    role: str
    policy: str


SCHOOL_POLICY = "chase.school_minutes"
LADDER = (
    Rung("COUNTY", "COUNTY_OFFICER", "chase.county_minutes"),
    Rung("CITY", "CITY_OFFICER", "chase.city_minutes"),
    Rung("PROVINCE", "PROVINCE_OFFICER", "chase.province_minutes"),
)
LEVELS = tuple(rung.level for rung in LADDER)
ROLES = {rung.level: rung.role for rung in LADDER}


@dataclass(frozen=True, slots=True)
class MissingSchool:
    """A school with groups that owe a report; an office is None where that level does not exist.

    prefix: of the plan it follows.
    """

    school_id: int
    county_id: int | None
    city_id: int | None
    province_id: int | None
    prefix: str
    groups: int

    def office_at(self, level: str) -> str | None:
        """Give the level of the office that is told on a level's rung: that one or, where absent, the next above."""
        levels = LEVELS[LEVELS.index(level) :]
        return next((one for one in levels if self.office(one) is not None), None)

    def office(self, level: str) -> int | None:
        """Give the office of a level."""
        return {"COUNTY": self.county_id, "CITY": self.city_id, "PROVINCE": self.province_id}[level]

    def below(self, level: str) -> int:
        """Give what lies directly under the office of a level on this school's line: an office, or the school."""
        lower = [self.office(one) for one in LEVELS[: LEVELS.index(level)]]
        return next((one for one in reversed(lower) if one is not None), self.school_id)


@dataclass(frozen=True, slots=True)
class Call:
    """One office to be told: which units directly below it have groups missing, and how many groups in all."""

    office_id: int
    role: str
    prefix: str
    units: tuple[int, ...]
    groups: int


def calls_of(rung: Rung, missing: Iterable[MissingSchool]) -> list[Call]:
    """Say whom a rung tells: a level that is absent is stepped over, and no office is told on two rungs.

    Units are what the office knows: a county its schools, a city its counties, a province its cities; the worst first.
    """
    earlier = LEVELS[: LEVELS.index(rung.level)]
    by_place: dict[tuple, list[MissingSchool]] = {}
    for school in missing:
        by_place.setdefault((school.county_id, school.city_id, school.province_id, school.prefix), []).append(school)
    found: dict[tuple[int, str, str], Counter[int]] = {}
    for schools in by_place.values():
        one = schools[0]
        level = one.office_at(rung.level)
        if level is None or any(one.office_at(lower) == level for lower in earlier):
            continue
        units = found.setdefault((one.office(level) or 0, ROLES[level], one.prefix), Counter())
        below = one.below(level)
        for school in schools:
            units[school.school_id if below == one.school_id else below] += school.groups
    return [
        Call(*place, tuple(sorted(units, key=lambda one: (-units[one], one))), units.total())
        for place, units in sorted(found.items())
    ]


@dataclass(frozen=True, slots=True)
class OnTime:
    """Reports of one unit in one week: due, reported, of these late."""

    due: int
    reported: int
    late: int

    @property
    def on_time(self) -> int:
        return self.reported - self.late

    @property
    def missing(self) -> int:
        return max(self.due - self.reported, 0)

    @property
    def rate(self) -> float | None:
        """Share on time, None where nothing was due."""
        return self.on_time / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class Trend:
    """How a rate moved: percentage points against the week before, and for how many weeks in one direction.

    points: None without a week to compare with. weeks: positive while rising, negative while falling.
    """

    points: float | None
    weeks: int


def trend_of(rates: Sequence[float | None]) -> Trend:
    """Compare the latest week with those before it.

    rates: oldest first; None where nothing was due (holidays), which is stepped over.
    """
    known = [round(rate * 100, 1) for rate in rates if rate is not None]
    if len(known) < 2:
        return Trend(None, 0)
    steps = [round(later - earlier, 1) for earlier, later in pairwise(known)]
    run = 0
    for step in reversed(steps):
        way = (step > 0) - (step < 0)
        if way == 0 or (run and way != (run > 0) - (run < 0)):
            break
        run += way
    return Trend(steps[-1], run)


def week_of(day: dt.date) -> dt.date:
    """Give the Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())
