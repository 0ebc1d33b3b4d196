"""What a jurisdiction asks of its teachers, week by week, unit by unit, form by form."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from sizao.core.actor import AREA_COLUMNS, Actor, UnitRef, units_by_id
from sizao.core.burden import asks
from sizao.core.burden import queries as burden
from sizao.core.burden.rules import FEWEST_ENTRIES, FEWEST_GROUPS, week_of
from sizao.core.errors import NotVisible
from sizao.oversee.situation.rules import SHOWN_WEEKS, Burden, burden_of
from sizao.registry.orgs import queries as orgs

SUB_COLUMN = {"COUNTY": "school_id", "CITY": "county_id", "PROVINCE": "city_id"}
PUBLICATION = Actor.system("burden: published to those who bear it")

# Each group that reports on a day is one teacher's day; the sessions say how often it is asked.
ASKED = """
SELECT part, week, sum(groups), sum(morning), sum(noon), sum(evening), max(whole) FROM (
  SELECT {by} AS part, day - (extract(isodow FROM day)::int - 1) AS week, max(expected - waived) AS groups,
    sum(max(expected - waived)) OVER (PARTITION BY {by}, day) AS whole,
    sum(expected - waived) FILTER (WHERE session = 'MORNING') AS morning,
    sum(expected - waived) FILTER (WHERE session = 'NOON') AS noon,
    sum(expected - waived) FILTER (WHERE session = 'EVENING') AS evening
  FROM checks_school_day
  WHERE day >= %(first)s AND day < %(end)s AND session IN ('MORNING', 'NOON', 'EVENING') AND {area} = %(unit)s
  GROUP BY {by}, school_id, day) d GROUP BY 1, 2
"""
SESSIONS = ("MORNING", "NOON", "EVENING")


@dataclass(frozen=True, slots=True)
class AskedForm:
    """What one form took in a week; `median_seconds` None where too few were measured to say."""

    ask: str
    label: str
    entries: int
    median_seconds: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Published:
    """The burden of a unit by week, of the units below it in the latest week, and of each form then."""

    weeks: Mapping[dt.date, Burden]
    week: dt.date
    below: tuple[tuple[orgs.UnitLine, Burden], ...]
    forms: tuple[AskedForm, ...]


def require_reader(actor: Actor, unit: UnitRef) -> None:
    """Let read who answers for a unit, and everyone what their own school or office asks.

    raises: NotVisible, Forbidden.
    """
    if not any(grant.unit.key == unit.id for grant in actor.grants):
        actor.require("burden.view", unit)
    if unit.level not in SUB_COLUMN and unit.id != unit.school_id:
        raise NotVisible()


def get_burden(actor: Actor, *, unit: UnitRef, today: dt.date) -> Published:
    """Give what a unit asks of its teachers, before today; five queries.

    raises: NotVisible, Forbidden.
    """
    require_reader(actor, unit)
    latest = week_of(today - dt.timedelta(days=1))
    weeks = [latest - dt.timedelta(weeks=ahead) for ahead in range(SHOWN_WEEKS - 1, -1, -1)]
    whole = _asked(unit, AREA_COLUMNS.get(unit.level, "school_id"), weeks[0], today)
    parts = _asked(unit, SUB_COLUMN[unit.level], latest, today) if unit.level in SUB_COLUMN else {}
    lines = orgs.list_lines({one for one, _week in parts})
    refs = units_by_id([unit.id, *lines])
    costs = burden.list_weeks(PUBLICATION, list(refs.values()), first=weeks[0], latest=latest)
    below = [(lines[one], _judge(parts[one, week], costs, one, week)) for one, week in parts if one in lines]
    return Published(
        {week: _judge(whole[unit.id, week], costs, unit.id, week) for week in weeks if (unit.id, week) in whole},
        latest,
        tuple(sorted(below, key=lambda pair: -(pair[1].minutes_per_teacher or 0))),
        tuple(_forms(costs, unit.id, latest)),
    )


def _asked(unit: UnitRef, by: str, first: dt.date, end: dt.date) -> dict[tuple[int, dt.date], tuple]:
    """Count teacher-days, reports due by session and the most groups of a day, by unit and week."""
    text = ASKED.format(by=by, area=AREA_COLUMNS.get(unit.level, "school_id"))
    with connection.cursor() as cursor:
        cursor.execute(text, {"first": first, "end": end, "unit": unit.id})
        return {
            (row[0], row[1]): (row[2], dict(zip(SESSIONS, (one or 0 for one in row[3:6]), strict=True)), row[6])
            for row in cursor.fetchall()
            if row[0] is not None
        }


def _judge(asked: tuple, costs: Iterable[burden.WeekCost], unit_id: int, week: dt.date) -> Burden:
    teacher_days, due, groups = asked
    own = [one for one in costs if one.unit_id == unit_id and one.week == week]
    entries = sum(one.entries for one in own)
    assumed = sum(count * asks.assumed_seconds(f"checks.{session}") for session, count in due.items())
    return burden_of(
        measured_seconds=sum(one.seconds for one in own), entries=entries, assumed_seconds=assumed,
        teacher_days=teacher_days, may_show=entries >= FEWEST_ENTRIES and groups >= FEWEST_GROUPS,
    )  # fmt: skip


def _forms(costs: Iterable[burden.WeekCost], unit_id: int, week: dt.date) -> list[AskedForm]:
    """List the forms filled in, the most expensive first."""
    known = asks.declared()
    found = [
        AskedForm(
            one.ask, known[one.ask].label if one.ask in known else one.ask, one.entries,
            one.median_seconds if one.entries >= FEWEST_ENTRIES else None, one.seconds,
        )
        for one in costs
        if one.unit_id == unit_id and one.week == week and one.entries >= FEWEST_ENTRIES
    ]  # fmt: skip
    return sorted(found, key=lambda one: -one.seconds)
