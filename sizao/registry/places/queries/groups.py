"""Places as other modules meet them: rooms that report, named like units, reached through the unit that runs them."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from sizao.core.actor import Actor, UnitRef
from sizao.core.converters import Key
from sizao.registry.orgs import queries as orgs
from sizao.registry.places.models import Place
from sizao.registry.places.queries.tree import get_place, natural
from sizao.registry.places.rules import Kind, is_place_number


@dataclass(frozen=True, slots=True)
class Room:
    """A dormitory room that reports; `name` without the building, `floor` for its heading."""

    number: int
    id: uuid.UUID
    name: str
    floor: str
    capacity: int | None


@dataclass(frozen=True, slots=True)
class Building:
    """A place whose rooms report, with the unit whose posts reach it (`ref` stands on that unit's paths)."""

    ref: UnitRef
    key: Key
    name: str
    unit_id: int


# A room is named with its building: 1号楼203.
LINES = """
SELECT p.number, p.kind, CASE WHEN b.id IS NULL OR b.id = p.id THEN p.name ELSE b.name || p.name END, p.name, p.position
FROM places_place p LEFT JOIN places_place b ON b.school_id = p.school_id AND b.id = p.building_id
WHERE p.number = ANY(%s)
"""
REFS = """
SELECT p.number, CASE p.kind WHEN 'DORM_ROOM' THEN 'ROOM' ELSE 'PLACE' END,
  CASE WHEN b.id IS NULL OR b.id = p.id THEN p.name ELSE b.name || p.name END,
  p.school_id, u.authority_path, u.territory_path
FROM places_place p JOIN orgs_unit u ON u.id = p.unit_id
LEFT JOIN places_place b ON b.school_id = p.school_id AND b.id = p.building_id
WHERE p.number = ANY(%s)
"""
# Rooms stand behind classes and departments in every list.
AFTER_UNITS = 10_000


def list_place_lines(numbers: Collection[int]) -> dict[int, orgs.UnitLine]:
    """Name places by number, as units are named; the numbers must already be the reader's to know."""
    with connection.cursor() as cursor:
        cursor.execute(LINES, [list(numbers)])
        return {
            number: orgs.UnitLine(number, "ROOM" if kind == Kind.DORM_ROOM else "PLACE", name, name, "", "",
                                  AFTER_UNITS + position)
            for number, kind, name, _short, position in cursor.fetchall()
        }  # fmt: skip


def refs_by_id(ids: Iterable[int]) -> dict[int, UnitRef]:
    """Look up references of units and of places by number: a place stands on the paths of the unit that runs it."""
    wanted = list(ids)
    if not wanted:
        return {}
    found = orgs.units_by_id(wanted)
    if numbers := [one for one in wanted if is_place_number(one)]:
        with connection.cursor() as cursor:
            cursor.execute(REFS, [numbers])
            found |= {row[0]: UnitRef(*row) for row in cursor.fetchall()}
    return found


def list_rooms(actor: Actor, key: Key, permission: str = "places.view") -> tuple[Building, list[Room]]:
    """Give a building (or floor) and its dormitory rooms in use, floor by floor; three queries.

    raises: NotVisible, Forbidden.
    """
    place = get_place(actor, key, permission)
    rows = Place.objects.whole_tree(reason="rooms of a place that was read in scope").filter(
        school_id=place.school_id, path__startswith=place.path, valid_to__isnull=True
    )
    found = list(rows.filter(kind__in=(Kind.DORM_ROOM, Kind.FLOOR)))
    floors = {one.id: one for one in found if one.kind == Kind.FLOOR}

    def order(room: Place) -> tuple:
        floor = floors.get(room.parent_id)
        return (floor.position, natural(floor.name)) if floor else (-1, ()), room.position, natural(room.name)

    rooms = sorted((one for one in found if one.kind == Kind.DORM_ROOM), key=order)
    ref = refs_by_id([place.number])[place.number]
    shown = [
        Room(one.number, one.id, one.name, floors[one.parent_id].name if one.parent_id in floors else "", one.capacity)
        for one in rooms
    ]
    return Building(ref, key, place.name, place.unit_id), shown


# Buildings with rooms in use that the posts of some units reach, in the order of their names.
DORMITORIES = """
SELECT DISTINCT b.number, b.school_id, b.id, b.name, b.unit_id, u.authority_path, u.territory_path
FROM places_place b JOIN orgs_unit u ON u.id = b.unit_id
WHERE b.school_id = ANY(%(schools)s) AND b.kind = 'BUILDING' AND b.valid_to IS NULL
  AND EXISTS (SELECT 1 FROM unnest(%(paths)s::text[]) AS g(path) WHERE starts_with(u.territory_path, g.path))
  AND EXISTS (SELECT 1 FROM places_place r WHERE r.school_id = b.school_id AND r.building_id = b.id
              AND r.kind = 'DORM_ROOM' AND r.valid_to IS NULL)
ORDER BY b.school_id, b.name
"""


def list_dormitories(units: Sequence[UnitRef]) -> list[Building]:
    """List the buildings with rooms that posts in these units reach; one query, none without units of schools."""
    own = [unit for unit in units if unit.school_id is not None and unit.level not in ("CLASS", "GRADE")]
    if not own:
        return []
    values = {"schools": sorted({unit.key for unit in own}), "paths": [unit.territory_path for unit in own]}
    with connection.cursor() as cursor:
        cursor.execute(DORMITORIES, values)
        return [
            Building(UnitRef(number, "PLACE", name, school, authority, territory), Key(school, place), name, unit)
            for number, school, place, name, unit, authority, territory in cursor.fetchall()
        ]


def list_buildings_of(numbers: Collection[int]) -> dict[int, tuple[int, str]]:
    """Give the building (number, name) in which each room stands, by the room's number; one query."""
    rooms = [one for one in numbers if is_place_number(one)]
    if not rooms:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.number, b.number, b.name FROM places_place p"
            " JOIN places_place b ON b.school_id = p.school_id AND b.id = p.building_id WHERE p.number = ANY(%s)",
            [rooms],
        )
        return {room: (number, name) for room, number, name in cursor.fetchall()}


def with_buildings(pairs: Sequence[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    """Write (group, session) pairs with buildings for their rooms, each once: nobody explains forty rooms singly."""
    buildings = list_buildings_of({group for group, _ in pairs})
    return tuple(dict.fromkeys((buildings[group][0] if group in buildings else group, one) for group, one in pairs))


def count_buildings(school_id: int) -> int:
    """Count the buildings of a school whose rooms report: each is one more group on the school's boards."""
    rows = Place.objects.whole_tree(reason="a count of groups in a school that was read in scope")
    rows = rows.filter(school_id=school_id, kind=Kind.DORM_ROOM, valid_to__isnull=True)
    return rows.values("building_id").distinct().count()
