"""Accept, open and delete uploaded files."""

import datetime as dt
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO, Protocol

from django.db import connection, transaction

from sizao.core import clock, scope, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.audit.services import Touch
from sizao.core.converters import Key
from sizao.core.errors import NotVisible, SizaoError
from sizao.core.files import purposes, queries, vault
from sizao.core.files.inspection import inspect
from sizao.core.files.models import StoredFile
from sizao.core.files.rules import EXTENSIONS, FileKind
from sizao.core.ids import new_id
from sizao.core.usecase import use_case

LONGEST_NAME = 120
DELETE_BATCH = 500
# One janitor at a time; uploads take the lock shared, so that bytes are not deleted under a new row.
LOCK = 740_030


class FileGone(SizaoError):
    """The row is there, the bytes are not: a backup was restored without its files."""

    code = "file_gone"
    message = "文件内容已不在，重新上传"
    http_status = 410


class Upload(Protocol):
    """What a form gives: a name that is only shown, and chunks."""

    name: str

    def chunks(self) -> Iterable[bytes]:
        """Walk the content."""


def shown_name(name: str, kind: FileKind) -> str:
    """Make of the sender's file name one that can be shown and saved: no path, no controls, the kind's extension."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    stem = last.rsplit(".", 1)[0] if "." in last else last
    clean = "".join(one for one in unicodedata.normalize("NFC", stem) if unicodedata.category(one)[0] != "C")
    clean = "".join("_" if one in '<>:"/\\|?*' else one for one in clean).strip(" .")
    extension = EXTENSIONS[kind]
    return (clean or "file")[: LONGEST_NAME - len(extension)] + extension


@use_case("files.file.uploaded", permission=None)
def accept_upload(*, actor: Actor, now: dt.datetime, unit_id: int, purpose: str, upload: Upload) -> StoredFile:
    """Look at an upload and keep it until its purpose's time is over; nothing of a refused one stays.

    raises: NotVisible, Forbidden, FileRefused by name.
    """
    kind_of_use = purposes.get(purpose)
    unit = unit_by_id(unit_id)
    actor.require(kind_of_use.permission, unit)
    with vault.received(upload.chunks(), most_bytes=kind_of_use.limits.most_bytes) as (aside, sha256, size):
        kind = inspect(aside, allowed=kind_of_use.kinds, limits=kind_of_use.limits)
        _lock("shared")
        vault.keep(aside, sha256)
    made = StoredFile(
        school_id=unit.key, id=new_id(now), unit_id=unit_id, purpose=purpose, kind=kind,
        name=shown_name(upload.name, kind), sha256=sha256, size=size, uploaded_at=now, uploaded_by=actor.user_id,
        expires_at=now + dt.timedelta(days=kind_of_use.keep_days),
    )  # fmt: skip
    with scope.open_school(unit.key, reason="the right of the purpose was asked above"):
        made.save(force_insert=True)
    usecase.touch(school_id=unit.key, kind="files.file", id=made.id, purpose=purpose)
    return made


@use_case("files.file.opened", permission=None)
def open_file(*, actor: Actor, now: dt.datetime, key: Key) -> tuple[StoredFile, BinaryIO]:
    """Open a file for reading; each look is audited.

    raises: NotVisible, Forbidden, FileGone.
    """
    found = queries.get_file(actor, key, now)
    usecase.touch(school_id=found.school_id, kind="files.file", id=found.id, purpose=found.purpose)
    try:
        return found, vault.open_bytes(found.sha256)
    except FileNotFoundError:
        raise FileGone() from None


@use_case("files.file.deleted", permission=None)
def delete_file(*, actor: Actor, now: dt.datetime, key: Key) -> None:
    """Delete a file before its time; its bytes go with the last row that names them.

    raises: NotVisible, Forbidden.
    """
    found = queries.get_file(actor, key, now)
    usecase.touch(school_id=found.school_id, kind="files.file", id=found.id, purpose=found.purpose)
    _delete([found])


@use_case("files.files.expired", permission=None)
def delete_expired(*, actor: Actor, now: dt.datetime) -> int:
    """Delete files whose time is over, a batch at a time, and what dead uploads left behind.

    returns: number of files deleted.
    """
    if not actor.is_system:
        raise NotVisible()
    usecase.unrecorded("nothing had expired")
    rows = StoredFile.objects.whole_tree(reason="retention holds for every school")
    expired = list(rows.filter(expires_at__lte=now).order_by("expires_at")[:DELETE_BATCH])
    usecase.touch_many([Touch(one.school_id, "files.file", str(one.id), (), one.purpose) for one in expired])
    _delete(expired)
    vault.sweep(older_than=clock.machine_now().timestamp() - vault.ANTEROOM_HOURS * 3600)
    return len(expired)


def _lock(mode: str) -> None:
    with connection.cursor() as cursor:
        function = "pg_advisory_xact_lock_shared" if mode == "shared" else "pg_advisory_xact_lock"
        cursor.execute(f"SELECT {function}(%s)", [LOCK])


def _delete(files: list[StoredFile]) -> None:
    """Delete rows, and after their transaction the bytes; a crash in between leaves bytes, never a row without."""
    rows = StoredFile.objects.whole_tree(reason="rows were chosen by right or by retention")
    for school_id in {one.school_id for one in files}:
        with scope.open_school(school_id, reason="rows were chosen by right or by retention"):
            rows.filter(school_id=school_id, id__in=[one.id for one in files if one.school_id == school_id]).delete()
    digests = {one.sha256 for one in files}
    transaction.on_commit(lambda: _forget_unnamed(digests))


def _forget_unnamed(digests: set[str]) -> None:
    """Delete the bytes that no row names, while no upload can be about to name them."""
    if not digests:
        return
    with transaction.atomic():
        _lock("alone")
        vault.forget(digests - _named_anywhere(digests))


def _named_anywhere(digests: set[str]) -> set[str]:
    """Tell which bytes any school's row still names: the same bytes may be another school's too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sha256 FROM core_file_named WHERE sha256 = ANY(%s)", [list(digests)])
        return {row[0] for row in cursor.fetchall()}
