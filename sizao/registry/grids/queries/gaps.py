"""Who and what lies in no cell (无死角、无盲区): by name for the school, as counts for the offices above."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connection
from django.db.models import Sum

from sizao.core.actor import AREA_COLUMNS, Actor, UnitRef
from sizao.registry.grids.models import Gap
from sizao.registry.grids.queries.statements import held
from sizao.registry.grids.rules import Line

COUNTS = ("people", "uncovered_people", "places", "uncovered_places", "cells", "unworked_cells")


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A person in no cell of a line; `lacks_room` tells a boarder whom no room holds."""

    id: uuid.UUID
    name: str
    group_id: int | None
    line: str
    lacks_room: bool


PEOPLE = """
SELECT r.id, r.name, h.group_id, g.line, g.line = 'DORM' AND h.room_number IS NULL
FROM held h JOIN roster_person r ON r.school_id = h.school_id AND r.id = h.person_id AND r.school_id = %(school)s
CROSS JOIN LATERAL (VALUES ('CLASS', h.class_cell), ('DORM', h.dorm_cell)) AS g(line, cell_id)
WHERE g.cell_id IS NULL AND (g.line = 'CLASS' OR h.is_boarder)
ORDER BY g.line, h.group_id NULLS LAST, r.class_position NULLS LAST, r.pinyin_key, r.id
"""
# Rooms where nobody looks, and key places that nobody answers for.
PLACES = """
SELECT p.id, p.kind, CASE WHEN b.id IS NULL OR b.id = p.id THEN p.name ELSE b.name || p.name END,
  p.kind = 'DORM_ROOM' AND room.cell_id IS NULL, p.is_key AND p.owner_role = '' AND p.owner_user_id IS NULL
FROM places_place p LEFT JOIN room ON room.school_id = p.school_id AND room.id = p.id
LEFT JOIN places_place b ON b.school_id = p.school_id AND b.id = p.building_id
WHERE p.school_id = %(school)s AND p.valid_to IS NULL
  AND ((p.kind = 'DORM_ROOM' AND room.cell_id IS NULL)
    OR (p.is_key AND p.owner_role = '' AND p.owner_user_id IS NULL AND p.kind <> 'DORM_ROOM'))
ORDER BY p.path
"""
GROUPS = """
SELECT u.id, u.name FROM orgs_unit u
WHERE u.school_id = %(school)s AND u.level IN ('CLASS', 'DEPARTMENT') AND u.valid_to IS NULL
  AND NOT EXISTS (SELECT 1 FROM covered v WHERE v.unit_id = u.id)
  AND EXISTS (SELECT 1 FROM held h WHERE h.group_id = u.id)
ORDER BY u.position, u.id
"""
CELLS = """
SELECT c.id, c.name, c.line FROM grids_cell c
WHERE c.school_id = %(school)s AND c.valid_to IS NULL AND NOT EXISTS (
  SELECT 1 FROM grids_worker w WHERE w.school_id = c.school_id AND w.cell_id = c.id AND w.starts_on <= %(day)s
    AND (w.ends_on IS NULL OR w.ends_on > %(day)s))
ORDER BY c.line, c.position, c.name
"""


def _rows(text: str, school_id: int, day: dt.date) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(held(one_school=True) + text, {"school": school_id, "day": day})
        return cursor.fetchall()


def list_uncovered_people(school_id: int, *, day: dt.date) -> list[Uncovered]:
    """List who is in no cell of a line they belong to; the caller has asked for grids.people or grids.manage."""
    return [Uncovered(*row) for row in _rows(PEOPLE, school_id, day)]


def list_uncovered_places(school_id: int, *, day: dt.date) -> list[tuple[uuid.UUID, str, str, bool, bool]]:
    """List places in no cell or without anyone who answers: (id, kind, name, no cell, no owner)."""
    return _rows(PLACES, school_id, day)


def list_uncovered_groups(school_id: int, *, day: dt.date) -> list[tuple[int, str]]:
    """List classes and departments with people and without a cell."""
    return _rows(GROUPS, school_id, day)


def list_uncovered_cells(school_id: int, *, day: dt.date) -> list[tuple[uuid.UUID, str, str]]:
    """List cells without a worker: (id, name, line)."""
    return _rows(CELLS, school_id, day)


def sum_gaps(actor: Actor, unit: UnitRef) -> dict[str, dict[str, int]]:
    """Sum the counts of all schools under a unit, by line."""
    rows = Gap.objects.visible_to(actor).filter(**{AREA_COLUMNS.get(unit.level, "school_id"): unit.id})
    sums = rows.values("line").annotate(**{f"sum_{name}": Sum(name) for name in COUNTS})
    found = {row["line"]: {name: row[f"sum_{name}"] or 0 for name in COUNTS} for row in sums}
    return {str(line): found.get(line, dict.fromkeys(COUNTS, 0)) for line in Line}


def list_gaps_below(actor: Actor, unit: UnitRef) -> list[tuple[int, dict[str, int], dt.datetime]]:
    """List the schools under an office with gaps, most people first: (school, counts of both lines, counted at)."""
    actor.require("grids.view", unit)
    rows = Gap.objects.visible_to(actor).filter(**{AREA_COLUMNS[unit.level]: unit.id})
    found: dict[int, dict[str, int]] = {}
    at: dict[int, dt.datetime] = {}
    for row in rows:
        counts = found.setdefault(row.school_id, dict.fromkeys(COUNTS, 0))
        for name in COUNTS:
            counts[name] += getattr(row, name)
        at[row.school_id] = row.counted_at
    gaps = ("uncovered_people", "uncovered_places", "unworked_cells")
    open_ones = [key for key, counts in found.items() if any(counts[name] for name in gaps)]
    return [(key, found[key], at[key]) for key in sorted(open_ones, key=lambda k: -found[k]["uncovered_people"])]
