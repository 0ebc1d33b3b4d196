"""Records as the engine of rules takes them, across schools; for the machine."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from sizao.core import clock
from sizao.detect.linelist.rules import Latest
from sizao.epi.thresholds import Change, Diagnosis, Status
from sizao.epi.thresholds import Record as Line

PersonKey = tuple[int, uuid.UUID]

LATEST = """
SELECT r.school_id, r.person_id, r.episode, max(r.day), max(r.recovered_at)
FROM linelist_record r
JOIN unnest(%s::bigint[], %s::uuid[]) AS k(school_id, person_id)
  ON k.school_id = r.school_id AND k.person_id = r.person_id
WHERE r.withdrawn_at IS NULL GROUP BY 1, 2, 3 ORDER BY 3
"""


def latest_of(people: Collection[PersonKey]) -> dict[PersonKey, Latest]:
    """Tell where each person's latest illness stands; whoever had none is absent. One query."""
    if not people:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(LATEST, [[key[0] for key in people], [key[1] for key in people]])
        return {
            (school_id, person_id): Latest(episode, heard_on, clock.school_date(well_at) if well_at else None)
            for school_id, person_id, episode, heard_on, well_at in cursor.fetchall()
        }


RECORDS = """
SELECT r.school_id, r.person_id, r.episode, r.onset_at, r.onset_date, r.recorded_at, r.is_staff,
  CASE WHEN g.level = 'CAMPUS' THEN g.id ELSE c.id END, CASE WHEN g.level = 'GRADE' THEN g.id END, r.class_id,
  r.room_id, r.groups, r.temperature_celsius, r.severe_signs, r.exposure, r.disease, r.disease_status,
  r.is_hospitalised, r.withdrawn_at, r.recovered_at
FROM linelist_record r LEFT JOIN orgs_unit u ON u.id = r.class_id LEFT JOIN orgs_unit g ON g.id = u.parent_id
LEFT JOIN orgs_unit c ON c.id = g.parent_id AND c.level = 'CAMPUS'
WHERE r.school_id = ANY(%s) AND r.recorded_at >= %s ORDER BY r.recorded_at, r.id
"""
CHANGES = """
SELECT school_id, person_id, episode, changed_at, status, disease, reason FROM linelist_change
WHERE school_id = ANY(%s) AND changed_at >= %s ORDER BY changed_at, id
"""


def list_records(schools: Collection[int], *, since: dt.datetime) -> dict[int, list[Line]]:
    """Give the records of schools saved since a moment, by school, as the engine takes them. Two queries.

    A later word on an illness stands with its first record; a record taken back is withdrawn from that moment.
    """
    with connection.cursor() as cursor:
        cursor.execute(RECORDS, [list(schools), since])
        rows = cursor.fetchall()
        cursor.execute(CHANGES, [list(schools), since])
        later = cursor.fetchall()
    changes: dict[tuple, list[Change]] = {}
    for school_id, person_id, episode, at, status, disease, reason in later:
        change = Change(at, Status(status), disease or None, reason)
        changes.setdefault((school_id, person_id, episode), []).append(change)
    found: dict[int, list[Line]] = {school: [] for school in schools}
    for row in rows:
        found[row[0]].append(_line(row, tuple(changes.pop((row[0], row[1], row[2]), ()))))
    return found


def _line(row: tuple, changes: tuple[Change, ...]) -> Line:
    (
        school_id, person_id, episode, onset_at, onset_date, recorded_at, is_staff, campus_id, grade_id, class_id,
        room_id, groups, celsius, signs, exposure, disease, status, is_hospitalised, withdrawn_at, recovered_at,
    ) = row  # fmt: skip
    if withdrawn_at is not None:
        changes = (*changes, Change(withdrawn_at, Status.WITHDRAWN))
    return Line(
        person=str(person_id), episode=episode, school=str(school_id), onset=onset_at or onset_date,
        recorded_at=recorded_at, is_staff=is_staff, campus=_text(campus_id), grade=_text(grade_id),
        class_group=_text(class_id), dorm=_text(room_id), groups=frozenset(groups),
        temperature_celsius=None if celsius is None else float(celsius), severe_signs=tuple(signs),
        exposure=exposure or None, diagnosis=Diagnosis(disease, Status(status), recorded_at) if disease else None,
        changes=changes, is_hospitalised=is_hospitalised, recovered_at=recovered_at,
    )  # fmt: skip


def _text(value: int | None) -> str | None:
    return None if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Where:
    """Onset and groups of one illness, without its person."""

    onset_date: dt.date
    class_id: int | None
    room_id: int | None


WHERE = """
SELECT DISTINCT ON (r.person_id, r.episode) r.onset_date, r.class_id, r.room_id FROM linelist_record r
JOIN unnest(%s::uuid[], %s::int[]) AS k(person_id, episode) ON k.person_id = r.person_id AND k.episode = r.episode
WHERE r.school_id = %s ORDER BY r.person_id, r.episode, r.withdrawn_at NULLS FIRST, r.recorded_at, r.id
"""


def list_places(school_id: int, illnesses: Collection[tuple[str, int]]) -> list[Where]:
    """Tell onset and groups of illnesses of one school, by person and number; the caller has opened the school."""
    if not illnesses:
        return []
    with connection.cursor() as cursor:
        cursor.execute(WHERE, [[person for person, _ in illnesses], [number for _, number in illnesses], school_id])
        return [Where(*row) for row in cursor.fetchall()]
