"""Who lies in which cell: the one set of tables that members, gaps and counts are read from.

A person's cell of the class line is the one that covers their class or department; of the dormitory line, the one that
covers the innermost of the places in which their room stands. `{one}` narrows every keyed table to a school.
"""

HELD = """
WITH covered AS MATERIALIZED (
  SELECT c.school_id, c.cell_id, c.unit_id, p.path FROM grids_coverage c
  JOIN grids_cell x ON x.school_id = c.school_id AND x.id = c.cell_id AND x.valid_to IS NULL
  LEFT JOIN places_place p ON p.school_id = c.school_id AND p.id = c.place_id AND p.valid_to IS NULL
  WHERE {c} c.starts_on <= %(day)s AND (c.ends_on IS NULL OR c.ends_on > %(day)s)
),
room AS MATERIALIZED (
  SELECT p.school_id, p.number, p.id, b.cell_id FROM places_place p
  LEFT JOIN LATERAL (
    SELECT v.cell_id FROM covered v WHERE v.school_id = p.school_id AND starts_with(p.path, v.path)
    ORDER BY length(v.path) DESC LIMIT 1) b ON true
  WHERE {p} p.kind = 'DORM_ROOM' AND p.valid_to IS NULL
),
held AS MATERIALIZED (
  SELECT r.school_id, r.id AS person_id, r.is_boarder, m.group_id, v.cell_id AS class_cell,
    h.group_id AS room_number, room.cell_id AS dorm_cell
  FROM roster_person r
  LEFT JOIN roster_membership m ON m.school_id = r.school_id AND m.person_id = r.id
    AND m.group_kind IN ('CLASS', 'DEPARTMENT') AND m.starts_on <= %(day)s
    AND (m.ends_on IS NULL OR m.ends_on > %(day)s)
  LEFT JOIN covered v ON v.school_id = r.school_id AND v.unit_id = m.group_id
  LEFT JOIN roster_membership h ON h.school_id = r.school_id AND h.person_id = r.id AND h.group_kind = 'ROOM'
    AND h.starts_on <= %(day)s AND (h.ends_on IS NULL OR h.ends_on > %(day)s)
  LEFT JOIN room ON room.school_id = r.school_id AND room.number = h.group_id
  WHERE {r} r.status = 'ACTIVE'
)
"""


def held(*, one_school: bool) -> str:
    """Give the common tables for one school (`%(school)s`), or for all."""
    names = ("c", "p", "r")
    return HELD.format(**{name: f"{name}.school_id = %(school)s AND" if one_school else "" for name in names})
