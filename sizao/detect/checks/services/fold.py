"""Fold deltas into school-days; nothing else writes the roll-up."""

import datetime as dt

from django.db import connection

from sizao.core import arrays, usecase
from sizao.core.actor import Actor
from sizao.core.usecase import use_case

BATCH = 20_000
# One fold at a time on a database server: two would both take the same school's rows.
LOCK = 740_003

# A school-day stands where the school stood when its first slot opened; a later move does not take it along.
FOLD = """
WITH taken AS MATERIALIZED (
  DELETE FROM checks_delta d USING (SELECT school_id, id FROM checks_delta ORDER BY id LIMIT %(batch)s) k
  WHERE d.school_id = k.school_id AND d.id = k.id
  RETURNING d.*
),
summed AS (
  SELECT school_id, day, session, max(county_id) AS county_id, max(city_id) AS city_id,
    max(province_id) AS province_id, sum(expected) AS expected, sum(waived) AS waived, sum(reported) AS reported,
    sum(zero) AS zero, sum(late) AS late, sum(enrolled) AS enrolled, sum(absent) AS absent,
    sum(absent_ill) AS absent_ill, sum(ill) AS ill, count(*) AS differences,
    bool_or(absent <> 0 OR absent_ill <> 0 OR ill <> 0 OR reported < 0
            OR (reported = 0 AND expected = 0 AND waived = 0)) AS names_persons
  FROM taken GROUP BY school_id, day, session
),
folded AS (
  INSERT INTO checks_school_day AS s (school_id, day, session, county_id, city_id, province_id, expected, waived,
    reported, zero, late, enrolled, absent, absent_ill, ill, folded_at)
  SELECT school_id, day, session, county_id, city_id, province_id, expected, waived, reported, zero, late, enrolled,
    absent, absent_ill, ill, %(now)s FROM summed ORDER BY school_id, day, session
  ON CONFLICT (school_id, day, session) DO UPDATE SET
    county_id = coalesce(s.county_id, excluded.county_id), city_id = coalesce(s.city_id, excluded.city_id),
    province_id = coalesce(s.province_id, excluded.province_id),
    expected = s.expected + excluded.expected, waived = s.waived + excluded.waived,
    reported = s.reported + excluded.reported, zero = s.zero + excluded.zero, late = s.late + excluded.late,
    enrolled = s.enrolled + excluded.enrolled, absent = s.absent + excluded.absent,
    absent_ill = s.absent_ill + excluded.absent_ill, ill = s.ill + excluded.ill, folded_at = excluded.folded_at
)
SELECT school_id, day, bool_or(names_persons), sum(differences)::int FROM summed GROUP BY school_id, day
"""

# The whole day: sums of reports, and persons counted once however many sessions they were ill in. Persons are counted
# anew only where a report named some, was corrected or taken back: most mornings that is one school in ten.
WHOLE_DAY = """
WITH touched AS MATERIALIZED (SELECT * FROM unnest(%(schools)s::bigint[], %(days)s::date[], %(recounted)s::boolean[])
  AS t(school_id, day, is_recounted)),
sums AS (
  SELECT s.school_id, s.day, max(s.county_id) AS county_id, max(s.city_id) AS city_id,
    max(s.province_id) AS province_id, sum(s.expected) AS expected, sum(s.waived) AS waived,
    sum(s.reported) AS reported, sum(s.zero) AS zero, sum(s.late) AS late, max(s.enrolled) AS enrolled,
    sum(s.ill + s.absent) AS abnormal
  FROM checks_school_day s JOIN touched t ON t.school_id = s.school_id AND t.day = s.day
  WHERE s.session <> 'DAY' AND s.session <> 'OBSERVATION' GROUP BY s.school_id, s.day
),
current AS MATERIALIZED (
  SELECT DISTINCT ON (h.school_id, h.day, h.group_id, h.session) h.school_id, h.day, h.id, h.is_withdrawn
  FROM checks_healthcheck h JOIN touched t ON t.school_id = h.school_id AND t.day = h.day
  WHERE t.is_recounted AND h.day = ANY(%(days)s::date[])
  ORDER BY h.school_id, h.day, h.group_id, h.session, h.version DESC
),
person AS (
  SELECT e.school_id, e.day, e.person_id, bool_or(e.kind = 'ILL') AS ill, bool_or(e.presence = 'ABSENT') AS absent,
    bool_or(e.presence = 'ABSENT' AND e.kind = 'ILL') AS absent_ill
  FROM current c JOIN checks_checkentry e ON e.school_id = c.school_id AND e.day = c.day AND e.check_id = c.id
  WHERE NOT c.is_withdrawn AND e.day = ANY(%(days)s::date[]) GROUP BY 1, 2, 3
),
persons AS (
  SELECT school_id, day, count(*) FILTER (WHERE ill) AS ill, count(*) FILTER (WHERE absent) AS absent,
    count(*) FILTER (WHERE absent_ill) AS absent_ill FROM person GROUP BY 1, 2
)
INSERT INTO checks_school_day AS s (school_id, day, session, county_id, city_id, province_id, expected, waived,
  reported, zero, late, enrolled, absent, absent_ill, ill, folded_at)
SELECT t.school_id, t.day, 'DAY', u.county_id, u.city_id, u.province_id, coalesce(u.expected, 0),
  coalesce(u.waived, 0), coalesce(u.reported, 0), coalesce(u.zero, 0), coalesce(u.late, 0), coalesce(u.enrolled, 0),
  coalesce(CASE WHEN t.is_recounted THEN p.absent ELSE o.absent END, 0),
  coalesce(CASE WHEN t.is_recounted THEN p.absent_ill ELSE o.absent_ill END, 0),
  coalesce(CASE WHEN t.is_recounted THEN p.ill ELSE o.ill END, 0), %(now)s
FROM touched t LEFT JOIN sums u ON u.school_id = t.school_id AND u.day = t.day
LEFT JOIN persons p ON p.school_id = t.school_id AND p.day = t.day
LEFT JOIN checks_school_day o ON o.school_id = t.school_id AND o.day = t.day AND o.session = 'DAY'
ORDER BY t.school_id, t.day
ON CONFLICT (school_id, day, session) DO UPDATE SET
  county_id = coalesce(s.county_id, excluded.county_id), city_id = coalesce(s.city_id, excluded.city_id),
  province_id = coalesce(s.province_id, excluded.province_id), expected = excluded.expected,
  waived = excluded.waived, reported = excluded.reported, zero = excluded.zero, late = excluded.late,
  enrolled = excluded.enrolled, absent = excluded.absent, absent_ill = excluded.absent_ill, ill = excluded.ill,
  folded_at = excluded.folded_at
"""


@use_case("checks.deltas.folded", permission="checks.open")
def fold(*, actor: Actor, now: dt.datetime) -> int:
    """Fold waiting deltas, at most one batch; idempotent, a crash loses nothing.

    returns: number of differences folded; 0 when nothing waits or another fold is at work, BATCH when more may wait.
    """
    usecase.unrecorded("derived numbers; the checks behind them are audited")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(FOLD, {"batch": BATCH, "now": now})
        touched = cursor.fetchall()
        if touched:
            names = (("schools", "bigint"), ("days", "date"), ("recounted", "boolean"))
            columns = arrays.columns([row[:3] for row in touched], names)
            cursor.execute(
                WHOLE_DAY, {"now": now, **{name: column for (name, _), column in zip(names, columns, strict=True)}}
            )
    return sum(row[3] for row in touched)
