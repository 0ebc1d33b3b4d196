"""Read the evening check of a building: its rooms, each with slot, version that holds, residents and questions."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection

from sizao.core.actor import Actor, UnitRef
from sizao.core.converters import Key
from sizao.detect.checks.models import CheckEntry, HealthCheck, Slot
from sizao.detect.checks.queries.group import (
    CURRENT_FIELDS,
    CheckPage,
    Current,
    StoredEntry,
    entry_of,
    state_of,
)
from sizao.detect.checks.queries.questions import list_questions_of_rooms
from sizao.detect.checks.rules import GroupKind
from sizao.registry.places import queries as places
from sizao.registry.roster import queries as roster


@dataclass(frozen=True, slots=True)
class RoomPage:
    """One room of a building as it reports; `page` is a check page like a class's."""

    room: places.Room
    page: CheckPage


@dataclass(frozen=True, slots=True)
class DormPage:
    """A building's evening: rooms with people, floor by floor; `empty` counts rooms where nobody lives."""

    building: places.Building
    day: dt.date
    session: str
    rooms: tuple[RoomPage, ...]
    empty: int

    def room(self, number: int) -> RoomPage | None:
        """Find a room by its number."""
        return next((one for one in self.rooms if one.room.number == number), None)


def get_dorm_page(actor: Actor, *, key: Key, day: dt.date, session: str, now: dt.datetime) -> DormPage:
    """Read the page of a building, in a fixed number of queries whatever its rooms.

    raises: NotVisible for a place that the actor's posts do not reach, Forbidden.
    """
    building, rooms = places.list_rooms(actor, key, "checks.view_entries")
    numbers = [one.number for one in rooms]
    where = {"school_id": key.school_id, "day": day, "group_id__in": numbers}
    reason = "rooms of a place that was read in scope"
    slots = {one.group_id: one for one in Slot.objects.whole_tree(reason=reason).filter(session=session, **where)}
    versions = HealthCheck.objects.whole_tree(reason=reason).filter(session=session, **where).order_by("version")
    current = {one.group_id: one for one in (Current(*row) for row in versions.values_list(*CURRENT_FIELDS))}
    entries = _entries(key.school_id, day, [one.id for one in current.values() if not one.is_withdrawn])
    questions = list_questions_of_rooms(school_id=key.school_id, numbers=numbers, day=day)
    people: dict[int, list[roster.PersonLine]] = {}
    for one in roster.list_residents(school_id=key.school_id, room_numbers=numbers, day=day):
        line = roster.PersonLine(one.id, one.name, "", None, "STUDENT", True, one.class_id, None)
        people.setdefault(one.room_number, []).append(line)
    shown = []
    for room in rooms:
        if room.number not in people and room.number not in slots and room.number not in current:
            continue
        slot, held = slots.get(room.number), current.get(room.number)
        ref = UnitRef(
            room.number, "ROOM", room.name, key.school_id, building.ref.authority_path, building.ref.territory_path
        )
        living = tuple(people.get(room.number, ()))
        ids = {person.id for person in living}
        page = CheckPage(
            ref, day, session, slot, state_of(slot, held, now), held, living,
            entries.get(held.id, {}) if held else {},
            tuple(one for one in questions.get(room.number, ()) if one.person_id in ids),
        )  # fmt: skip
        shown.append(RoomPage(room, page))
    return DormPage(building, day, session, tuple(shown), len(rooms) - len(shown))


def _entries(school_id: int, day: dt.date, check_ids: Sequence) -> dict:
    found: dict = {}
    if not check_ids:
        return found
    rows = CheckEntry.objects.whole_tree(reason="rooms of a place that was read in scope")
    for row in rows.filter(school_id=school_id, day=day, check_id__in=check_ids):
        found.setdefault(row.check_id, {})[row.person_id] = StoredEntry(row.id, row.check_id, entry_of(row))
    return found


@dataclass(frozen=True, slots=True)
class DormTally:
    """How far a building has come: rooms that are due, that have reported, that have not; persons ill and absent."""

    due: int
    reported: int
    ill: int
    absent: int
    enrolled: int
    opens_at: dt.datetime
    due_at: dt.datetime


# Rooms by building; a withdrawn report is none.
TALLY = """
SELECT b.number, count(*), count(h.id), coalesce(sum(h.ill), 0), coalesce(sum(h.absent), 0), sum(s.enrolled),
  min(s.opens_at), min(s.due_at)
FROM places_place b
JOIN places_place r ON r.school_id = b.school_id AND r.building_id = b.id AND r.kind = 'DORM_ROOM'
JOIN checks_slot s ON s.school_id = r.school_id AND s.day = %(day)s AND s.session = 'EVENING'
  AND s.group_id = r.number AND s.waived_at IS NULL
LEFT JOIN LATERAL (
  SELECT l.id, l.ill, l.absent FROM (
    SELECT id, ill, absent, is_withdrawn FROM checks_healthcheck c WHERE c.school_id = s.school_id AND c.day = s.day
      AND c.group_id = s.group_id AND c.session = s.session ORDER BY version DESC LIMIT 1) l
  WHERE NOT l.is_withdrawn) h ON true
WHERE b.school_id = ANY(%(schools)s) AND b.number = ANY(%(buildings)s)
GROUP BY b.number
"""


def tally_dorms(buildings: Sequence[places.Building], *, day: dt.date) -> dict[int, DormTally]:
    """Count the evening of buildings by their number, in one query; the caller has the right to them."""
    if not buildings:
        return {}
    values = {
        "day": day, "schools": sorted({one.key.school_id for one in buildings}),
        "buildings": [one.ref.id for one in buildings],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(TALLY, values)
        return {
            number: DormTally(due, reported, ill, absent, enrolled, opens_at, due_at)
            for number, due, reported, ill, absent, enrolled, opens_at, due_at in cursor.fetchall()
        }


COMPLETE = """
SELECT k.school_id, k.building, k.day FROM unnest(%s::bigint[], %s::bigint[], %s::date[]) AS k(school_id, building, day)
WHERE NOT EXISTS (
  SELECT 1 FROM places_place b
  JOIN places_place r ON r.school_id = b.school_id AND r.building_id = b.id AND r.kind = 'DORM_ROOM'
  JOIN checks_slot s ON s.school_id = r.school_id AND s.day = k.day AND s.session = 'EVENING'
    AND s.group_id = r.number AND s.waived_at IS NULL
  WHERE b.school_id = k.school_id AND b.number = k.building AND NOT coalesce((
    SELECT NOT h.is_withdrawn FROM checks_healthcheck h WHERE h.school_id = s.school_id AND h.day = s.day
      AND h.group_id = s.group_id AND h.session = s.session ORDER BY h.version DESC LIMIT 1), false))
"""


def list_complete_buildings(buildings: Collection[tuple[int, int, dt.date]]) -> list[tuple[int, int, dt.date]]:
    """Give which buildings (school, number, day) have every room reported; one query, for handlers."""
    if not buildings:
        return []
    with connection.cursor() as cursor:
        cursor.execute(COMPLETE, [list(column) for column in zip(*buildings, strict=True)])
        return cursor.fetchall()


def list_room_slots(*, school_id: int, day: dt.date) -> list[Slot]:
    """List what is expected of the rooms of a school on a day; for whoever plays their keepers."""
    rows = Slot.objects.whole_tree(reason="rooms of a school, for the demo")
    return list(rows.filter(school_id=school_id, day=day, group_kind=GroupKind.ROOM).order_by("group_id"))
