"""Import rooms and who lives in them: a file is taken, looked at, written at once on a word, taken back for a day."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import suppress

from sizao.core import clock, usecase
from sizao.core.actor import Actor
from sizao.core.changesets.sheets import Layout, find_layout, table_rows
from sizao.core.converters import Key
from sizao.core.errors import FieldProblem, Invalid, NotVisible, SizaoError
from sizao.core.files import services as files
from sizao.core.files.rules import FileKind
from sizao.core.ids import new_id
from sizao.core.looped import start_many
from sizao.core.usecase import use_case
from sizao.registry.places.models import Place, RoomImport
from sizao.registry.places.queries.imports import ImportPlan, Spot, plan_import
from sizao.registry.places.rules import Kind, number_of
from sizao.registry.places.rules.sheets import MOST_ROWS, SHEET, RoomRow, read_row
from sizao.registry.places.services.housing import house_people
from sizao.registry.places.services.keeping import NewPlace, PlaceWords, add_places
from sizao.registry.roster import queries as roster
from sizao.registry.roster import services as people
from sizao.registry.roster.services import NewPlace as NewBed

UNDO_HOURS = 24
KIND = PURPOSE = "places.import"


class ColumnsMissing(SizaoError):
    """The file does not say which building or which room."""

    code = "places.columns_missing"
    message = "表头要有楼栋和房间两列，下载模板对照"
    http_status = 422


class TooManyRows(SizaoError):
    """More rows than a school has rooms and boarders."""

    code = "places.too_many_rows"
    message = "一次最多{most}行，分成几个文件导入"
    http_status = 422


class ImportGone(SizaoError):
    """The file was kept for two days only."""

    code = "places.import_gone"
    message = "上传的文件已过期，重新上传"
    http_status = 409


class NothingToImport(SizaoError):
    """All is as the file says, or no row can be read."""

    code = "places.nothing_to_import"
    message = "没有要写入的内容"
    http_status = 409


class UndoOver(SizaoError):
    """The day for taking an import back is over, or rooms were used since."""

    code = "places.undo_over"
    message = "写入后{hours}小时内、房间没有再安排过才能撤回"
    http_status = 409


@use_case("places.import.started", permission="roster.edit", on="school_id")
def start_import(
    *, actor: Actor, now: dt.datetime, school_id: int, upload: files.Upload, effective_on: dt.date
) -> uuid.UUID:
    """Take an uploaded file whose columns explain themselves; nothing is written yet.

    raises: FileRefused, EmptyFile, ColumnsMissing, TooManyRows, Invalid.
    """
    if effective_on > clock.school_date(now):
        raise Invalid([FieldProblem("effective_on", "日期不能晚于今天", value=effective_on.isoformat())])
    stored = files.accept_upload(actor=actor, now=now, unit_id=school_id, purpose=PURPOSE, upload=upload)
    made = RoomImport(
        school_id=school_id, id=new_id(now), file_name=stored.name, file_id=stored.id, effective_on=effective_on,
        uploaded_by=actor.user_id, uploaded_at=now,
    )  # fmt: skip
    start_many([made], actor=actor, now=now)
    _stored, stream = files.open_file(actor=actor, now=now, key=Key(school_id, stored.id))
    with stream:
        layout = find_layout(stream, FileKind(stored.kind), SHEET)
        if not layout.is_usable:
            raise ColumnsMissing()
        count = sum(1 for _ in table_rows(stream, FileKind(stored.kind), layout))
    if count > MOST_ROWS:
        raise TooManyRows(most=MOST_ROWS)
    made.layout = layout.to_json()
    made.save(force_insert=True)
    usecase.touch(school_id=school_id, kind=KIND, id=made.id)
    return made.id


@use_case("places.import.read", permission="roster.edit", on="school_id")
def read_import(*, actor: Actor, now: dt.datetime, school_id: int, import_id: uuid.UUID) -> ImportPlan:
    """Tell what an import would do now. raises: ImportGone, NotVisible."""
    found = _found(actor, school_id, import_id)
    usecase.touch(school_id=school_id, kind=KIND, id=import_id)
    return plan_import(school_id, _rows(found, actor, now), day=found.effective_on)


@use_case("places.import.committed", permission="roster.edit", on="school_id")
def import_rooms(*, actor: Actor, now: dt.datetime, school_id: int, import_id: uuid.UUID) -> tuple[int, int]:
    """Write what can be written of an import: places first, then who lives there; rows with a reason are left out.

    returns: number of places and of people. raises: NothingToImport, ImportGone, MoveRefused, NotVisible.
    """
    found = _found(actor, school_id, import_id, lock=True)
    plan = plan_import(school_id, _rows(found, actor, now), day=found.effective_on)
    if not plan.count:
        raise NothingToImport()
    numbers = {spot: place.number for spot, place in plan.known.items()}
    made = _make_places(actor, now, school_id, plan, numbers)
    persons = [one.person_id for one in plan.beds]
    boarders = {
        one.id for one in roster.list_people(actor, school_id=school_id, ids=persons).values() if one.is_boarder
    }
    if plan.beds:
        beds = [(one.person_id, numbers[one.spot]) for one in plan.beds]
        house_people(actor=actor, now=now, school_id=school_id, beds=beds, moved_on=found.effective_on)
    found.written = {
        "places": [str(one) for one in made],
        "beds": [[str(one.person_id), one.from_number, one.person_id in boarders] for one in plan.beds],
    }
    found.undo_until = now + dt.timedelta(hours=UNDO_HOURS)
    _forget_file(found, actor, now)
    found.save(update_fields=["written", "undo_until", "file_id"])
    found.move("commit", actor=actor, now=now)
    usecase.touch(school_id=school_id, kind=KIND, id=import_id)
    return len(made), len(plan.beds)


def _make_places(
    actor: Actor, now: dt.datetime, school_id: int, plan: ImportPlan, numbers: dict[Spot, int]
) -> list[uuid.UUID]:
    ids = {spot: place.id for spot, place in plan.known.items()}
    new = []
    for one in plan.places:
        building, floor, _room = one.spot
        above: dict[str, Spot | None] = {Kind.BUILDING: None, Kind.FLOOR: (building, "", "")}
        parent = above.get(one.kind, (building, floor, ""))
        ids[one.spot] = new_id(now)
        numbers[one.spot] = number_of(ids[one.spot])
        name = next(part for part in reversed(one.spot) if part)
        words = PlaceWords(
            name, ids[parent] if parent else None, capacity=one.capacity, is_key=one.kind == Kind.DORM_ROOM
        )
        new.append(NewPlace(one.kind, words, ids[one.spot]))
    if new:
        add_places(actor=actor, now=now, school_id=school_id, places=new)
    return [one.id for one in new if one.id]


@use_case("places.import.reverted", permission="roster.edit", on="school_id")
def undo_import(*, actor: Actor, now: dt.datetime, school_id: int, import_id: uuid.UUID) -> None:
    """Take a written import back: people return to where they were, places that it made are retired.

    raises: UndoOver when too late or when someone it housed has moved since, NotVisible.
    """
    found = _found(actor, school_id, import_id, lock=True)
    if found.undo_until is None or now >= found.undo_until:
        raise UndoOver(hours=UNDO_HOURS)
    made = [uuid.UUID(one) for one in found.written["places"]]
    beds = [(uuid.UUID(person), before, was) for person, before, was in found.written["beds"]]
    rows = Place.objects.whole_tree(reason="places that this import made").filter(school_id=school_id, id__in=made)
    today = clock.school_date(now)
    living = roster.list_residents(school_id=school_id, room_numbers=[one.number for one in rows], day=today)
    if {one.id for one in living} - {person for person, _, _ in beds}:
        raise UndoOver(hours=UNDO_HOURS)
    back = [NewBed(person, before) for person, before, _ in beds if before is not None]
    if back:
        people.house_people(actor=actor, now=now, school_id=school_id, places=back, moved_on=today)
    for was_boarder in (True, False):
        gone = [person for person, before, was in beds if before is None and was is was_boarder]
        if gone:
            people.unhouse_people(
                actor=actor, now=now, school_id=school_id, person_ids=gone, left_on=today, stays_boarder=was_boarder
            )
    rows.update(valid_to=today)
    found.move("undo", actor=actor, now=now)
    usecase.touch(school_id=school_id, kind=KIND, id=import_id)


@use_case("places.import.discarded", permission="roster.edit", on="school_id")
def discard_import(*, actor: Actor, now: dt.datetime, school_id: int, import_id: uuid.UUID) -> None:
    """Give an import up that was not written. raises: NotVisible, MoveRefused."""
    found = _found(actor, school_id, import_id, lock=True)
    found.move("discard", actor=actor, now=now)
    _forget_file(found, actor, now)
    found.save(update_fields=["file_id"])
    usecase.touch(school_id=school_id, kind=KIND, id=import_id)


def _found(actor: Actor, school_id: int, import_id: uuid.UUID, *, lock: bool = False) -> RoomImport:
    rows = RoomImport.objects.visible_to(actor).filter(school_id=school_id, id=import_id)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotVisible()
    return found


def _rows(found: RoomImport, actor: Actor, now: dt.datetime) -> list[RoomRow]:
    if found.file_id is None:
        raise ImportGone()
    try:
        stored, stream = files.open_file(actor=actor, now=now, key=Key(found.school_id, found.file_id))
    except (NotVisible, files.FileGone) as gone:
        raise ImportGone() from gone
    with stream:
        return list(_read(stream, FileKind(stored.kind), Layout.from_json(found.layout)))


def _read(stream: object, kind: FileKind, layout: Layout) -> Iterator[RoomRow]:
    for row in table_rows(stream, kind, layout):
        found = read_row(row.number, row.cells, layout.columns)
        if found is not None:
            yield found


def _forget_file(found: RoomImport, actor: Actor, now: dt.datetime) -> None:
    if found.file_id is not None:
        key, found.file_id = Key(found.school_id, found.file_id), None
        with suppress(NotVisible):
            files.delete_file(actor=actor, now=now, key=key)
