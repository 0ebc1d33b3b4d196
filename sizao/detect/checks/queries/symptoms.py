"""Count symptoms and reports over days, without persons: each person once, however many sessions name them."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from sizao.detect.checks.queries.records import Extent

HELD = """
WITH held AS MATERIALIZED (
  SELECT DISTINCT ON (h.group_id, h.day, h.session) h.group_id, h.day, h.session, h.id, h.is_withdrawn
  FROM checks_healthcheck h
  WHERE h.school_id = %(school)s AND h.day >= %(first)s AND h.day <= %(until)s
    AND (%(groups)s::bigint[] IS NULL OR h.group_id = ANY(%(groups)s::bigint[]))
  ORDER BY h.group_id, h.day, h.session, h.version DESC
)
"""
NAMED = """
FROM held h
JOIN checks_checkentry e ON e.school_id = %(school)s AND e.day = h.day AND e.check_id = h.id
  AND e.day >= %(first)s AND e.day <= %(until)s
CROSS JOIN LATERAL unnest(e.symptoms) AS s(code)
WHERE NOT h.is_withdrawn
"""
BY_GROUP = f"""{HELD}
SELECT h.group_id, s.code, count(DISTINCT e.person_id) FILTER (WHERE h.day = %(until)s AND h.session = %(session)s),
  count(DISTINCT e.person_id)
{NAMED} GROUP BY 1, 2
"""
BY_SESSION = f"""{HELD}
SELECT h.day, h.session, s.code, count(DISTINCT e.person_id)
{NAMED} GROUP BY 1, 2, 3
"""
# Reports that stand in the days, and due ones that do not: a count over missing reports is no count of all.
REPORTS = f"""{HELD}
SELECT group_id, count(*) FILTER (WHERE is_held), count(*) FILTER (WHERE NOT is_held) FROM (
  SELECT group_id, true AS is_held FROM held WHERE NOT is_withdrawn
  UNION ALL
  SELECT s.group_id, false FROM checks_slot s
  WHERE s.school_id = %(school)s AND s.day >= %(first)s AND s.day <= %(until)s AND s.waived_at IS NULL
    AND s.due_at <= %(now)s AND NOT EXISTS (
      SELECT 1 FROM held h WHERE NOT h.is_withdrawn AND h.day = s.day AND h.group_id = s.group_id
        AND h.session = s.session)
) reports GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class GroupSymptoms:
    """Persons by symptom in a group: in one session of the latest day, and in all the days.

    reports: that stand in the days. gaps: due reports of these days that are missing.
    """

    in_session: dict[str, int]
    in_days: dict[str, int]
    reports: int = 0
    gaps: int = 0


def count_symptoms_by_group(extent: Extent, *, session: str, now: dt.datetime) -> dict[int, GroupSymptoms]:
    """Count symptoms in the groups of a school, in two queries. The caller asks for the right."""
    values = {**_values(extent), "session": session, "now": now}
    found = {group: GroupSymptoms({}, {}, came, gaps) for group, came, gaps in _run(REPORTS, values)}
    for group, code, in_session, in_days in _run(BY_GROUP, values):
        one = found.setdefault(group, GroupSymptoms({}, {}))
        one.in_session[code], one.in_days[code] = in_session, in_days
    return found


def count_symptoms_by_session(extent: Extent) -> dict[tuple[dt.date, str], dict[str, int]]:
    """Count symptoms by day and session, in one query. The caller asks for the right."""
    found: dict[tuple[dt.date, str], dict[str, int]] = {}
    for day, session, code, count in _run(BY_SESSION, _values(extent)):
        found.setdefault((day, session), {})[code] = count
    return found


def _values(extent: Extent) -> dict:
    groups = None if extent.group_ids is None else list(extent.group_ids)
    return {"school": extent.school_id, "first": extent.first, "until": extent.until, "groups": groups}


def _run(sql: str, values: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
