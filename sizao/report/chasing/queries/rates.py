"""How often reports came on time, by unit and week."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection

from sizao.core.actor import AREA_COLUMNS, Actor, UnitRef
from sizao.core.errors import NotVisible
from sizao.registry.orgs import queries as orgs
from sizao.report.chasing.rules import SHOWN_WEEKS, OnTime, week_of

SUB_COLUMN = {"COUNTY": "school_id", "CITY": "county_id", "PROVINCE": "city_id"}

OFFICE = """
SELECT {by}, day - (extract(isodow FROM day)::int - 1), sum(expected - waived), sum(reported), sum(late)
FROM checks_school_day WHERE day >= %(first)s AND day < %(end)s AND session = 'DAY' AND {area} = %(unit)s GROUP BY 1, 2
"""
# Rooms of a dormitory are told by their building, whose keeper reports them all.
SCHOOL = """
SELECT coalesce(b.number, s.group_id), s.day - (extract(isodow FROM s.day)::int - 1), count(*), count(h.is_late),
  count(*) FILTER (WHERE h.is_late)
FROM checks_slot s
LEFT JOIN places_place r ON r.school_id = s.school_id AND r.number = s.group_id
LEFT JOIN places_place b ON b.school_id = r.school_id AND b.id = r.building_id
LEFT JOIN LATERAL (
  SELECT is_late FROM checks_healthcheck h WHERE h.school_id = s.school_id AND h.day = s.day
    AND h.group_id = s.group_id AND h.session = s.session AND NOT h.is_withdrawn ORDER BY version LIMIT 1) h ON true
WHERE s.school_id = %(unit)s AND s.day >= %(first)s AND s.day < %(end)s AND s.waived_at IS NULL GROUP BY 1, 2
"""

NOTHING = OnTime(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Rates:
    """One unit's reports by week; `line` is None for the whole of what was asked for."""

    line: orgs.UnitLine | None
    weeks: Mapping[dt.date, OnTime] = field(default_factory=dict)

    def of(self, week: dt.date) -> OnTime:
        """Give the counts of one week."""
        return self.weeks.get(week, NOTHING)


def weeks_until(day: dt.date) -> list[dt.date]:
    """List the Mondays of the weeks shown, oldest first; the last one holds the day before `day`."""
    latest = week_of(day - dt.timedelta(days=1))
    return [latest - dt.timedelta(weeks=ahead) for ahead in range(SHOWN_WEEKS - 1, -1, -1)]


def list_rates(actor: Actor, *, unit: UnitRef, today: dt.date) -> list[Rates]:
    """List the units right under an office, or a school's groups and dormitories, by week, before today; two queries.

    raises: NotVisible for a unit that is neither, Forbidden.
    """
    actor.require("chasing.view", unit)
    if unit.level not in SUB_COLUMN and unit.id != unit.school_id:
        raise NotVisible()
    text = SCHOOL
    if unit.level in SUB_COLUMN:
        text = OFFICE.format(by=SUB_COLUMN[unit.level], area=AREA_COLUMNS[unit.level])
    found: dict[int, dict[dt.date, OnTime]] = {}
    with connection.cursor() as cursor:
        cursor.execute(text, {"first": weeks_until(today)[0], "end": today, "unit": unit.id})
        for unit_id, week, due, reported, late in cursor.fetchall():
            found.setdefault(unit_id or 0, {})[week] = OnTime(due, reported, late)
    lines = orgs.list_lines(found)
    return [Rates(lines[key], weeks) for key, weeks in found.items() if key in lines]


def get_rates(rates: list[Rates]) -> Rates:
    """Add units up to their whole."""
    whole: dict[dt.date, OnTime] = {}
    for one in rates:
        for week, counts in one.weeks.items():
            so_far = whole.get(week, NOTHING)
            whole[week] = OnTime(so_far.due + counts.due, so_far.reported + counts.reported, so_far.late + counts.late)
    return Rates(None, whole)
