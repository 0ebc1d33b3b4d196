"""Take a file, check it against the roster, and let a person decide what is theirs to; nothing is written yet."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from django.db import connection

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.changesets.cells import cell_text
from sizao.core.changesets.sheets import Layout, find_layout, open_table
from sizao.core.changesets.statements import no_nested_loops
from sizao.core.errors import FieldProblem, Invalid, SizaoError
from sizao.core.files import services as files
from sizao.core.files.rules import FileKind
from sizao.core.files.services import Upload
from sizao.core.files.spreadsheets import Row
from sizao.core.ids import new_id
from sizao.core.looped import start_many
from sizao.core.usecase import use_case
from sizao.core.work import progress
from sizao.registry.imports import queries
from sizao.registry.imports.models import Changeset, StagedRow
from sizao.registry.imports.rules import Column
from sizao.registry.imports.rules.headers import PUPILS, RELATION
from sizao.registry.imports.services import changesets
from sizao.registry.imports.services.classes import index_classes
from sizao.registry.imports.services.staging import Staging, stage_rows

EARLIEST_DAYS = 366
KIND = "roster.import"
PURPOSE = "roster.import"

DECIDE = """
UPDATE roster_staged s SET decision = t.decision
FROM unnest(%s::uuid[], %s::text[]) AS t(id, decision)
WHERE s.school_id = %s AND s.changeset_id = %s AND s.id = t.id
"""


class OwnSchoolOnly(SizaoError):
    """Rosters are imported by the schools themselves."""

    code = "roster_own_school_only"
    message = "名册由学校自己导入，上级暂不能代学校导入"
    http_status = 403


class OtherSchoolInFile(SizaoError):
    """A column of schools names another school than the one that imports."""

    code = "roster_other_school"
    message = "第{row}行的学校是“{name}”，只能导入本校的名册，删去其他学校的行再上传"
    http_status = 422


def require_own_school(actor: Actor, school_id: int) -> None:
    """Refuse offices above the school.

    raises: OwnSchoolOnly.
    """
    if not actor.is_system and all(grant.unit.school_id != school_id for grant in actor.grants_for("roster.edit")):
        raise OwnSchoolOnly()


@use_case("imports.import.started", permission="roster.edit", on="school_id")
def start_import(*, actor: Actor, now: dt.datetime, school_id: int, upload: Upload, effective_on: dt.date) -> uuid.UUID:
    """Take an uploaded file and check it when its columns explain themselves: at once, or a long one by the worker.

    returns: id of the changeset. raises: FileRefused, EmptyFile, OtherSchoolInFile, OwnSchoolOnly, Invalid.
    """
    require_own_school(actor, school_id)
    _refuse_day(effective_on, now)
    stored = files.accept_upload(actor=actor, now=now, unit_id=school_id, purpose=PURPOSE, upload=upload)
    changeset = Changeset(
        school_id=school_id,
        id=new_id(now),
        file_name=stored.name,
        file_id=stored.id,
        effective_on=effective_on,
        uploaded_by=actor.user_id,
        uploaded_at=now,
    )
    start_many([changeset], actor=actor, now=now)
    with changesets.opened_file(changeset, actor, now) as (stream, kind):
        layout = find_layout(stream, kind, PUPILS)
        changeset.layout = layout.to_json()
        changeset.save(force_insert=True)
        _check_or_queue(changeset, (stream, kind), actor=actor, now=now)
    usecase.touch(school_id=school_id, kind=KIND, id=changeset.id)
    return changeset.id


@use_case("imports.import.checked", permission="roster.edit", on="school_id")
def check_import(
    *,
    actor: Actor,
    now: dt.datetime,
    school_id: int,
    changeset_id: uuid.UUID,
    columns: Mapping[str, int] | None = None,
    sheet: str = "",
    effective_on: dt.date | None = None,
) -> None:
    """Check a file again: with columns as a person said, another sheet, another day, or the roster of this moment.

    A long file is handed to the worker, which calls this again.

    columns: code → 0-based index. Decisions about rows that come out the same are kept.
    raises: Invalid, NotChecked when the file is gone, MoveRefused.
    """
    changeset = changesets.locked(actor, school_id, changeset_id)
    changeset.loop.check(
        changeset.loop.move_named("check"), state=changeset.state, proof="", reason="", actor_id=None, earlier={}
    )
    if effective_on is not None:
        _refuse_day(effective_on, now)
        changeset.effective_on = effective_on
    with changesets.opened_file(changeset, actor, now) as (stream, kind):
        layout = Layout.from_json(changeset.layout)
        if sheet and sheet != layout.sheet:
            layout = find_layout(stream, kind, PUPILS, sheet=sheet)
        if columns is not None:
            layout = layout.corrected(columns)
            _refuse_columns(layout)
        changeset.layout = layout.to_json()
        if not layout.is_usable:
            changesets.forget_rows(changeset)
            changeset.counts = {}
        changeset.save()
        _check_or_queue(changeset, (stream, kind), actor=actor, now=now)
    usecase.touch(school_id=school_id, kind=KIND, id=changeset.id)


@use_case("imports.import.decided", permission="roster.edit", on="school_id")
def decide_rows(
    *,
    actor: Actor,
    now: dt.datetime,
    school_id: int,
    changeset_id: uuid.UUID,
    decisions: Mapping[uuid.UUID, str],
) -> int:
    """Say what shall become of rows that wait for a decision, and who of those not in the file has left.

    returns: number of rows decided. raises: Invalid when a row has no such choice, MoveRefused.
    """
    changeset = changesets.locked(actor, school_id, changeset_id)
    changeset.loop.check(
        changeset.loop.move_named("commit"), state=changeset.state, proof="", reason="", actor_id=None, earlier={}
    )
    rows = StagedRow.objects.visible_to(actor).filter(
        school_id=school_id, changeset_id=changeset_id, id__in=list(decisions)
    )
    known = {row.id: row for row in rows.only("school_id", "id", "kind", "note", "person_id")}
    problems = [
        FieldProblem("decision", "这一行不能这样处理", value=decision)
        for row_id, decision in decisions.items()
        if row_id not in known or decision not in queries.choices(known[row_id])
    ]
    if problems:
        raise Invalid(problems)
    with connection.cursor() as cursor:
        cursor.execute(DECIDE, [list(decisions), list(decisions.values()), school_id, changeset_id])
    usecase.touch(school_id=school_id, kind=KIND, id=changeset_id, fields=("decision",))
    return len(decisions)


@use_case("imports.import.discarded", permission="roster.edit", on="school_id")
def discard_import(*, actor: Actor, now: dt.datetime, school_id: int, changeset_id: uuid.UUID) -> None:
    """Give an import up: its rows and its file are removed.

    raises: MoveRefused.
    """
    changeset = changesets.locked(actor, school_id, changeset_id)
    changeset.move("discard", actor=actor, now=now)
    changesets.forget_rows(changeset)
    changesets.forget_file(changeset, actor=actor, now=now)
    usecase.touch(school_id=school_id, kind=KIND, id=changeset_id)


def _check_or_queue(changeset: Changeset, file: tuple[BinaryIO, FileKind], *, actor: Actor, now: dt.datetime) -> None:
    layout = Layout.from_json(changeset.layout)
    if not layout.is_usable:
        return
    if changesets.is_long(*file, layout):
        changesets.start_long(changesets.CHECK_WORK, changeset, actor=actor, now=now)
        return
    progress.stage(1)
    total, rows = open_table(*file, layout)
    progress.stage(2, total=total)
    _check(changeset, rows, actor=actor, now=now)


def _check(changeset: Changeset, rows: Iterable[Row], *, actor: Actor, now: dt.datetime) -> None:
    """Stage the rows, compare them with the roster, and count what they would do."""
    layout = Layout.from_json(changeset.layout)
    kept = changesets.list_decisions(changeset)
    changesets.forget_rows(changeset)
    staging = Staging(
        school_id=changeset.school_id,
        changeset_id=changeset.id,
        layout=layout,
        classes=index_classes(actor, changeset.school_id),
        today=clock.school_date(now),
        now=now,
    )
    # Read before the copy begins: nothing else can be asked of the database while rows are being copied.
    own = unit_by_id(changeset.school_id).name
    stage_rows(staging, rows if layout.school is None else _of_own_school(own, layout.school, rows))
    values = changesets.values_of(changeset)
    progress.stage(3)
    with no_nested_loops():
        # Before it is compared: what changes meanwhile is noticed at the commit.
        ((changeset.roster_seen, has_pupils),) = changesets.SQL.run("check", "roster_seen", values)
        compare = ("compare", "leaving") if has_pupils else ("compare_first",)
        changesets.SQL.run_all("check", ("numbers_twice", "twins", *compare), values)
    changesets.keep_decisions(changeset, kept)
    changeset.counts = dict(changesets.SQL.run("check", "counts", values))
    changeset.save(update_fields=["counts", "roster_seen"])
    changeset.move("check", actor=actor, now=now)


def _of_own_school(own: str, column: int, rows: Iterable[Row]) -> Iterator[Row]:
    """Pass the rows on as long as none names another school.

    raises: OtherSchoolInFile.
    """
    for row in rows:
        name = cell_text(row.cells[column]) if column < len(row.cells) else ""
        if name and name != own:
            raise OtherSchoolInFile(row=row.number, name=name[:60])
        yield row


def _refuse_day(day: dt.date, now: dt.datetime) -> None:
    today = clock.school_date(now)
    if day > today:
        raise Invalid([FieldProblem("effective_on", "生效日期不能晚于今天", value=day.isoformat())])
    if day < today - dt.timedelta(days=EARLIEST_DAYS):
        raise Invalid([FieldProblem("effective_on", "生效日期不能早于一年前", value=day.isoformat())])


def _refuse_columns(layout: Layout) -> None:
    """Refuse columns that are not there, a content chosen twice (its code ends in +), and missing required ones."""
    labels = {**{column.value: column.label for column in Column}, RELATION: "与学生关系"}
    twice = {code.rstrip("+") for code in layout.columns if code.endswith("+")} & set(labels)
    problems = [FieldProblem(code, "“{name}”选了两列", {"name": labels[code]}) for code in sorted(twice)]
    if not problems and (
        not set(layout.columns) <= set(labels)
        or any(not 0 <= index < len(layout.headers) for index in layout.columns.values())
    ):
        problems.append(FieldProblem("columns", "没有这一列"))
    problems += [FieldProblem(code, "选哪一列是“{name}”", {"name": labels[code]}) for code in layout.missing]
    if problems:
        raise Invalid(problems)
