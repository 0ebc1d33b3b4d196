"""Make a backup: the database as of one snapshot, the uploaded files, the keys when a passphrase is given."""

import datetime as dt
import os
import shutil
import tarfile
from importlib import metadata
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql

from sizao.core import database
from sizao.core.backup import keys, manifest, programs
from sizao.core.backup.manifest import DATABASE, FILES, KEYS, Manifest
from sizao.core.errors import SizaoError
from sizao.core.files import vault

# Whose rows are counted: ordinary and partitioned tables of ours; partitions are counted with their parent.
TABLES = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1
"""


LOGINS = ("app", "owner", "worker")


class TargetTaken(SizaoError):
    """A backup is never written over another."""

    code = "backup.target_taken"
    message = "{path}已经存在，换一个目录"
    http_status = 409


def make(target: Path, *, now: dt.datetime, passphrase: str | None = None) -> Manifest:
    """Write a backup into a new folder; it has its name only when it is whole.

    passphrase: encrypts the key file into the backup; without one the keys stay outside.
    raises: TargetTaken, PassphraseShort, ProgramFailed.
    """
    if target.exists():
        raise TargetTaken(path=target)
    draft = target.with_name(target.name + ".part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    try:
        made = _fill(draft, now, passphrase)
        os.rename(draft, target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return made


def _fill(draft: Path, now: dt.datetime, passphrase: str | None) -> Manifest:
    if passphrase is not None:
        _write(draft / KEYS, keys.seal(settings.SIZAO_HOME / "keys.json", passphrase=passphrase))
    url = settings.DATABASE_URLS.owner
    with psycopg.connect(url) as link:
        link.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = _one(link, "SELECT pg_export_snapshot()")
        # Counted and dumped as of the same moment, while the schools go on reporting.
        arguments = ["--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={draft / DATABASE}"]
        programs.run("pg_dump", url, arguments)
        figures = _figures(link)
        named = [row[0] for row in link.execute("SELECT DISTINCT sha256 FROM core_file ORDER BY 1")]
    missing = _pack_files(draft / FILES, named)
    made = Manifest(
        made_at=now.isoformat(timespec="seconds"), version=_version(), **figures,
        roles={name: database.parse(getattr(settings.DATABASE_URLS, name))["user"] for name in LOGINS},
        field_keys=keys.fingerprints(settings.SECRETS.field_keys),
        hash_keys=keys.fingerprints(settings.SECRETS.hash_keys),
        files=len(named) - len(missing), files_missing=missing,
        parts={one.name: manifest.part_of(one) for one in sorted(draft.iterdir())},
    )  # fmt: skip
    manifest.write(draft, made)
    return made


def _version() -> str:
    try:
        return metadata.version("sizao")
    except metadata.PackageNotFoundError:
        return ""


def _one(link: psycopg.Connection, question: Any) -> Any:
    """Ask for one value."""
    found = link.execute(question).fetchone()
    return found[0] if found else None


def _figures(link: psycopg.Connection) -> dict:
    names = [name for (name,) in link.execute(TABLES)]
    counts = {}
    for name in names:
        counts[name] = _one(link, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
    head = link.execute("SELECT hash FROM audit_seal ORDER BY id DESC LIMIT 1").fetchone()
    server = _one(link, "SHOW server_version")
    migrations = link.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
    return {
        "server": server, "counts": counts, "migrations": [name for (name,) in migrations],
        "audit_head": head[0] if head else "", "audit_seals": counts["audit_seal"],
    }  # fmt: skip


def _pack_files(path: Path, named: list[str]) -> list[str]:
    """Pack the bytes that rows of the snapshot name.

    returns: digests whose bytes are not there: deleted since, or lost before.
    """
    missing = []
    with tarfile.open(path, "w") as archive:
        for sha256 in named:
            try:
                archive.add(vault.path_of(sha256), arcname=sha256, recursive=False)
            except FileNotFoundError:
                missing.append(sha256)
    _settle(path)
    _settle(path.parent / DATABASE)
    return missing


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    _settle(path)


def _settle(path: Path) -> None:
    """See that a part is on disk and its owner's alone."""
    path.chmod(0o600)
    with path.open("rb") as file:
        os.fsync(file.fileno())
