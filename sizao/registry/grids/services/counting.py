"""Count what the grid does not cover, school by school, for the offices above: no name leaves a school."""

import datetime as dt

from django.db import connection

from sizao.core import clock, usecase
from sizao.core.actor import Actor
from sizao.core.usecase import use_case
from sizao.registry.grids.queries.statements import held

COUNT = """
, person AS (
  SELECT h.school_id, g.line, count(*) AS people, count(*) FILTER (WHERE g.cell_id IS NULL) AS uncovered
  FROM held h CROSS JOIN LATERAL (VALUES ('CLASS', h.class_cell), ('DORM', h.dorm_cell)) AS g(line, cell_id)
  WHERE g.line = 'CLASS' OR h.is_boarder GROUP BY 1, 2
),
grp AS (
  SELECT DISTINCT h.school_id, h.group_id, h.class_cell FROM held h WHERE h.group_id IS NOT NULL
),
place AS (
  SELECT school_id, 'CLASS' AS line, count(*) AS places, count(*) FILTER (WHERE class_cell IS NULL) AS uncovered
  FROM grp GROUP BY 1
  UNION ALL
  SELECT school_id, 'DORM', count(*), count(*) FILTER (WHERE cell_id IS NULL) FROM room GROUP BY 1
),
cell AS (
  SELECT c.school_id, c.line, count(*) AS cells, count(*) FILTER (WHERE NOT EXISTS (
    SELECT 1 FROM grids_worker w WHERE w.school_id = c.school_id AND w.cell_id = c.id AND w.starts_on <= %(day)s
      AND (w.ends_on IS NULL OR w.ends_on > %(day)s))) AS unworked
  FROM grids_cell c WHERE c.valid_to IS NULL GROUP BY 1, 2
)
INSERT INTO grids_gap AS g (school_id, line, county_id, city_id, province_id, people, uncovered_people, places,
  uncovered_places, cells, unworked_cells, counted_at)
SELECT u.id, l.line, u.county_id, u.city_id, u.province_id, coalesce(p.people, 0), coalesce(p.uncovered, 0),
  coalesce(q.places, 0), coalesce(q.uncovered, 0), coalesce(c.cells, 0), coalesce(c.unworked, 0), %(now)s
FROM orgs_unit u CROSS JOIN (VALUES ('CLASS'), ('DORM')) AS l(line)
LEFT JOIN person p ON p.school_id = u.id AND p.line = l.line
LEFT JOIN place q ON q.school_id = u.id AND q.line = l.line
LEFT JOIN cell c ON c.school_id = u.id AND c.line = l.line
WHERE u.level = 'SCHOOL' AND u.valid_to IS NULL
  AND (p.people IS NOT NULL OR q.places IS NOT NULL OR c.cells IS NOT NULL)
ON CONFLICT (school_id, line) DO UPDATE SET county_id = excluded.county_id, city_id = excluded.city_id,
  province_id = excluded.province_id, people = excluded.people, uncovered_people = excluded.uncovered_people,
  places = excluded.places, uncovered_places = excluded.uncovered_places, cells = excluded.cells,
  unworked_cells = excluded.unworked_cells, counted_at = excluded.counted_at
"""


@use_case("grids.gaps.counted", permission="grids.count")
def count_gaps(*, actor: Actor, now: dt.datetime) -> int:
    """Count the gaps of every school anew, in one statement; for the job.

    returns: number of rows written.
    """
    usecase.unrecorded("derived numbers")
    with connection.cursor() as cursor:
        cursor.execute(held(one_school=False) + COUNT, {"day": clock.school_date(now), "now": now})
        return cursor.rowcount
