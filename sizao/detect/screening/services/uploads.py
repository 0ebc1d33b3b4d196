"""Uploads of checks: kept, judged as the database would, every fault shown, written on a person's word, all or none."""

import datetime as dt
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.changesets.sheets import Layout, find_layout, table_rows
from sizao.core.converters import Key
from sizao.core.errors import FieldProblem, Invalid, NotVisible, SizaoError
from sizao.core.files import services as files
from sizao.core.files.formulas import find_formulas
from sizao.core.files.rules import FileKind
from sizao.core.files.services import Upload as Uploaded
from sizao.core.ids import new_id
from sizao.core.looped import start_many
from sizao.core.usecase import use_case
from sizao.core.work import progress
from sizao.core.work import services as work
from sizao.detect.checks import services as checks
from sizao.detect.screening.models import Upload
from sizao.detect.screening.queries import uploads as queries
from sizao.detect.screening.rules.uploads import CHECKS, SEND, Column
from sizao.detect.screening.services.filing import Filed, read_reports

PURPOSE = "checks.file"
KIND = "screening.upload"
CHECK_WORK, COMMIT_WORK = "screening.check_upload", "screening.commit_upload"
# More than a page may wait for. source: PROJECT
SHORT_ROWS, SHORT_BYTES = 1000, 300_000
# As many reports as one request of the API may hold.
MOST_REPORTS = 5000


class FileNoLongerKept(SizaoError):
    """Uploaded files are kept for a day."""

    code = "upload_file_gone"
    message = "文件已过保存时间，重新上传"
    http_status = 409


@use_case("screening.upload.started", permission=SEND, on="unit_id")
def start_upload(*, actor: Actor, now: dt.datetime, unit_id: int, upload: Uploaded) -> Key:
    """Take a file of checks and judge it: at once, or a long one by the worker; nothing of it is written.

    raises: FileRefused by name, EmptyFile, Invalid when a column is missing or there twice.
    """
    unit = unit_by_id(unit_id)
    stored = files.accept_upload(actor=actor, now=now, unit_id=unit_id, purpose=PURPOSE, upload=upload)
    row = Upload(
        school_id=unit.key, id=new_id(now), unit_id=unit_id, file_name=stored.name, file_id=stored.id,
        uploaded_by=actor.user_id, uploaded_at=now,
    )  # fmt: skip
    start_many([row], actor=actor, now=now)
    with opened_file(row, actor, now) as (stream, kind):
        layout = find_layout(stream, kind, CHECKS)
        _refuse_columns(layout)
        row.layout = layout.to_json()
        is_long = _is_long(stream, kind, layout)
        row.save(force_insert=True)
    usecase.touch(school_id=row.school_id, kind=KIND, id=row.id)
    if is_long:
        _start_long(CHECK_WORK, row, actor, now)
    else:
        _judge(row, actor, now)
    return Key(row.school_id, row.id)


@use_case("screening.upload.checked", permission=SEND)
def check_upload(*, actor: Actor, now: dt.datetime, key: Key) -> Upload:
    """Judge a file again, as things stand now; the worker calls this for long ones.

    raises: NotVisible, MoveRefused, FileNoLongerKept.
    """
    row = queries.lock_upload(actor, key)
    usecase.touch(school_id=row.school_id, kind=KIND, id=row.id)
    if row.counts.get("is_long") and not progress.is_told():
        _start_long(CHECK_WORK, row, actor, now)
    else:
        _judge(row, actor, now)
    return row


@use_case("screening.upload.committed", permission=SEND)
def commit_upload(*, actor: Actor, now: dt.datetime, key: Key) -> Upload:
    """Write all reports of a checked file in one transaction; if anything no longer holds, none, and the row says what.

    Sent again, the same reports are repeats. raises: NotVisible, MoveRefused, FileNoLongerKept.
    """
    row = queries.lock_upload(actor, key)
    row.loop.check(row.loop.move_named("commit"), state=row.state, proof="", reason="", actor_id=None, earlier={})
    usecase.touch(school_id=row.school_id, kind=KIND, id=row.id)
    if row.counts.get("is_long") and not progress.is_told():
        _start_long(COMMIT_WORK, row, actor, now)
    elif _judge(row, actor, now, is_trial=False):
        _forget_file(row, actor, now)
    return row


@use_case("screening.upload.discarded", permission=SEND)
def discard_upload(*, actor: Actor, now: dt.datetime, key: Key) -> None:
    """Give an upload up; its file is removed.

    raises: NotVisible, MoveRefused.
    """
    row = queries.lock_upload(actor, key)
    row.move("discard", actor=actor, now=now)
    row.problems = []
    row.save(update_fields=["problems"])
    _forget_file(row, actor, now)
    usecase.touch(school_id=row.school_id, kind=KIND, id=row.id)


def _judge(row: Upload, actor: Actor, now: dt.datetime, *, is_trial: bool = True) -> bool:
    """Read the file and hand its reports to the checks; a trial writes none. returns: whether all are in order."""
    progress.stage(1)
    with opened_file(row, actor, now) as (stream, kind):
        layout = Layout.from_json(row.layout)
        formulas = find_formulas(stream, layout.sheet) if kind is FileKind.XLSX else {}
        rows, unit = table_rows(stream, kind, layout), unit_by_id(row.unit_id)
        filed = read_reports(unit, rows, layout.columns, formulas, today=clock.school_date(now))
    progress.stage(2)
    problems, receipts = _submit(filed, actor, now, is_trial=is_trial)
    row.problems = [[one.row, str(one.field), one.reason, _kept(one.params)] for one in problems]
    row.counts = {**row.counts, **_counts(filed, receipts)}
    row.save(update_fields=["problems", "counts"])
    row.move("refuse" if problems else "check" if is_trial else "commit", actor=actor, now=now)
    return not problems


def _kept(params: Mapping[str, object]) -> dict[str, object]:
    """Write parameters of a reason as JSON keeps them; lists of labels stay lists, to be translated one by one."""
    return {name: one if isinstance(one, int | list) else str(one) for name, one in params.items()}


def _submit(
    filed: Filed, actor: Actor, now: dt.datetime, *, is_trial: bool
) -> tuple[list[FieldProblem], Sequence[checks.Receipt]]:
    if not filed.row_count or len(filed.checks) > MOST_REPORTS:
        reason = "一个文件最多{most}份班级报告" if filed.row_count else "表头下面没有一行内容"
        return [FieldProblem(Column.CLASS, reason, {"most": MOST_REPORTS})], ()
    held_back = [FieldProblem("", "", row=first) for first in filed.unready]
    try:
        receipts = checks.submit_file(
            actor=actor, now=now, checks=filed.checks, problems=held_back, is_trial=is_trial or bool(filed.problems)
        )
    except Invalid as refusal:
        known = {(one.row, one.field) for one in filed.problems}
        moved = [filed.at_its_row(one) for one in refusal.problems if one.reason]
        # What a cell could not be read as is not missed a second time.
        found = [one for one in moved if (one.row, one.field) not in known]
        return sorted([*filed.problems, *found], key=lambda one: one.row or 0), ()
    return sorted(filed.problems, key=lambda one: one.row or 0), () if filed.problems else receipts


def _counts(filed: Filed, receipts: Sequence[checks.Receipt]) -> dict[str, int]:
    return {
        "rows": filed.row_count,
        "schools": len({one.school_id for one in filed.checks.values()}),
        "reports": len(filed.checks),
        "zero": sum(not one.entries for one in filed.checks.values()),
        "ill": sum(one.ill for one in filed.checks.values()),
        "absent": sum(one.absent for one in filed.checks.values()),
        "repeats": sum(one.is_repeat for one in receipts),
        "late": sum(one.is_late for one in receipts),
    }


@contextmanager
def opened_file(row: Upload, actor: Actor, now: dt.datetime) -> Iterator[tuple[BinaryIO, FileKind]]:
    """Open the uploaded file.

    raises: FileNoLongerKept.
    """
    if row.file_id is None:
        raise FileNoLongerKept()
    try:
        stored, stream = files.open_file(actor=actor, now=now, key=Key(row.school_id, row.file_id))
    except (NotVisible, files.FileGone) as gone:
        raise FileNoLongerKept() from gone
    with stream:
        yield stream, FileKind(stored.kind)


def _refuse_columns(layout: Layout) -> None:
    problems = [
        FieldProblem("file", "没有“{name}”这一列，用模板填写", {"name": Column(code).label}) for code in layout.missing
    ]
    problems += [FieldProblem("file", "“{name}”有两列", {"name": Column(code).label}) for code in layout.duplicate]
    if problems:
        raise Invalid(problems)


def _is_long(stream: BinaryIO, kind: FileKind, layout: Layout) -> bool:
    if stream.seek(0, os.SEEK_END) > SHORT_BYTES:
        return True
    return sum(1 for _ in table_rows(stream, kind, layout)) > SHORT_ROWS


def _start_long(kind: str, row: Upload, actor: Actor, now: dt.datetime) -> None:
    row.counts = {**row.counts, "is_long": True}
    row.save(update_fields=["counts"])
    work.start(actor=actor, now=now, kind=kind, unit_id=row.unit_id, about_id=str(row.id), label=row.file_name)


def _forget_file(row: Upload, actor: Actor, now: dt.datetime) -> None:
    if row.file_id is None:
        return
    key = Key(row.school_id, row.file_id)
    row.file_id = None
    row.save(update_fields=["file_id"])
    with suppress(NotVisible):
        files.delete_file(actor=actor, now=now, key=key)
