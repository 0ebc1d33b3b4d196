"""What entries cost: measured where enough were measured, else assumed; sums of units, never of persons."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection

from sizao.core.actor import Actor, UnitRef
from sizao.core.burden import asks, rules
from sizao.core.burden.models import Cost


@dataclass(frozen=True, slots=True)
class AskCost:
    """What one entry of a form takes; `entries` were measured, below `rules.FEWEST_ENTRIES` it is the assumption."""

    ask: str
    seconds: float
    entries: int

    @property
    def is_measured(self) -> bool:
        """Whether the seconds were measured and not assumed."""
        return self.entries >= rules.FEWEST_ENTRIES


@dataclass(frozen=True, slots=True)
class AskedLoad:
    """What one form costs a day: so many groups fill it in once each."""

    cost: AskCost
    groups: int

    @property
    def seconds(self) -> float:
        """Seconds a day of all who fill it in."""
        return self.cost.seconds * self.groups


@dataclass(frozen=True, slots=True)
class Load:
    """What a day costs those who are asked: `groups` are asked at least once."""

    asked: tuple[AskedLoad, ...]
    groups: int

    @property
    def seconds(self) -> float:
        """Seconds a day, all together."""
        return sum(one.seconds for one in self.asked)

    @property
    def burden_seconds(self) -> float:
        """Seconds a day of whoever reports for one group: of one teacher."""
        return self.seconds / self.groups if self.groups else 0.0

    @property
    def is_measured(self) -> bool:
        """Whether every cost in it was measured."""
        return all(one.cost.is_measured for one in self.asked)


@dataclass(frozen=True, slots=True)
class Change:
    """What a day costs before and after something is asked."""

    before: Load
    after: Load

    @property
    def added_seconds(self) -> float:
        """Seconds a day that one teacher would spend more (or, below zero, less)."""
        return self.after.burden_seconds - self.before.burden_seconds


def cost_of(codes: Iterable[str], line: Sequence[int], *, day: dt.date) -> dict[str, AskCost]:
    """Give what entries take, by form: from the lowest unit of a line that has measured enough, else as assumed.

    line: unit ids from the top down, as in a territory path. One query.
    """
    wanted, first = sorted(set(codes)), rules.week_of(day) - dt.timedelta(weeks=rules.MEASURED_WEEKS - 1)
    found: dict[tuple[int, str], tuple[int, ...]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT school_id, ask, counts FROM core_burden"
            " WHERE school_id = ANY(%s) AND week >= %s AND week <= %s AND ask = ANY(%s)",
            [list(line), first, day, wanted],
        )
        for unit_id, ask, counts in cursor.fetchall():
            found[unit_id, ask] = rules.plus(found.get((unit_id, ask), rules.NO_COUNTS), counts)
    return {code: _cost(code, [found.get((unit, code), rules.NO_COUNTS) for unit in reversed(line)]) for code in wanted}


def _cost(code: str, lowest_first: list[tuple[int, ...]]) -> AskCost:
    counts = next((one for one in lowest_first if sum(one) >= rules.FEWEST_ENTRIES), None)
    if counts is None:
        return AskCost(code, asks.assumed_seconds(code), 0)
    return AskCost(code, rules.median_seconds(counts), sum(counts))


def load_of(groups_by_ask: Mapping[str, int], line: Sequence[int], *, day: dt.date, groups: int) -> Load:
    """Say what a day costs when so many groups fill in each form once.

    groups: how many different groups that are.
    """
    costs = cost_of(groups_by_ask, line, day=day)
    return Load(tuple(AskedLoad(costs[code], count) for code, count in groups_by_ask.items() if count), groups)


@dataclass(frozen=True, slots=True)
class WeekCost:
    """What one form took in one week in one unit, all roles or one."""

    unit_id: int
    week: dt.date
    ask: str
    counts: tuple[int, ...] = field(default=rules.NO_COUNTS)

    @property
    def entries(self) -> int:
        return sum(self.counts)

    @property
    def seconds(self) -> float:
        return rules.total_seconds(self.counts)

    @property
    def median_seconds(self) -> float:
        return rules.median_seconds(self.counts)


def list_weeks(
    actor: Actor, units: Sequence[UnitRef], *, first: dt.date, latest: dt.date, roles: Iterable[str] = ()
) -> list[WeekCost]:
    """List what forms took in units by week, summed over roles (all, or those given).

    raises: NotVisible, Forbidden for a unit whose burden the actor may not see.
    """
    for unit in units:
        actor.require("burden.view", unit)
    rows = Cost.objects.whole_tree(reason="every unit was asked for above").filter(
        school_id__in=[unit.id for unit in units], week__gte=first, week__lte=latest
    )
    if roles:
        rows = rows.filter(role__in=list(roles))
    found: dict[tuple[int, dt.date, str], tuple[int, ...]] = {}
    for unit_id, week, ask, counts in rows.values_list("school_id", "week", "ask", "counts"):
        key = (unit_id, week, ask)
        found[key] = rules.plus(found.get(key, rules.NO_COUNTS), counts)
    return [WeekCost(*key, counts) for key, counts in sorted(found.items())]
