"""Cells: add, change, retire; what they cover and who works there, each over a period."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import IntegrityError

from sizao.core import clock, usecase
from sizao.core.actor import Actor, units_by_id
from sizao.core.errors import FieldProblem, Invalid, NotVisible, SizaoError
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.registry.accounts import queries as accounts
from sizao.registry.grids import rules
from sizao.registry.grids.models import Cell, Coverage, Worker
from sizao.registry.grids.rules import Line, OtherLine
from sizao.registry.places import queries as places

GROUP_LEVELS = ("CLASS", "DEPARTMENT")
ASKED = "of a school that the use case asked the right for"


class CellNamed(SizaoError):
    """Another cell of the line has the name."""

    code = "grids.cell_named"
    message = "这条线上已有同名的网格"
    http_status = 409


class AlreadyCovered(SizaoError):
    """Everyone is in exactly one cell of a line."""

    code = "grids.already_covered"
    message = "{name}已在网格“{cell}”里，先移出"
    http_status = 409


class CellInUse(SizaoError):
    """Other cells lie in it."""

    code = "grids.cell_in_use"
    message = "还有下级网格，先停用或移走"
    http_status = 409


class NoPost(SizaoError):
    """A worker is someone with a post at the school."""

    code = "grids.no_post"
    message = "网格员要先有本校的岗位"
    http_status = 422


@use_case("grids.cell.added", permission="grids.manage", on="school_id")
def add_cell(
    *, actor: Actor, now: dt.datetime, school_id: int, line: str, name: str, parent_id: uuid.UUID | None = None,
    position: int = 0,
) -> uuid.UUID:  # fmt: skip
    """Add a cell to a line.

    returns: its id. raises: Invalid, OtherLine, CellNamed, NotVisible.
    """
    problems = rules.problems_of_cell(name=name, line=line)
    if problems:
        raise Invalid(problems)
    _parent(school_id, parent_id, line)
    made = Cell(
        school_id=school_id, id=new_id(now), line=line, name=name.strip(), parent_id=parent_id, position=position,
        valid_from=clock.school_date(now),
    )  # fmt: skip
    try:
        made.save(force_insert=True)
    except IntegrityError as error:
        raise CellNamed() from error
    usecase.touch(school_id=school_id, kind="grids.cell", id=made.id)
    return made.id


@use_case("grids.cell.changed", permission="grids.manage", on="school_id")
def change_cell(
    *, actor: Actor, now: dt.datetime, school_id: int, cell_id: uuid.UUID, name: str, parent_id: uuid.UUID | None
) -> None:
    """Rename a cell or put it, with all below it, into another one of its line.

    raises: GridCycle, OtherLine, CellNamed, Invalid, NotVisible.
    """
    cells = _locked_tree(school_id)
    cell = cells.get(cell_id)
    if cell is None:
        raise NotVisible()
    problems = rules.problems_of_cell(name=name, line=cell.line)
    if problems:
        raise Invalid(problems)
    _parent(school_id, parent_id, cell.line)
    rules.judge_parent(cell_id, cell.name, parent_id, {one.id: one.parent_id for one in cells.values()})
    changed = tuple(
        field for field, value in (("name", name.strip()), ("parent_id", parent_id)) if getattr(cell, field) != value
    )
    cell.name, cell.parent_id = name.strip(), parent_id
    try:
        cell.save(update_fields=["name", "parent_id"])
    except IntegrityError as error:
        raise CellNamed() from error
    usecase.touch(school_id=school_id, kind="grids.cell", id=cell_id, fields=changed)


@use_case("grids.cell.retired", permission="grids.manage", on="school_id")
def retire_cell(*, actor: Actor, now: dt.datetime, school_id: int, cell_id: uuid.UUID) -> None:
    """Let a cell no longer be used: what it covers is free again, its workers leave it.

    raises: CellInUse, NotVisible.
    """
    cells = _locked_tree(school_id)
    if cell_id not in cells:
        raise NotVisible()
    if any(one.parent_id == cell_id for one in cells.values()):
        raise CellInUse()
    day = clock.school_date(now)
    for model in (Coverage, Worker):
        rows = model.objects.whole_tree(reason="of a cell locked above")
        rows.filter(school_id=school_id, cell_id=cell_id, ends_on__isnull=True).update(ends_on=day)
    cell = cells[cell_id]
    cell.valid_to = day
    cell.save(update_fields=["valid_to"])
    usecase.touch(school_id=school_id, kind="grids.cell", id=cell_id, fields=("valid_to",))


def _locked_tree(school_id: int) -> dict[uuid.UUID, Cell]:
    """Lock the cells of a school: two moves at once could each be right and together make a ring."""
    rows = Cell.objects.whole_tree(reason="cells of a school that the use case asked the right for")
    rows = rows.filter(school_id=school_id, valid_to__isnull=True).select_for_update().order_by("id")
    return {one.id: one for one in rows}


def _cell(school_id: int, cell_id: uuid.UUID) -> Cell:
    rows = Cell.objects.whole_tree(reason="a cell of a school that the use case asked the right for")
    cell = rows.filter(school_id=school_id, id=cell_id, valid_to__isnull=True).select_for_update().first()
    if cell is None:
        raise NotVisible()
    return cell


def _parent(school_id: int, parent_id: uuid.UUID | None, line: str) -> None:
    if parent_id is not None and _cell(school_id, parent_id).line != line:
        raise OtherLine()


@use_case("grids.coverage.added", permission="grids.manage", on="school_id")
def cover(
    *, actor: Actor, now: dt.datetime, school_id: int, cell_id: uuid.UUID, unit_ids: Sequence[int] = (),
    place_ids: Sequence[uuid.UUID] = (),
) -> None:  # fmt: skip
    """Put classes and departments (class line) or places (dormitory line) into a cell from today on.

    raises: AlreadyCovered, Invalid, NotVisible.
    """
    cell = _cell(school_id, cell_id)
    if (place_ids and cell.line == Line.CLASS) or (unit_ids and cell.line == Line.DORM):
        raise Invalid([FieldProblem("covered", "班级线放班级和部门，宿舍线放楼栋、楼层和宿舍")])
    _refuse_foreign(school_id, unit_ids, place_ids)
    _refuse_covered(school_id, unit_ids, place_ids)
    today = clock.school_date(now)
    made = [
        Coverage(school_id=school_id, id=new_id(now), cell_id=cell_id, starts_on=today, unit_id=unit, place_id=place)
        for unit, place in [*((one, None) for one in unit_ids), *((None, one) for one in place_ids)]
    ]
    Coverage.objects.bulk_create(made)
    usecase.touch(school_id=school_id, kind="grids.cell", id=cell_id, fields=("covered",))


def _refuse_foreign(school_id: int, unit_ids: Sequence[int], place_ids: Sequence[uuid.UUID]) -> None:
    units = units_by_id(unit_ids) if unit_ids else {}
    if any(one not in units or units[one].school_id != school_id for one in unit_ids):
        raise NotVisible()
    if any(one.level not in GROUP_LEVELS for one in units.values()):
        raise Invalid([FieldProblem("covered", "选班级或部门")])
    if place_ids and places.count_in_use(school_id, place_ids) != len(set(place_ids)):
        raise NotVisible()


def _refuse_covered(school_id: int, unit_ids: Sequence[int], place_ids: Sequence[uuid.UUID]) -> None:
    rows = Coverage.objects.whole_tree(reason="of a school that the use case asked the right for")
    rows = rows.filter(school_id=school_id, ends_on__isnull=True).select_related("cell", "unit", "place")
    taken = rows.filter(unit_id__in=unit_ids).first() or rows.filter(place_id__in=place_ids).first()
    if taken is not None:
        name = taken.unit.name if taken.unit_id else taken.place.name
        raise AlreadyCovered(name=name, cell=taken.cell.name)


@use_case("grids.coverage.ended", permission="grids.manage", on="school_id")
def uncover(*, actor: Actor, now: dt.datetime, school_id: int, coverage_id: uuid.UUID) -> None:
    """Take a class, department or place out of its cell from today on.

    raises: NotVisible.
    """
    Coverage.objects.end_open(
        reason=ASKED, day=clock.school_date(now), ending="ends_on", school_id=school_id, id=coverage_id
    )
    usecase.touch(school_id=school_id, kind="grids.coverage", id=coverage_id, fields=("ends_on",))


@use_case("grids.worker.appointed", permission="grids.manage", on="school_id")
def appoint_worker(*, actor: Actor, now: dt.datetime, school_id: int, cell_id: uuid.UUID, user_id: int) -> None:
    """Let someone with a post at the school work a cell from today on; twice is once.

    raises: NoPost, NotVisible.
    """
    _cell(school_id, cell_id)
    today = clock.school_date(now)
    if user_id not in {key for key, _name in accounts.list_school_staff(school_id, on=today)}:
        raise NoPost()
    rows = Worker.objects.whole_tree(reason="of a cell locked above")
    row, is_new = rows.get_or_create(
        school_id=school_id, cell_id=cell_id, user_id=user_id, ends_on=None,
        defaults={"id": new_id(now), "starts_on": today},
    )  # fmt: skip
    usecase.touch(school_id=school_id, kind="grids.worker", id=row.id, fields=("starts_on",) if is_new else ())


@use_case("grids.worker.dismissed", permission="grids.manage", on="school_id")
def dismiss_worker(*, actor: Actor, now: dt.datetime, school_id: int, worker_id: uuid.UUID) -> None:
    """Let someone no longer work a cell from today on.

    raises: NotVisible.
    """
    Worker.objects.end_open(
        reason=ASKED, day=clock.school_date(now), ending="ends_on", school_id=school_id, id=worker_id
    )
    usecase.touch(school_id=school_id, kind="grids.worker", id=worker_id, fields=("ends_on",))
