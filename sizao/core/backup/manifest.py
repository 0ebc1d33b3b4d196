"""What a backup says about itself: its parts with their digests, the counts of its tables, the head of the audit."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sizao.core.errors import SizaoError

NAME = "manifest.json"
FORMAT = 1
DATABASE, FILES, KEYS = "database.dump", "files.tar", "keys.sealed"
CHUNK = 1024 * 1024


class BackupInvalid(SizaoError):
    """The folder is no backup, or not a whole one."""

    code = "backup.invalid"
    message = "备份不能用：{part}{reason}"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a backup."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup in figures; keys are named by fingerprints that do not reveal them.

    counts: rows of each table as of the dump's snapshot. migrations: `app.name` of all that was applied.
    audit_head: hash of the last seal, "" when nothing was sealed. roles: the logins that its grants name.
    files_missing: digests that rows name and whose bytes were not there.
    """

    made_at: str
    version: str
    server: str
    counts: dict[str, int]
    migrations: list[str]
    audit_head: str
    audit_seals: int
    roles: dict[str, str]
    field_keys: dict[str, str]
    hash_keys: dict[str, str]
    files: int
    files_missing: list[str]
    parts: dict[str, Part] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def has_keys(self) -> bool:
        return KEYS in self.parts


def part_of(path: Path) -> Part:
    """Measure one file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return Part(size, digest.hexdigest())


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest last: a folder without one is no backup. Its last line is the digest of all before it."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path = folder / NAME
    with path.open("w", encoding="utf-8") as file:
        file.write(text + hashlib.sha256(text.encode()).hexdigest() + "\n")
        file.flush()
        os.fsync(file.fileno())


def read(folder: Path) -> Manifest:
    """Read a backup's manifest and check every part against it; reads all of it once.

    raises: BackupInvalid with the part that is missing, cut or changed.
    """
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise BackupInvalid(part=NAME, reason="没有或不可读，可能没有备份完") from None
    body, _, digest = text.rstrip("\n").rpartition("\n")
    if hashlib.sha256((body + "\n").encode()).hexdigest() != digest:
        raise BackupInvalid(part=NAME, reason="不完整或被改过")
    given = json.loads(body)
    if given.get("format") != FORMAT:
        raise BackupInvalid(part=NAME, reason="的格式这个版本不认得")
    manifest = Manifest(**{**given, "parts": {name: Part(**part) for name, part in given["parts"].items()}})
    for name, part in manifest.parts.items():
        _check(folder / name, part)
    return manifest


def _check(path: Path, wanted: Part) -> None:
    if not path.is_file():
        raise BackupInvalid(part=path.name, reason="缺失")
    if path.stat().st_size != wanted.size:
        raise BackupInvalid(part=path.name, reason="大小不对，可能被截断")
    if part_of(path).sha256 != wanted.sha256:
        raise BackupInvalid(part=path.name, reason="的内容与摘要不符，已损坏或被改过")
