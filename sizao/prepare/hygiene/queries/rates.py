"""What is due and what is recorded on a day, school by school, by one statement; for offices and for the reminder."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from sizao.prepare.hygiene.rules import DAILY_PROCESSES, EXAM, Counts, kinds_with_plan
from sizao.registry.policies import queries as policies

# A school follows the longest path above it on which anything was set. The same as `days.list_rows`, for many schools.
DUE = """
WITH plan AS MATERIALIZED (
  SELECT * FROM unnest(%(prefixes)s::text[], %(ripe)s::boolean[], %(open)s::boolean[]) AS p(prefix, is_ripe, is_open)),
school AS MATERIALIZED (
  SELECT u.id, u.territory_path AS path, p.is_open FROM orgs_unit u CROSS JOIN LATERAL (
    SELECT * FROM plan WHERE starts_with(u.territory_path, plan.prefix) ORDER BY length(plan.prefix) DESC LIMIT 1) p
  WHERE u.level = 'SCHOOL' AND u.valid_to IS NULL AND p.is_ripe {schools}),
place AS (
  SELECT p.*, s.is_open, s.path AS school_path FROM places_place p JOIN school s ON s.id = p.school_id
  WHERE p.valid_from <= %(day)s AND (p.valid_to IS NULL OR p.valid_to > %(day)s)),
due AS (
  SELECT p.school_id, p.id, p.unit_id, p.owner_role, p.owner_user_id FROM place p
  WHERE (p.is_open AND p.kind = ANY(%(kinds)s)) OR EXISTS (
    SELECT 1 FROM hygiene_setting l WHERE l.school_id = p.school_id AND l.code = '' AND l.valid_from <= %(day)s
      AND (l.valid_to IS NULL OR l.valid_to > %(day)s) AND (l.place_id = p.id OR l.place_kind = p.kind)
      AND CASE WHEN cardinality(l.weekdays) = 0 THEN p.is_open ELSE %(weekday)s = ANY(l.weekdays) END)
  UNION ALL
  SELECT c.school_id, c.id, p.unit_id, c.role, NULL FROM places_checkpoint c
  JOIN place p ON p.school_id = c.school_id AND p.id = c.place_id
  WHERE c.valid_from <= %(day)s AND (c.valid_to IS NULL OR c.valid_to > %(day)s)
    AND ((p.is_open AND c.process = ANY(%(daily)s)) OR (c.process = %(exam)s AND EXISTS (
      SELECT 1 FROM plans_keydate k JOIN orgs_unit u ON u.id = k.unit_id
      WHERE k.kind = 'EXAM' AND k.day = %(day)s AND NOT k.is_withdrawn
        AND starts_with(p.school_path, u.territory_path))))
)
"""
RECORDED = """
LEFT JOIN hygiene_record r ON r.school_id = d.school_id AND r.day = %(day)s AND r.subject_id = d.id
  AND r.taken_back_at IS NULL
"""
COUNTS = (
    DUE
    + """
SELECT d.school_id, count(*), count(r.id) FILTER (WHERE r.result = 'DONE'),
  count(r.id) FILTER (WHERE r.result = 'EXCEPTION')
FROM due d """
    + RECORDED
    + "GROUP BY d.school_id"
)
MISSING = (
    DUE
    + """
SELECT d.school_id, d.unit_id, d.owner_role, d.owner_user_id, count(*)
FROM due d """
    + RECORDED
    + "WHERE r.id IS NULL GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
)


@dataclass(frozen=True, slots=True)
class MissingOwner:
    """How much of what one owner answers for is not recorded; role "" and no user where nobody was named."""

    school_id: int
    unit_id: int
    role: str
    user_id: int | None
    count: int


def _values(day: dt.date, ripe: Mapping[str, bool], schools: Iterable[int]) -> dict[str, object]:
    plans = policies.list_plans(day)
    return {
        "day": day, "weekday": day.isoweekday(), "prefixes": [one.prefix for one in plans],
        "ripe": [ripe.get(one.prefix, False) if ripe else True for one in plans],
        "open": [one.verdict.is_school_day for one in plans], "kinds": kinds_with_plan(),
        "daily": list(DAILY_PROCESSES), "exam": EXAM, "schools": list(schools),
    }  # fmt: skip


def count_by_school(day: dt.date, school_ids: Iterable[int]) -> dict[int, Counts]:
    """Count what was due and recorded on a day in schools that the caller may see; absent where nothing was due."""
    wanted = list(school_ids)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS.format(schools="AND u.id = ANY(%(schools)s)"), _values(day, {}, wanted))
        return {school: Counts(*counts) for school, *counts in cursor.fetchall()}


def list_missing(day: dt.date, ripe: Mapping[str, bool]) -> list[MissingOwner]:
    """List whose records of a day are missing, school by school, below the paths that are ripe; for the job."""
    with connection.cursor() as cursor:
        cursor.execute(MISSING.format(schools=""), _values(day, ripe, ()))
        return [MissingOwner(*row) for row in cursor.fetchall()]


# School ids to how many findings of inspections are open there; registered by the step that keeps them.
Findings = Callable[[list[int]], dict[int, int]]
_findings: Findings | None = None


def use_findings(counter: Findings) -> None:
    """Register who counts open findings: inspections come later, and the board of an office shows both."""
    global _findings
    _findings = counter


def count_findings(school_ids: Iterable[int]) -> dict[int, int]:
    """Count the open findings of schools that the caller may see; absent where there is none."""
    return _findings(list(school_ids)) if _findings is not None else {}
