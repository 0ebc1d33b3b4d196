"""What an import of rooms would do: new places, who gets which bed, and why some rows are left out."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.errors import FieldProblem, NotVisible
from sizao.registry.orgs import queries as orgs
from sizao.registry.places.models import Place, RoomImport
from sizao.registry.places.rules import Kind
from sizao.registry.places.rules.sheets import RoomRow
from sizao.registry.roster import queries as roster

# Building, floor (may be empty), room: how a file names a place.
Spot = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class NewSpot:
    """A place that a file names and the school does not have yet; `spot` says where, from the building down."""

    kind: str
    spot: Spot
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Bed:
    """Who gets a bed where; `from_number` is the room before, None without one."""

    row: int
    person_id: uuid.UUID
    name: str
    spot: Spot
    from_number: int | None = None


@dataclass(slots=True)
class ImportPlan:
    """What is to be written: places top down, beds; what stays as it is; what is wrong, row by row."""

    places: list[NewSpot] = field(default_factory=list)
    beds: list[Bed] = field(default_factory=list)
    same: int = 0
    problems: list[FieldProblem] = field(default_factory=list)
    known: dict[Spot, Place] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.places) + len(self.beds)

    @property
    def rooms(self) -> int:
        return sum(one.kind not in (Kind.BUILDING, Kind.FLOOR) for one in self.places)


def get_import(actor: Actor, key: Key) -> RoomImport:
    """Give one import. raises: NotVisible."""
    rows = RoomImport.objects.visible_to(actor)
    found = rows.filter(school_id=key.school_id, id=key.id).first()
    if found is None:
        raise NotVisible()
    return found


def list_imports(actor: Actor, *, school_id: int) -> list[RoomImport]:
    """List the latest imports of a school."""
    rows = RoomImport.objects.visible_to(actor).filter(school_id=school_id)
    return list(rows.order_by("-uploaded_at")[:20])


def plan_import(school_id: int, rows: Iterable[RoomRow], *, day: dt.date) -> ImportPlan:
    """Compare a file with the places and the roster of a school, in a fixed number of queries."""
    plan = ImportPlan(known=_known(school_id))
    given = []
    for row in rows:
        plan.problems += row.problems
        if not row.problems:
            given.append(row)
    people = _people(school_id, given, plan)
    housed = _housed(school_id, plan, people.values(), day)
    seen: dict[uuid.UUID, int] = {}
    new: dict[Spot, NewSpot] = {}
    for row in given:
        if row.has_person and row.number not in people:
            continue
        person = people.get(row.number)
        if person is not None and person in seen:
            reason = FieldProblem("name", "与第{row}行是同一人", {"row": seen[person]}, row.number, row.name)
            plan.problems.append(reason)
            continue
        _take_spot(row, plan, new)
        if person is not None:
            seen[person] = row.number
            _take_bed(row, person, plan, housed)
    _refuse_full(school_id, plan, new, day)
    plan.places = list(new.values())
    return plan


def _known(school_id: int) -> dict[Spot, Place]:
    """Give the buildings, floors and rooms in use by how a file names them."""
    rows = Place.objects.whole_tree(reason="places of a school that the caller opened").filter(
        school_id=school_id, valid_to__isnull=True
    )
    places = {one.id: one for one in rows}
    found: dict[Spot, Place] = {}
    for one in places.values():
        parent = places.get(one.parent_id)
        above = places.get(parent.parent_id) if parent is not None else None
        if one.kind == Kind.BUILDING:
            found[one.name, "", ""] = one
        elif one.kind == Kind.FLOOR and parent is not None:
            found[parent.name, one.name, ""] = one
        elif parent is not None and parent.kind == Kind.FLOOR and above is not None:
            found[above.name, parent.name, one.name] = one
            # A file without floors finds the room all the same.
            found.setdefault((above.name, "", one.name), one)
        elif parent is not None and parent.kind == Kind.BUILDING:
            found[parent.name, "", one.name] = one
    return found


def _people(school_id: int, rows: Sequence[RoomRow], plan: ImportPlan) -> dict[int, uuid.UUID]:
    """Find who each row means, by student number, else by name and class; row → person."""
    by_number = roster.find_by_number(
        school_id=school_id, numbers=[one.student_number for one in rows if one.student_number]
    )
    named = roster.find_by_name(
        school_id=school_id, names=[one.name for one in rows if one.name and not one.student_number]
    )
    lines = orgs.list_lines({group for found in named.values() for _, group in found if group})
    classes = {key: {line.name, line.short_name} for key, line in lines.items()}
    found: dict[int, uuid.UUID] = {}
    for row in rows:
        if row.student_number:
            if row.student_number in by_number:
                found[row.number] = by_number[row.student_number]
            else:
                reason = "名册中没有这个学籍号的在校学生"
                plan.problems.append(FieldProblem("student_number", reason, row=row.number, value=row.student_number))
        elif row.name:
            same = [
                person for person, group in named.get(row.name, [])
                if not row.class_name or (group and row.class_name in classes[group])
            ]  # fmt: skip
            if len(same) == 1:
                found[row.number] = same[0]
            else:
                plan.problems.append(_who_is_meant(row, len(same)))
    return found


def _who_is_meant(row: RoomRow, count: int) -> FieldProblem:
    if count:
        return FieldProblem("name", "有{count}名学生同名，填学籍号或班级", {"count": count}, row.number, row.name)
    return FieldProblem("name", "名册中没有这名在校学生", row=row.number, value=row.name)


def _housed(school_id: int, plan: ImportPlan, people: Iterable[uuid.UUID], day: dt.date) -> dict[uuid.UUID, int]:
    numbers = {place.number for place in plan.known.values()}
    wanted = set(people)
    found = roster.list_residents(school_id=school_id, room_numbers=numbers, day=day)
    return {one.id: one.room_number for one in found if one.id in wanted}


def _take_spot(row: RoomRow, plan: ImportPlan, new: dict[Spot, NewSpot]) -> None:
    if (row.building, row.floor, row.room) in plan.known:
        plan.same += not row.has_person
        return
    above: list[tuple[str, Spot]] = [(Kind.BUILDING, (row.building, "", ""))]
    if row.floor:
        above.append((Kind.FLOOR, (row.building, row.floor, "")))
    for kind, spot in above:
        if spot not in plan.known:
            new.setdefault(spot, NewSpot(kind, spot))
    spot = (row.building, row.floor, row.room)
    known = new.setdefault(spot, NewSpot(row.kind, spot, row.capacity))
    if known.capacity is None and row.capacity is not None:
        new[spot] = replace(known, capacity=row.capacity)


def _take_bed(row: RoomRow, person: uuid.UUID, plan: ImportPlan, housed: dict[uuid.UUID, int]) -> None:
    spot = (row.building, row.floor, row.room)
    place = plan.known.get(spot)
    before = housed.get(person)
    if place is not None and place.number == before:
        plan.same += 1
        return
    plan.beds.append(Bed(row.number, person, row.name, spot, before))


def _refuse_full(school_id: int, plan: ImportPlan, new: dict[Spot, NewSpot], day: dt.date) -> None:
    """Leave out the people who come last where there are more than beds."""
    rooms = {plan.known[one.spot].number: one.spot for one in plan.beds if one.spot in plan.known}
    moving = {one.person_id for one in plan.beds}
    living = roster.list_residents(school_id=school_id, room_numbers=list(rooms), day=day)
    count = Counter(rooms[one.room_number] for one in living if one.id not in moving)
    kept = []
    for bed in plan.beds:
        place = plan.known.get(bed.spot)
        capacity = place.capacity if place is not None else new[bed.spot].capacity
        count[bed.spot] += 1
        if capacity is not None and count[bed.spot] > capacity:
            params = {"room": bed.spot[2], "capacity": capacity}
            plan.problems.append(FieldProblem("room", "{room}只有{capacity}个床位", params, bed.row, bed.spot[2]))
        else:
            kept.append(bed)
    plan.beds = kept
