"""What stands of persons in reports: entries of the versions that hold, with the doctor's latest word in them."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from sizao.detect.checks.queries import Verdict


@dataclass(frozen=True, slots=True)
class SlotKey:
    """One report: a group's session of a day."""

    school_id: int
    day: dt.date
    group_id: int
    session: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a report says of one ill person now; `saved_at` is when this last changed, by the report or the doctor."""

    person_id: uuid.UUID
    symptoms: tuple[str, ...]
    temperature_celsius: Decimal | None
    onset_date: dt.date | None
    severe_signs: tuple[str, ...]
    shared_meal: bool
    saved_at: dt.datetime
    saved_by: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """The ill of the version that holds; whom the doctor dismissed is not among them."""

    saved_at: dt.datetime
    ill: tuple[Standing, ...]


STANDING = """
WITH slot AS MATERIALIZED (
  SELECT DISTINCT * FROM unnest(%(schools)s::bigint[], %(days)s::date[], %(groups)s::bigint[], %(sessions)s::text[])
    AS s(school_id, day, group_id, session)
),
current AS MATERIALIZED (
  SELECT DISTINCT ON (h.school_id, h.day, h.group_id, h.session) h.school_id, h.day, h.group_id, h.session, h.id,
    h.submitted_at, h.submitted_by, h.is_withdrawn
  FROM checks_healthcheck h
  JOIN slot s ON s.school_id = h.school_id AND s.day = h.day AND s.group_id = h.group_id AND s.session = h.session
  WHERE h.day = ANY(%(days)s::date[])
  ORDER BY h.school_id, h.day, h.group_id, h.session, h.version DESC
)
SELECT c.school_id, c.day, c.group_id, c.session, c.submitted_at, c.submitted_by, e.person_id,
  CASE WHEN a.verdict = %(changed)s THEN a.symptoms ELSE e.symptoms END,
  CASE WHEN a.verdict = %(changed)s THEN a.temperature_celsius ELSE e.temperature_celsius END,
  e.onset_date, e.severe_signs, e.shared_meal, a.verdict, a.assessed_at, a.assessed_by
FROM current c
LEFT JOIN checks_checkentry e ON e.school_id = c.school_id AND e.day = c.day AND e.check_id = c.id AND e.kind = 'ILL'
  AND e.day = ANY(%(days)s::date[]) AND NOT c.is_withdrawn
LEFT JOIN LATERAL (
  SELECT verdict, symptoms, temperature_celsius, assessed_at, assessed_by FROM checks_entryassessment a
  WHERE a.school_id = e.school_id AND a.day = e.day AND a.entry_id = e.id AND a.day = ANY(%(days)s::date[])
  ORDER BY assessed_at DESC, id DESC LIMIT 1) a ON true
"""


def list_standing(slots: Collection[SlotKey]) -> dict[SlotKey, Report]:
    """Give what reports say of ill persons now, in one query; for the machine, which has no jurisdiction to keep."""
    if not slots:
        return {}
    values = {
        "schools": [slot.school_id for slot in slots],
        "days": [slot.day for slot in slots],
        "groups": [slot.group_id for slot in slots],
        "sessions": [slot.session for slot in slots],
        "changed": Verdict.CHANGED.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(STANDING, values)
        rows = cursor.fetchall()
    moments: dict[SlotKey, dt.datetime] = {}
    ill: dict[SlotKey, list[Standing]] = {}
    for school_id, day, group_id, session, submitted_at, submitted_by, person_id, *said in rows:
        slot = SlotKey(school_id, day, group_id, session)
        *finding, verdict, assessed_at, assessed_by = said
        saved_at = max(submitted_at, assessed_at) if assessed_at else submitted_at
        moments[slot] = max(saved_at, moments.get(slot, saved_at))
        if person_id is not None and verdict != Verdict.DISMISSED:
            saved_by = assessed_by if assessed_at and assessed_at >= submitted_at else submitted_by
            ill.setdefault(slot, []).append(_standing(person_id, finding, saved_at, saved_by))
    return {slot: Report(moment, tuple(ill.get(slot, ()))) for slot, moment in moments.items()}


def _standing(person_id: uuid.UUID, finding: list, saved_at: dt.datetime, saved_by: int | None) -> Standing:
    symptoms, celsius, onset, signs, shared = finding
    return Standing(person_id, tuple(symptoms), celsius, onset, tuple(signs), shared, saved_at, saved_by)


SLOTS = """
SELECT h.school_id, h.day, h.group_id, h.session FROM checks_healthcheck h
JOIN unnest(%s::bigint[], %s::uuid[]) AS k(school_id, id) ON k.school_id = h.school_id AND k.id = h.id
"""


def list_slot_keys(reports: Collection[tuple[int, uuid.UUID]]) -> set[SlotKey]:
    """Tell which reports versions belong to, by school and id of the version; one probe in each partition."""
    with connection.cursor() as cursor:
        cursor.execute(SLOTS, [[school for school, _ in reports], [key for _, key in reports]])
        return {SlotKey(*row) for row in cursor.fetchall()}
