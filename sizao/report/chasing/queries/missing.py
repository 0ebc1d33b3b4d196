"""Who has not reported: groups by name for their schools, counts of groups for the offices above."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connection

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.report.chasing.rules import MissingSchool

CHUNK = 5000


@dataclass(frozen=True, slots=True)
class MissingGroup:
    """A group that owes the report of a session."""

    school_id: int
    id: int
    name: str
    session: str
    due_at: dt.datetime


# What was withdrawn is looked up apart: few are, and the many reports then need no sorting by version.
GROUPS = """
WITH plan AS MATERIALIZED (SELECT * FROM unnest(%(prefixes)s::text[], %(ripe)s::boolean[]) AS p(prefix, is_ripe)),
withdrawn AS MATERIALIZED (
  SELECT school_id, group_id, max(version) AS version FROM checks_healthcheck
  WHERE day = %(day)s AND session = %(session)s AND is_withdrawn GROUP BY 1, 2),
missing AS MATERIALIZED (
  SELECT s.school_id, s.group_id, s.due_at FROM checks_slot s
  WHERE s.day = %(day)s AND s.session = %(session)s AND s.waived_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM checks_healthcheck h LEFT JOIN withdrawn w ON w.school_id = h.school_id AND w.group_id = h.group_id
    WHERE h.day = %(day)s AND h.session = %(session)s AND h.school_id = s.school_id AND h.group_id = s.group_id
      AND NOT h.is_withdrawn AND h.version > coalesce(w.version, 0)))
SELECT m.school_id, m.group_id, u.short_name, %(session)s, m.due_at FROM missing m JOIN orgs_unit u ON u.id = m.group_id
{ripe} ORDER BY m.school_id, m.group_id
"""
# The roll-up knows how many are missing: a province in one pass over its schools.
SCHOOLS = """
WITH plan AS MATERIALIZED (SELECT * FROM unnest(%(prefixes)s::text[], %(ripe)s::boolean[]) AS p(prefix, is_ripe))
SELECT s.school_id, s.county_id, s.city_id, s.province_id, p.prefix, s.expected - s.waived - s.reported
FROM checks_school_day s JOIN orgs_unit u ON u.id = s.school_id AND s.day = %(day)s AND s.session = %(session)s
  AND s.expected - s.waived > s.reported {ripe}
"""
# Every plan stands in the list, so that a unit follows the longest path above it; only ripe ones are told.
RIPE = """
CROSS JOIN LATERAL (
  SELECT prefix, is_ripe FROM plan WHERE starts_with(u.territory_path, plan.prefix)
  ORDER BY length(plan.prefix) DESC LIMIT 1) p
WHERE p.is_ripe
"""

OWN = """
SELECT s.school_id, s.group_id, u.short_name, s.session, s.due_at
FROM checks_slot s JOIN orgs_unit u ON u.id = s.group_id
WHERE s.school_id = ANY(%(schools)s) AND s.day = %(day)s AND s.group_id = ANY(%(groups)s) AND s.waived_at IS NULL
  AND s.due_at <= %(now)s AND NOT coalesce((
    SELECT NOT h.is_withdrawn FROM checks_healthcheck h WHERE h.school_id = s.school_id AND h.day = s.day
      AND h.group_id = s.group_id AND h.session = s.session ORDER BY h.version DESC LIMIT 1), false)
ORDER BY s.due_at, s.group_id
"""


def _values(day: dt.date, session: str, plans: Mapping[str, bool]) -> dict[str, object]:
    return {"day": day, "session": session, "prefixes": list(plans), "ripe": list(plans.values())}


def list_missing_groups(day: dt.date, session: str, plans: Mapping[str, bool]) -> Iterator[MissingGroup]:
    """List the groups of the whole tree without a report, by school; for the job.

    plans: path prefix to whether its groups are to be listed.
    """
    ripe = "" if all(plans.values()) else RIPE
    with connection.cursor() as cursor:
        cursor.execute(GROUPS.format(ripe=ripe), _values(day, session, plans))
        for batch in iter(lambda: cursor.fetchmany(CHUNK), []):
            yield from (MissingGroup(*row) for row in batch)


def list_missing_schools(day: dt.date, session: str, plans: Mapping[str, bool]) -> list[MissingSchool]:
    """List the schools of the whole tree with groups missing, from the roll-up; for the job.

    plans: path prefix to whether its schools are to be listed.
    """
    with connection.cursor() as cursor:
        cursor.execute(SCHOOLS.format(ripe=RIPE), _values(day, session, plans))
        return [MissingSchool(*row) for row in cursor.fetchall()]


def own_missing(actor: Actor, now: dt.datetime) -> list[MissingGroup]:
    """List what the actor's own groups owe today and is past its cut-off; one query, none without such a post."""
    own = [
        grant.unit for grant in actor.grants_for("chasing.explain") if grant.unit.school_id not in (None, grant.unit.id)
    ]
    return missing_of({unit.id: unit.key for unit in own}, clock.school_date(now), now)


def missing_of(groups: Mapping[int, int], day: dt.date, now: dt.datetime) -> list[MissingGroup]:
    """List what groups owe on a day past its cut-off; groups: id to school."""
    if not groups:
        return []
    values = {"schools": sorted(set(groups.values())), "groups": list(groups), "day": day, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(OWN, values)
        return [MissingGroup(*row) for row in cursor.fetchall()]
