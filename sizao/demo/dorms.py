"""Build dormitories, their keepers and the grid of a school, always through services: for the demo and the tests."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sizao.core import clock
from sizao.core.converters import Key
from sizao.core.ids import new_id
from sizao.demo.builders import BUILDER, BuiltSchool
from sizao.registry.grids import services as grids
from sizao.registry.orgs import services as orgs
from sizao.registry.places import queries as rooms_of
from sizao.registry.places import services as places
from sizao.registry.places.services import NewPlace, PlaceWords
from sizao.registry.roster import queries as roster

BEDS, ROOMS_A_FLOOR = 8, 10
# What every school has besides dormitories: kind, name, capacity.
COMMON = (
    ("GATE", "南门", None), ("LIBRARY", "图书馆", 200), ("CANTEEN", "学生食堂", 600), ("BUILDING", "教学楼", None),
)  # fmt: skip
INSIDE = (("LABORATORY", "化学实验室", 50), ("ISOLATION_ROOM", "临时观察室", 4))
CHECKPOINTS = (
    ("GATE", "ARRIVAL", "入校测温，体温37.3℃以上的留下复测", "GATE_GUARD"),
    ("GATE", "VISITOR", "来访登记，核对事由和联系电话", "GATE_GUARD"),
    ("GATE", "DISMISSAL", "分年级错时离校", "GATE_GUARD"),
    ("CANTEEN", "DINING", "分批就餐，餐后消毒桌面", "GRID_WORKER"),
    ("LIBRARY", "EXAM", "考前通风30分钟", "HEALTH_TEACHER"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BuiltRoom:
    """A built room and who lives in it."""

    key: Key
    number: int
    name: str
    people: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True)
class BuiltDorm:
    """A built dormitory with the department that runs it."""

    key: Key
    name: str
    unit_id: int
    rooms: tuple[BuiltRoom, ...]


def build_dorm(
    school: BuiltSchool, people: Sequence[uuid.UUID], *, name: str, since: dt.date, beds: int = BEDS
) -> BuiltDorm:
    """Build a dormitory run by a department of its own, and give these people beds, in order, from a day on."""
    now = clock.at(since, dt.time(8))
    (unit,) = orgs.create_units(
        actor=BUILDER, now=now,
        units=[orgs.NewUnit("DEPARTMENT", name, school.id, position=950, has_boarders=True, valid_from=since)],
    )  # fmt: skip
    building = new_id(now)
    made = [NewPlace("BUILDING", PlaceWords(name, unit_id=unit.id, owner_role="DORM_KEEPER", is_key=True), building)]
    shares = [tuple(people[start : start + beds]) for start in range(0, len(people), beds)]
    floors: dict[int, uuid.UUID] = {}
    rooms = []
    for place, share in enumerate(shares):
        level = place // ROOMS_A_FLOOR + 1
        if level not in floors:
            floors[level] = new_id(now)
            made.append(NewPlace("FLOOR", PlaceWords(f"{level}层", building, position=level), floors[level]))
        key, number = new_id(now), f"{level}{place % ROOMS_A_FLOOR + 1:02d}"
        words = PlaceWords(number, floors[level], capacity=beds, is_key=True, owner_role="DORM_KEEPER")
        made.append(NewPlace("DORM_ROOM", words, key))
        rooms.append((key, number, share))
    places.add_places(actor=BUILDER, now=now, school_id=school.id, places=made)
    built = tuple(
        BuiltRoom(Key(school.id, key), rooms_of.number_of(key), number, share) for key, number, share in rooms
    )
    beds_given = [(person, room.number) for room in built for person in room.people]
    if beds_given:
        places.house_people(actor=BUILDER, now=now, school_id=school.id, beds=beds_given, moved_on=since)
    return BuiltDorm(Key(school.id, building), name, unit.id, built)


def build_common(school: BuiltSchool, *, since: dt.date) -> None:
    """Give a school its gate, canteen, library, a teaching building, and checkpoints there."""
    now = clock.at(since, dt.time(8))
    ids = {name: new_id(now) for _kind, name, _capacity in COMMON}
    made = [
        NewPlace(kind, PlaceWords(name, capacity=capacity, is_key=kind != "BUILDING", owner_role="SCHOOL_LEADER"),
                 ids[name])
        for kind, name, capacity in COMMON
    ] + [
        NewPlace(kind, PlaceWords(name, ids["教学楼"], capacity=capacity, is_key=True, owner_role="SCHOOL_DOCTOR"))
        for kind, name, capacity in INSIDE
    ]  # fmt: skip
    places.add_places(actor=BUILDER, now=now, school_id=school.id, places=made)
    by_kind = {kind: ids[name] for kind, name, _capacity in COMMON}
    for kind, process, text, role in CHECKPOINTS:
        places.add_checkpoint(
            actor=BUILDER, now=now, school_id=school.id, place_id=by_kind[kind], process=process, text=text, role=role
        )


def build_grid(
    school: BuiltSchool, dorms: Sequence[BuiltDorm], workers: dict[int, int], *, now: dt.datetime
) -> dict[int, uuid.UUID]:
    """Put every class, department and dormitory into a cell of its own, worked by who holds the post there.

    workers: user by unit. returns: cells by unit.
    """
    where = {"actor": BUILDER, "now": now, "school_id": school.id}
    top = {line: grids.add_cell(**where, line=line, name=name) for line, name in (("CLASS", "教学"), ("DORM", "住宿"))}
    cells: dict[int, uuid.UUID] = {}
    for place, group in enumerate(school.groups):
        cell = grids.add_cell(**where, line="CLASS", name=group.name, parent_id=top["CLASS"], position=place)
        grids.cover(**where, cell_id=cell, unit_ids=[group.id])
        cells[group.id] = cell
    for dorm in dorms:
        cell = grids.add_cell(**where, line="DORM", name=dorm.name, parent_id=top["DORM"])
        grids.cover(**where, cell_id=cell, place_ids=[dorm.key.id])
        cells[dorm.unit_id] = cell
    for unit, user in workers.items():
        if unit in cells:
            grids.appoint_worker(**where, cell_id=cells[unit], user_id=user)
    return cells


def boarders_of(school: BuiltSchool) -> dict[str, list[uuid.UUID]]:
    """List the boarders of a school by sex, class by class: nobody is housed with the other sex."""
    wanted = {person for group in school.groups for person in group.boarders}
    if not wanted:
        return {}
    lines = roster.list_people(BUILDER, school_id=school.id, ids=wanted)
    found: dict[str, list[uuid.UUID]] = {}
    for group in school.groups:
        for person in group.people:
            if person in lines:
                found.setdefault(lines[person].sex, []).append(person)
    return found
