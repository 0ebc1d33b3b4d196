"""Add, change and retire places; a place keeps its number for ever."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import IntegrityError, connection

from sizao.core import clock, usecase
from sizao.core.actor import Actor, units_by_id
from sizao.core.audit.services import Touch
from sizao.core.errors import FieldProblem, Invalid, NotVisible, SizaoError
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.registry.places import rules
from sizao.registry.places.models import Place
from sizao.registry.places.queries.tree import RUNNING_LEVELS
from sizao.registry.places.rules import Kind, judge_parent, number_of
from sizao.registry.roster import queries as roster

BATCH = 2000


class PlaceExists(SizaoError):
    """Another place in use has this name there."""

    code = "places.exists"
    message = "那里已有同名的场所"
    http_status = 409


class PlaceInUse(SizaoError):
    """People live there."""

    code = "places.in_use"
    message = "还有{count}人住在这里，先安排到别处"
    http_status = 409


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """What may be said of a place at any time; unit_id None: whoever runs what it stands in."""

    name: str
    parent_id: uuid.UUID | None = None
    unit_id: int | None = None
    owner_role: str = ""
    owner_user_id: int | None = None
    capacity: int | None = None
    is_key: bool = False
    position: int = 0


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place to be added; the parent may be another one of the same list, by its `id`."""

    kind: str
    words: PlaceWords
    id: uuid.UUID | None = None


@use_case("places.place.added", permission="places.manage", on="school_id")
def add_places(*, actor: Actor, now: dt.datetime, school_id: int, places: Sequence[NewPlace]) -> list[uuid.UUID]:
    """Add places of one school, parents before what stands in them, in a fixed number of statements.

    Sent twice with the same ids, they are added once.
    raises: Invalid with the row of each problem, NoBuilding, WrongParent, PlaceExists, NotVisible.
    """
    given = [one if one.id else replace(one, id=new_id(now)) for one in places]
    ids = [one.id for one in given]
    if _all_there(school_id, ids):
        usecase.unrecorded("the same places were sent before")
        return ids
    _judge(given)
    known = _parents(school_id, [one.words.parent_id for one in given])
    units = _units(school_id, {one.words.unit_id for one in given if one.words.unit_id})
    made: list[Place] = []
    for one in given:
        parent = known.get(one.words.parent_id)
        if one.words.parent_id is not None and parent is None:
            raise NotVisible()
        judge_parent(Kind(one.kind), one.words.name, Kind(parent.kind) if parent else None)
        place = _place(one, parent, school_id, units, clock.school_date(now))
        known[place.id] = place
        made.append(place)
    try:
        Place.objects.bulk_create(made, batch_size=BATCH)
    except IntegrityError as error:
        raise PlaceExists() from error
    usecase.touch_many([Touch(school_id, "places.place", str(one.id)) for one in made])
    return ids


def _all_there(school_id: int, ids: Sequence[uuid.UUID]) -> bool:
    rows = Place.objects.whole_tree(reason="a form sent twice").filter(school_id=school_id, id__in=list(ids))
    return bool(ids) and rows.count() == len(set(ids))


def _judge(places: Sequence[NewPlace]) -> None:
    many = len(places) > 1
    problems = [
        replace(problem, row=row if many else None)
        for row, one in enumerate(places, start=1)
        for problem in rules.problems_of_place(name=one.words.name, kind=one.kind, capacity=one.words.capacity)
    ]
    if problems:
        raise Invalid(problems)


def _parents(school_id: int, ids: Sequence[uuid.UUID | None]) -> dict[uuid.UUID | None, Place]:
    """Give places in use by id, locked: nobody retires or moves a place while another is put into it."""
    rows = Place.objects.whole_tree(reason="parents in a school that the use case asked the right for")
    rows = rows.filter(school_id=school_id, id__in={one for one in ids if one}, valid_to__isnull=True)
    return {one.id: one for one in rows.select_for_update().order_by("id")}


def _units(school_id: int, ids: set[int]) -> set[int]:
    found = units_by_id(ids) if ids else {}
    wrong = [one for one in ids if one not in found or found[one].school_id != school_id]
    if wrong:
        raise NotVisible()
    if any(one.level not in RUNNING_LEVELS for one in found.values()):
        raise Invalid([FieldProblem("unit_id", "管理部门选学校或部门")])
    return set(found)


def _place(one: NewPlace, parent: Place | None, school_id: int, units: set[int], today: dt.date) -> Place:
    assert one.id is not None
    number, words = number_of(one.id), one.words
    building = one.id if one.kind == Kind.BUILDING else parent.building_id if parent else None
    return Place(
        school_id=school_id, id=one.id, number=number, kind=one.kind, name=words.name.strip(),
        parent_id=words.parent_id, path=f"{parent.path if parent else '/'}{number}/", building_id=building,
        unit_id=words.unit_id or (parent.unit_id if parent else school_id), owner_role=words.owner_role,
        owner_user_id=words.owner_user_id, capacity=words.capacity, is_key=words.is_key, position=words.position,
        valid_from=today,
    )  # fmt: skip


# What stands in a moved place moves along; what was run by the old unit is run by the new one.
FOLLOW = """
UPDATE places_place SET path = %(to)s || substr(path, length(%(from)s) + 1),
  building_id = CASE WHEN %(is_building)s THEN building_id ELSE %(building)s END,
  unit_id = CASE WHEN unit_id = %(old_unit)s THEN %(new_unit)s ELSE unit_id END
WHERE school_id = %(school)s AND starts_with(path, %(from)s) AND id <> %(id)s
"""


@use_case("places.place.changed", permission="places.manage", on="school_id")
def change_place(*, actor: Actor, now: dt.datetime, school_id: int, place_id: uuid.UUID, words: PlaceWords) -> None:
    """Change what is said of a place in use; where it is moved, all that stands in it moves along.

    raises: Invalid, NoBuilding, WrongParent, PlaceExists, NotVisible.
    """
    found = _parents(school_id, [place_id, words.parent_id])
    place, parent = found.get(place_id), found.get(words.parent_id)
    if place is None or (words.parent_id is not None and parent is None):
        raise NotVisible()
    problems = rules.problems_of_place(name=words.name, kind=place.kind, capacity=words.capacity)
    if problems:
        raise Invalid(problems)
    kind = Kind(place.kind)
    judge_parent(kind, words.name, Kind(parent.kind) if parent else None)
    unit_id = words.unit_id or (parent.unit_id if parent else school_id)
    _units(school_id, {unit_id})
    before = {name: getattr(place, name) for name in ("path", "unit_id", "building_id")}
    path = f"{parent.path if parent else '/'}{place.number}/"
    building = place.id if kind == Kind.BUILDING else parent.building_id if parent else None
    fields = {
        "name": words.name.strip(), "parent_id": words.parent_id, "path": path, "building_id": building,
        "unit_id": unit_id, "owner_role": words.owner_role, "owner_user_id": words.owner_user_id,
        "capacity": words.capacity, "is_key": words.is_key, "position": words.position,
    }  # fmt: skip
    changed = tuple(name for name, value in fields.items() if getattr(place, name) != value)
    _save(place, fields, changed, before, is_building=kind in (Kind.BUILDING, Kind.CAMPUS))
    usecase.touch(school_id=school_id, kind="places.place", id=place.id, fields=changed)


def _save(
    place: Place, fields: Mapping[str, object], changed: Sequence[str], before: Mapping[str, object], *,
    is_building: bool,
) -> None:  # fmt: skip
    for name, value in fields.items():
        setattr(place, name, value)
    try:
        if changed:
            place.save(update_fields=[*changed])
    except IntegrityError as error:
        raise PlaceExists() from error
    if before["path"] == place.path and before["unit_id"] == place.unit_id:
        return
    values = {
        "to": place.path, "from": before["path"], "is_building": is_building, "building": place.building_id,
        "old_unit": before["unit_id"], "new_unit": place.unit_id, "school": place.school_id, "id": place.id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW, values)


@use_case("places.place.retired", permission="places.manage", on="school_id")
def retire_place(*, actor: Actor, now: dt.datetime, school_id: int, place_id: uuid.UUID) -> int:
    """Let a place and all that stands in it no longer be used; the rows stay, and who was there stays known.

    returns: number of places. raises: PlaceInUse while people live there, NotVisible.
    """
    found = _parents(school_id, [place_id])
    if place_id not in found:
        raise NotVisible()
    day = clock.school_date(now)
    rows = Place.objects.whole_tree(reason="below a place locked above").filter(
        school_id=school_id, path__startswith=found[place_id].path, valid_to__isnull=True
    )
    below = list(rows.select_for_update().order_by("id"))
    living = roster.list_residents(school_id=school_id, room_numbers=[one.number for one in below], day=day)
    if living:
        raise PlaceInUse(count=len(living))
    rows.update(valid_to=day)
    usecase.touch_many([Touch(school_id, "places.place", str(one.id), ("valid_to",)) for one in below])
    return len(below)
