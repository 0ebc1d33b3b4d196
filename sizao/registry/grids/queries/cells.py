"""Read cells: who may open one, what it covers, who is in it and who works there."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connection

from sizao.core.actor import Actor, unit_by_id
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.registry.accounts import queries as accounts
from sizao.registry.communities import queries as communities
from sizao.registry.grids.models import Cell, Coverage
from sizao.registry.grids.queries.statements import held
from sizao.registry.grids.rules import Line
from sizao.registry.orgs import queries as orgs
from sizao.registry.places import queries as places
from sizao.registry.roster import queries as roster


@dataclass(frozen=True, slots=True)
class CellLine:
    """A cell as lists show it: its depth in the tree, the people in it and below, its workers."""

    key: Key
    name: str
    depth: int
    people: int
    workers: int


@dataclass(frozen=True, slots=True)
class Member:
    """A person of a cell as its worker sees them: name, class or room, nothing else."""

    id: uuid.UUID
    name: str
    number: int | None
    group_id: int | None
    room_number: int | None


@dataclass(frozen=True, slots=True)
class Covered:
    """A class, department or place in a cell."""

    id: uuid.UUID
    name: str
    unit_id: int | None
    place: Key | None


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a worker calls."""

    who: str
    what: str
    phone: str


# A cell is opened by whoever works it or a cell above it.
WORKED = """
WITH RECURSIVE up AS (
  SELECT id, parent_id FROM grids_cell WHERE school_id = %(school)s AND id = %(cell)s
  UNION
  SELECT c.id, c.parent_id FROM grids_cell c JOIN up ON c.id = up.parent_id WHERE c.school_id = %(school)s
)
SELECT EXISTS (SELECT 1 FROM grids_worker w JOIN up ON up.id = w.cell_id WHERE w.school_id = %(school)s
  AND w.user_id = %(user)s AND w.starts_on <= %(day)s AND (w.ends_on IS NULL OR w.ends_on > %(day)s))
"""
BELOW = """
WITH RECURSIVE below AS (
  SELECT id FROM grids_cell WHERE school_id = %(school)s AND id = %(cell)s
  UNION
  SELECT c.id FROM grids_cell c JOIN below b ON c.parent_id = b.id WHERE c.school_id = %(school)s
)
SELECT id FROM below
"""


def get_cell(actor: Actor, key: Key, *, day: dt.date, permission: str = "grids.people") -> tuple[Cell, bool]:
    """Give a cell with whether the actor may know its people: its workers, and holders of the right at the school.

    Whoever may only see cells (grids.view) learns counts. raises: NotVisible.
    """
    rows = Cell.objects.whole_tree(reason="opened by work or by right, both asked below")
    cell = rows.filter(school_id=key.school_id, id=key.id).first()
    if cell is None or (not any(grant.unit.key == key.school_id for grant in actor.grants) and not actor.is_system):
        raise NotVisible()
    school = unit_by_id(key.school_id)
    if actor.may(permission, school):
        return cell, True
    values = {"school": key.school_id, "cell": key.id, "user": actor.user_id, "day": day}
    if actor.has("grids.work"):
        with connection.cursor() as cursor:
            cursor.execute(WORKED, values)
            if cursor.fetchone()[0]:
                return cell, True
    if not actor.may("grids.view", school):
        raise NotVisible()
    return cell, False


def _below(cell: Cell) -> list[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute(BELOW, {"school": cell.school_id, "cell": cell.id})
        return [row[0] for row in cursor.fetchall()]


MEMBERS = """
SELECT r.id, r.name, r.class_position, h.group_id, h.room_number
FROM held h JOIN roster_person r ON r.school_id = h.school_id AND r.id = h.person_id AND r.school_id = %(school)s
WHERE {column} = ANY(%(cells)s::uuid[])
ORDER BY {order}, r.class_position NULLS LAST, r.pinyin_key, r.id
"""


def list_members(cell: Cell, *, day: dt.date) -> list[Member]:
    """List the people of a cell and the cells below it on a day; two queries. The caller has opened the cell."""
    is_class = cell.line == Line.CLASS
    text = MEMBERS.format(
        column="h.class_cell" if is_class else "h.dorm_cell", order="h.group_id" if is_class else "h.room_number"
    )
    with connection.cursor() as cursor:
        cursor.execute(held(one_school=True) + text, {"school": cell.school_id, "day": day, "cells": _below(cell)})
        return [Member(*row) for row in cursor.fetchall()]


CELLS = """
SELECT c.id, c.parent_id, c.name, c.position,
  (SELECT count(*) FROM held h WHERE CASE c.line WHEN 'CLASS' THEN h.class_cell ELSE h.dorm_cell END = c.id),
  (SELECT count(*) FROM grids_worker w WHERE w.school_id = c.school_id AND w.cell_id = c.id
     AND w.starts_on <= %(day)s AND (w.ends_on IS NULL OR w.ends_on > %(day)s))
FROM grids_cell c WHERE c.school_id = %(school)s AND c.line = %(line)s AND c.valid_to IS NULL
"""


def list_cells(school_id: int, line: str, *, day: dt.date) -> list[CellLine]:
    """List the cells of a line of a school in the order of their tree, with counts; one query.

    The caller has asked for grids.view.
    """
    with connection.cursor() as cursor:
        cursor.execute(held(one_school=True) + CELLS, {"school": school_id, "day": day, "line": line})
        rows = cursor.fetchall()
    below: dict[uuid.UUID | None, list[tuple]] = {}
    for row in rows:
        below.setdefault(row[1], []).append(row)

    def walk(parent: uuid.UUID | None, depth: int) -> tuple[list[CellLine], int]:
        lines, total = [], 0
        for cell_id, _parent, name, _position, people, workers in sorted(
            below.get(parent, ()), key=lambda row: (row[3], row[2])
        ):
            inner, count = walk(cell_id, depth + 1)
            lines.append(CellLine(Key(school_id, cell_id), name, depth, people + count, workers))
            lines += inner
            total += people + count
        return lines, total

    return walk(None, 0)[0]


def list_own_cells(actor: Actor, *, day: dt.date) -> list[Cell]:
    """List the cells that the actor works; one query, none for those who work no grid."""
    schools = {grant.unit.key for grant in actor.grants_for("grids.work") if grant.unit.school_id is not None}
    if not schools:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.school_id, c.id FROM grids_worker w JOIN grids_cell c ON c.school_id = w.school_id"
            " AND c.id = w.cell_id AND c.valid_to IS NULL WHERE w.school_id = ANY(%s) AND w.user_id = %s"
            " AND w.starts_on <= %s AND (w.ends_on IS NULL OR w.ends_on > %s)",
            [sorted(schools), actor.user_id, day, day],
        )
        found = cursor.fetchall()
    if not found:
        return []
    rows = Cell.objects.whole_tree(reason="cells that the actor works")
    cells = rows.filter(school_id__in={school for school, _ in found}, id__in=[cell for _, cell in found])
    return list(cells.order_by("line", "position", "name"))


def list_covered(cell: Cell) -> list[Covered]:
    """List what a cell covers now, itself alone; the caller has opened the cell."""
    rows = Coverage.objects.whole_tree(reason="of a cell that the caller opened")
    found = list(rows.filter(school_id=cell.school_id, cell_id=cell.id, ends_on__isnull=True).order_by("id"))
    lines = orgs.list_lines({one.unit_id for one in found if one.unit_id})
    shown = []
    for one in found:
        place = places.find_place(cell.school_id, one.place_id) if one.place_id else None
        name = lines[one.unit_id].name if one.unit_id in lines else place.name if place else ""
        shown.append(Covered(one.id, name, one.unit_id, Key(cell.school_id, place.id) if place else None))
    return shown


def list_workers(cell: Cell, *, day: dt.date) -> list[tuple[uuid.UUID, int, str, str]]:
    """List who works a cell now: (row, user, name, phone); the caller has opened the cell."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT w.id, u.id, u.name, u.phone FROM grids_worker w JOIN accounts_user u ON u.id = w.user_id"
            " WHERE w.school_id = %s AND w.cell_id = %s AND w.starts_on <= %s AND (w.ends_on IS NULL OR w.ends_on > %s)"
            " ORDER BY w.starts_on, w.id",
            [cell.school_id, cell.id, day, day],
        )
        return cursor.fetchall()


CALLED = ("SCHOOL_DOCTOR", "EPIDEMIC_REPORTER", "SCHOOL_LEADER")


def list_contacts(cell: Cell, *, day: dt.date) -> list[Contact]:
    """List whom a worker of a cell calls: homeroom teachers of its classes, health staff, leaders, the community."""
    covered = Coverage.objects.whole_tree(reason="of a cell that the caller opened").filter(
        school_id=cell.school_id, cell_id=cell.id, ends_on__isnull=True, unit__isnull=False
    )
    units = [*covered.values_list("unit_id", flat=True), cell.school_id]
    roles = ("HOMEROOM_TEACHER", *CALLED)
    holders = accounts.list_holders(unit_ids=units, roles=roles, on=day)
    found = [
        Contact(one.name, accounts.role_label(one.role), one.phone)
        for one in sorted(holders, key=lambda one: roles.index(one.role))
    ]
    return found + _at_community(cell.school_id)


def _at_community(school_id: int) -> list[Contact]:
    """List whom the school reaches at its community; the phone of a person is masked, that of the centre is not."""
    link = communities.find_contact(school_id)
    if link is None:
        return []
    found = [Contact(link.name, f"{link.community} {link.post} *******{link.phone_last4}", "")]
    return found + ([Contact(link.clinic, link.community, link.clinic_phone)] if link.clinic else [])


def choices_of_parents(school_id: int, line: str) -> list[tuple[str, str]]:
    """List the cells of a line in which another one may lie; the caller has asked for the right to manage."""
    rows = Cell.objects.whole_tree(reason="of a school that the caller manages")
    rows = rows.filter(school_id=school_id, line=line, valid_to__isnull=True).order_by("position", "name")
    return [(str(key), name) for key, name in rows.values_list("id", "name")]


def choices_of_covered(actor: Actor, *, school_id: int, line: str) -> list[tuple[str, str]]:
    """List what a cell of a line may cover: groups of the school, or places where people live; each with its key."""
    if line == Line.CLASS:
        return [(str(one.id), one.name) for one in roster.list_groups(actor, school_id=school_id)]
    shown = places.list_labels(actor, school_id=school_id)
    kinds = (places.Kind.BUILDING, places.Kind.DORM_ROOM)
    floors = places.list_floors(actor, school_id=school_id)
    return [*((str(place.id), name) for place, name in floors),
            *((str(place.id), name) for place, name in shown if place.kind in kinds)]  # fmt: skip
