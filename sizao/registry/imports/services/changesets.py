"""The state of one import: its row under lock, its file, its staged rows and what was decided about them."""

import datetime as dt
import itertools
import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO

from django.db import connection

from sizao.core.actor import Actor
from sizao.core.changesets.sheets import Layout, table_rows
from sizao.core.changesets.statements import Statements
from sizao.core.converters import Key
from sizao.core.errors import NotVisible, SizaoError
from sizao.core.files import services as files
from sizao.core.files.rules import FileKind
from sizao.core.work import progress
from sizao.core.work import services as work
from sizao.registry.imports.models import Changeset, StagedRow

# Kinds of long work, and what is too long for a page.
CHECK_WORK, COMMIT_WORK = "roster.check", "roster.commit"
SHORT_ROWS, SHORT_BYTES = 2000, 500_000
SQL = Statements("sizao.registry.imports.services")
DECIDED_BEFORE = """
UPDATE roster_staged s SET decision = t.decision
FROM unnest(%s::int[], %s::uuid[], %s::text[], %s::text[], %s::text[]) AS t(row, person_id, kind, note, decision)
WHERE s.school_id = %s AND s.changeset_id = %s AND s.row IS NOT DISTINCT FROM t.row
  AND s.person_id IS NOT DISTINCT FROM t.person_id AND s.kind = t.kind AND s.note = t.note
"""


class NotChecked(SizaoError):
    """The rows under check are gone: the server was restarted, or they were cleared after a day."""

    code = "roster_not_checked"
    message = "校验结果已过期，重新校验或重新上传"
    http_status = 409


def locked(actor: Actor, school_id: int, changeset_id: uuid.UUID) -> Changeset:
    """Give an import for writing; whoever else writes to it waits.

    raises: NotVisible.
    """
    rows = Changeset.objects.visible_to(actor, "roster.edit").filter(school_id=school_id, id=changeset_id)
    changeset = rows.select_for_update().first()
    if changeset is None:
        raise NotVisible()
    return changeset


def values_of(changeset: Changeset) -> dict[str, object]:
    """Give the parameters that all statements of an import share."""
    return {"school": changeset.school_id, "changeset": changeset.id, "day": changeset.effective_on}


def forget_rows(changeset: Changeset) -> None:
    """Remove the rows under check."""
    rows = StagedRow.objects.whole_tree(reason="rows of an import locked by the caller")
    rows.filter(school_id=changeset.school_id, changeset_id=changeset.id).delete()


def forget_file(changeset: Changeset, *, actor: Actor, now: dt.datetime) -> None:
    """Delete the uploaded file before its time."""
    if changeset.file_id is None:
        return
    key = Key(changeset.school_id, changeset.file_id)
    changeset.file_id = None
    changeset.save(update_fields=["file_id"])
    with suppress(NotVisible):
        files.delete_file(actor=actor, now=now, key=key)


@contextmanager
def opened_file(changeset: Changeset, actor: Actor, now: dt.datetime) -> Iterator[tuple[BinaryIO, FileKind]]:
    """Open the uploaded file.

    raises: NotChecked when it is no longer kept.
    """
    if changeset.file_id is None:
        raise NotChecked()
    try:
        stored, stream = files.open_file(actor=actor, now=now, key=Key(changeset.school_id, changeset.file_id))
    except (NotVisible, files.FileGone) as gone:
        raise NotChecked() from gone
    with stream:
        yield stream, FileKind(stored.kind)


def is_long(stream: BinaryIO, kind: FileKind, layout: Layout) -> bool:
    """Tell whether a file is to be checked by the worker: by its size, else by its rows."""
    if progress.is_told():
        return False
    if stream.seek(0, os.SEEK_END) > SHORT_BYTES:
        return True
    return sum(1 for _ in itertools.islice(table_rows(stream, kind, layout), SHORT_ROWS + 1)) > SHORT_ROWS


def start_long(kind: str, changeset: Changeset, *, actor: Actor, now: dt.datetime) -> None:
    """Hand an import to the worker."""
    work.start(
        actor=actor, now=now, kind=kind, unit_id=changeset.school_id, about_id=str(changeset.id),
        label=changeset.file_name,
    )  # fmt: skip


def list_decisions(changeset: Changeset) -> list[tuple]:
    """List what was decided about the rows of an import."""
    rows = StagedRow.objects.whole_tree(reason="rows of an import locked by the caller")
    rows = rows.filter(school_id=changeset.school_id, changeset_id=changeset.id).exclude(decision="")
    return list(rows.values_list("row", "person_id", "kind", "note", "decision"))


def keep_decisions(changeset: Changeset, kept: Sequence[tuple]) -> None:
    """Decide again as before where the same row waits for the same reason."""
    if not kept:
        return
    with connection.cursor() as cursor:
        columns = [list(column) for column in zip(*kept, strict=True)]
        cursor.execute(DECIDED_BEFORE, [*columns, changeset.school_id, changeset.id])
