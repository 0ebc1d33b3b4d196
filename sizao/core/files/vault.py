"""The bytes of uploaded files: under MEDIA_ROOT, named by their digest, readable by this account only."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from sizao.core.files.rules import FileTooLarge

# What lies in the anteroom longer than this was left by a process that died.
ANTEROOM_HOURS = 24


def path_of(sha256: str) -> Path:
    """Give where the bytes of a digest lie."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def _folder(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def anteroom() -> Path:
    """Give the folder where uploads lie until they have been looked at."""
    return _folder(Path(settings.MEDIA_ROOT) / "incoming")


@contextmanager
def received(chunks: Iterable[bytes], *, most_bytes: int) -> Iterator[tuple[BinaryIO, str, int]]:
    """Write an upload aside while counting; gone at the end unless `keep` has taken it.

    gives: open file, SHA-256 in hex, size. raises: FileTooLarge as soon as it is.
    """
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=anteroom(), delete=False) as aside:
        try:
            for chunk in chunks:
                size += len(chunk)
                if size > most_bytes:
                    raise FileTooLarge(most=most_bytes // 1024 // 1024)
                digest.update(chunk)
                aside.write(chunk)
            aside.flush()
            yield aside, digest.hexdigest(), size
        finally:
            Path(aside.name).unlink(missing_ok=True)


def keep(aside: BinaryIO, sha256: str) -> None:
    """Give looked-at bytes their place; the same bytes are kept once."""
    place = path_of(sha256)
    _folder(place.parent)
    os.fsync(aside.fileno())
    try:
        os.link(aside.name, place)
    except FileExistsError:
        pass


def open_bytes(sha256: str) -> BinaryIO:
    """Open the bytes of a digest.

    raises: FileNotFoundError.
    """
    return path_of(sha256).open("rb")


def forget(digests: Iterable[str]) -> None:
    """Delete the bytes of digests that no row names any more."""
    for sha256 in digests:
        path_of(sha256).unlink(missing_ok=True)


def sweep(*, older_than: float) -> int:
    """Delete what was left in the anteroom before a moment (seconds of the machine's clock).

    returns: number of files deleted.
    """
    left = [path for path in anteroom().iterdir() if path.stat().st_mtime < older_than]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
