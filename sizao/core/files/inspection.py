"""Look at an uploaded file before anyone opens it: kind by content, size, and what its archive holds.

The name a file comes with decides nothing; it is only shown.
"""

import io
import re
from collections.abc import Collection
from typing import BinaryIO

from sizao.core.files.archives import inspect_workbook, is_workbook
from sizao.core.files.rules import BadEncoding, FileEmpty, FileKind, FileTooLarge, Limits, OldOrLocked, WrongFileKind

MAGIC = (
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"%PDF-", FileKind.PDF),
)
ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def inspect(stream: BinaryIO, *, allowed: Collection[FileKind], limits: Limits) -> FileKind:
    """Tell what a file is, or refuse it; the stream is read from its start and left anywhere.

    raises: FileRefused by name.
    """
    size = stream.seek(0, io.SEEK_END)
    if size == 0:
        raise FileEmpty()
    if size > limits.most_bytes:
        raise FileTooLarge(most=limits.most_bytes // 1024 // 1024)
    kind = _kind(stream, limits, allowed)
    if kind not in allowed:
        raise WrongFileKind(found=kind.label, wanted=_labels(allowed))
    if kind is FileKind.XLSX:
        inspect_workbook(stream, size, limits)
    return kind


def _labels(kinds: Collection[FileKind]) -> list[str]:
    return [kind.label for kind in FileKind if kind in kinds]


def _kind(stream: BinaryIO, limits: Limits, allowed: Collection[FileKind]) -> FileKind:
    stream.seek(0)
    head = stream.read(16)
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(COMPOUND):
        raise OldOrLocked()
    if head.startswith(ZIP):
        if not is_workbook(stream, limits):
            raise WrongFileKind(found="压缩包", wanted=_labels(allowed))
        return FileKind.XLSX
    text = decode(stream).lstrip()
    if text.startswith("<"):
        raise WrongFileKind(found="网页或XML", wanted=_labels(allowed))
    return FileKind.CSV


def decode(stream: BinaryIO) -> str:
    """Read a text file: UTF-8 with or without mark, UTF-16 with mark, else GB 18030.

    raises: BadEncoding.
    """
    stream.seek(0)
    content = stream.read()
    has_mark = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if has_mark else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not CONTROL.search(text):
            return text
    raise BadEncoding()
