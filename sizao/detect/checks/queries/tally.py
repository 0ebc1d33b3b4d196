"""Counts for offices: sums of the roll-up, and who has not reported."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.models import Sum

from sizao.core.actor import AREA_COLUMNS, Actor, UnitRef
from sizao.detect.checks.models import SchoolDay

COUNTS = ("expected", "waived", "reported", "zero", "late", "enrolled", "absent", "absent_ill", "ill")


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one unit, as the roll-up has them; `units` and `units_done` count schools."""

    unit_id: int
    expected: int = 0
    waived: int = 0
    reported: int = 0
    zero: int = 0
    late: int = 0
    enrolled: int = 0
    absent: int = 0
    absent_ill: int = 0
    ill: int = 0
    units: int = 0
    units_done: int = 0
    folded_at: dt.datetime | None = None


TALLY = """
SELECT {by}, sum(expected), sum(waived), sum(reported), sum(zero), sum(late), sum(enrolled), sum(absent),
       sum(absent_ill), sum(ill), count(*), count(*) FILTER (WHERE reported >= expected - waived), max(folded_at)
FROM checks_school_day WHERE day = %s AND session = %s AND {area} = %s GROUP BY {by}
"""


def tally_by(actor: Actor, *, unit: UnitRef, day: dt.date, session: str, by: str) -> dict[int, Tally]:
    """Sum school-days under an office by sub-unit (`city_id`, `county_id`, `school_id`) or whole (`by` = own column).

    One query over the roll-up, a few milliseconds for a province. raises: NotVisible, Forbidden.
    """
    actor.require("daily.view", unit)
    area = AREA_COLUMNS.get(unit.level, "school_id")
    if by not in (*AREA_COLUMNS.values(), "school_id"):
        raise ValueError(by)
    with connection.cursor() as cursor:
        cursor.execute(TALLY.format(by=by, area=area), [day, session, unit.id])
        return {row[0]: Tally(*row) for row in cursor.fetchall() if row[0] is not None}


def tally_sessions(actor: Actor, *, unit: UnitRef, day: dt.date) -> dict[str, Tally]:
    """Sum school-days under a unit by session, `DAY` included."""
    rows = SchoolDay.objects.visible_to(actor).filter(day=day, **{AREA_COLUMNS.get(unit.level, "school_id"): unit.id})
    sums = rows.values("session").annotate(**{f"sum_{name}": Sum(name) for name in COUNTS})
    return {row["session"]: Tally(unit.id, **{name: row[f"sum_{name}"] for name in COUNTS}) for row in sums}


@dataclass(frozen=True, slots=True)
class MissingGroup:
    """A group that has not reported a due session."""

    school_id: int
    group_id: int
    session: str
    due_at: dt.datetime


# OFFSET 0 keeps the planner at one range of the key a school; it would read the whole day of the province instead.
MISSING = """
WITH due AS MATERIALIZED (
  SELECT school_id, group_id, session, due_at FROM checks_slot
  WHERE day = %(day)s AND {area} = %(unit)s AND waived_at IS NULL AND opens_at <= %(now)s
),
school AS MATERIALIZED (SELECT DISTINCT school_id FROM due),
reported AS MATERIALIZED (
  SELECT school_id, group_id, session FROM (
    SELECT DISTINCT ON (h.school_id, h.group_id, h.session) h.school_id, h.group_id, h.session, h.is_withdrawn
    FROM school CROSS JOIN LATERAL (
      SELECT school_id, group_id, session, version, is_withdrawn FROM checks_healthcheck
      WHERE school_id = school.school_id AND day = %(day)s OFFSET 0) h
    ORDER BY h.school_id, h.group_id, h.session, h.version DESC) latest WHERE NOT is_withdrawn
)
SELECT school_id, group_id, session, due_at FROM due
WHERE (school_id, group_id, session) NOT IN (SELECT school_id, group_id, session FROM reported)
ORDER BY due_at, school_id, group_id
"""


def list_missing(actor: Actor, *, unit: UnitRef, day: dt.date, now: dt.datetime) -> list[MissingGroup]:
    """List the groups under a unit that have not reported an open session, soonest due first.

    raises: NotVisible, Forbidden.
    """
    actor.require("daily.view", unit)
    area = AREA_COLUMNS.get(unit.level, "school_id")
    with connection.cursor() as cursor:
        cursor.execute(MISSING.format(area=area), {"day": day, "unit": unit.id, "now": now})
        return [MissingGroup(*row) for row in cursor.fetchall()]
