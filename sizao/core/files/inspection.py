"""Look at an uploaded file before anyone opens it: kind by content, size, unpacked size, macros, names, cells.

The name a file comes with decides nothing; it is only shown.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from sizao.core.choices import Choices
from sizao.core.errors import SizaoError


class FileKind(Choices):
    """What a file is by its content."""

    XLSX = "XLSX", "Excel表格（.xlsx）"
    CSV = "CSV", "文本表格（.csv）"
    PDF = "PDF", "PDF"
    PNG = "PNG", "PNG图片"
    JPEG = "JPEG", "JPEG图片"


CONTENT_TYPES = {
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
}
SPREADSHEETS = (FileKind.XLSX, FileKind.CSV)


class FileRefused(SizaoError):
    """Base of everything that speaks against an uploaded file."""

    code = "file_refused"
    message = "文件不能用"
    http_status = 422


class FileEmpty(FileRefused):
    """The file has no content."""

    code = "file_empty"
    message = "文件是空的"


class FileTooLarge(FileRefused):
    """The file has more bytes than its purpose allows."""

    code = "file_too_large"
    message = "文件超过{most}MB，拆开再上传"
    http_status = 413


class WrongFileKind(FileRefused):
    """The content is of a kind that the purpose does not take."""

    code = "wrong_file_kind"
    message = "这是{found}，要的是{wanted}"


class OldOrLocked(FileRefused):
    """An old .xls, or any Office file with a password: both are compound files."""

    code = "old_or_locked_file"
    message = "这是旧版Excel或带密码的文件，另存为不带密码的.xlsx再上传"


class HasMacros(FileRefused):
    """The workbook carries a program."""

    code = "file_has_macros"
    message = "文件带宏，另存为.xlsx（不带宏）再上传"


class UnpacksTooFar(FileRefused):
    """The archive holds far more than its size shows."""

    code = "unpacks_too_far"
    message = "文件解开后过大，删去空行空列再上传"


class BadArchive(FileRefused):
    """The archive is damaged, or built as no office program builds it."""

    code = "bad_archive"
    message = "文件已损坏，重新另存后再上传"


class BadEncoding(FileRefused):
    """The text is neither UTF-8 nor GB 18030."""

    code = "bad_encoding"
    message = "文字编码读不出来，另存为UTF-8的CSV再上传"


class TooManyCells(FileRefused):
    """The table reaches further than a table of people does; far cells cost gigabytes when it is read."""

    code = "too_many_cells"
    message = "表格有{rows}行{columns}列，最多{most_rows}行{most_columns}列"


@dataclass(frozen=True, slots=True)
class Limits:
    """What an upload may be; all numbers are project decisions.

    ratio: unpacked to packed bytes, asked only of archives that unpack to more than `ratio_from_bytes`.
    """

    most_bytes: int = 20 * 1024 * 1024
    unpacked_bytes: int = 300 * 1024 * 1024
    ratio: int = 200
    ratio_from_bytes: int = 10 * 1024 * 1024
    members: int = 2000
    rows: int = 200_000
    columns: int = 300
    cells: int = 12_000_000


MAGIC = (
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"%PDF-", FileKind.PDF),
)
ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
WORKBOOK_TYPE = b"spreadsheetml.sheet.main+xml"
MACROS = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
# A cell with a value; empty styled cells end in "/>" and cost nothing.
CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"'][^>]*(?<!/)>")
CHUNK = 1024 * 1024
LOCAL_HEADER = 30
# A tag that does not end within so many bytes is no tag of an office program.
LONGEST_TAG = 1024 * 1024
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
        _inspect_workbook(stream, size, limits)
    return kind


def _labels(kinds: Collection[FileKind]) -> str:
    return "、".join(kind.label for kind in FileKind if kind in kinds)


def _kind(stream: BinaryIO, limits: Limits, allowed: Collection[FileKind]) -> FileKind:
    stream.seek(0)
    head = stream.read(16)
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(COMPOUND):
        raise OldOrLocked()
    if head.startswith(ZIP):
        if not _is_workbook(stream, limits):
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


def _open(stream: BinaryIO) -> zipfile.ZipFile:
    stream.seek(0)
    try:
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as damage:
        raise BadArchive() from damage


def _is_workbook(stream: BinaryIO, limits: Limits) -> bool:
    """Tell an Excel workbook from other archives by its parts, after looking at their names."""
    with _open(stream) as archive:
        members = archive.infolist()
        if len(members) > limits.members:
            raise UnpacksTooFar()
        names = [member.filename for member in members]
        if len(set(names)) != len(names) or not all(_is_safe(member) for member in members):
            raise BadArchive()
        return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


def _is_safe(member: zipfile.ZipInfo) -> bool:
    """Tell whether a member stays inside its archive, is no link, not locked, and packed in an ordinary way."""
    name = member.filename
    parts = name.split("/")
    is_inside = not name.startswith("/") and "\\" not in name and ":" not in name and ".." not in parts
    is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
    return is_inside and not is_link and not member.flag_bits & 0x1 and member.compress_type in PLAIN_METHODS


def _inspect_workbook(stream: BinaryIO, size: int, limits: Limits) -> None:
    """Unpack every part once, counting: sizes that a header only claims are worth nothing."""
    with _open(stream) as archive:
        members = archive.infolist()
        if any(MACROS.search(member.filename.encode()) for member in members):
            raise HasMacros()
        claimed = sum(member.file_size for member in members)
        _check_ratio(claimed, size, limits)
        unpacked = 0
        for member in members:
            reach = _Reach()
            for chunk in _unpack(stream, archive, member):
                unpacked += len(chunk)
                _check_ratio(unpacked, size, limits)
                reach.feed(chunk)
            reach.check(limits)
        _check_types(archive.read("[Content_Types].xml"))


def _check_ratio(unpacked: int, size: int, limits: Limits) -> None:
    is_dense = unpacked > limits.ratio_from_bytes and unpacked > limits.ratio * size
    if unpacked > limits.unpacked_bytes or is_dense:
        raise UnpacksTooFar()


def _check_types(types: bytes) -> None:
    if MACROS.search(types):
        raise HasMacros()
    if WORKBOOK_TYPE not in types:
        raise BadArchive()


def _unpack(stream: BinaryIO, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a member to the true end of its packed bytes: a reader that trusts no header would go as far."""
    try:
        archive.open(member).close()  # compares the member's two headers
        packed = _packed(stream, member)
        size, check = 0, 0
        for chunk in packed if member.compress_type == zipfile.ZIP_STORED else _inflated(packed):
            size, check = size + len(chunk), zlib.crc32(chunk, check)
            yield chunk
        if (size, check) != (member.file_size, member.CRC):
            raise BadArchive()
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError) as damage:
        raise BadArchive() from damage


def _packed(stream: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    stream.seek(member.header_offset)
    name_length, extra_length = struct.unpack("<26xHH", stream.read(LOCAL_HEADER))
    at, left = member.header_offset + LOCAL_HEADER + name_length + extra_length, member.compress_size
    while left:
        stream.seek(at)
        chunk = stream.read(min(CHUNK, left))
        if not chunk:
            raise BadArchive()
        at, left = at + len(chunk), left - len(chunk)
        yield chunk


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    for chunk in packed:
        rest = chunk
        while rest and not inflate.eof:
            yield inflate.decompress(rest, CHUNK)
            rest = inflate.unconsumed_tail
    if not inflate.eof:
        yield inflate.flush()


class _Reach:
    """How far the filled cells of one part reach, found while it streams by."""

    def __init__(self) -> None:
        self._rest = b""
        self._row = 0
        self._columns: set[bytes] = set()

    def feed(self, chunk: bytes) -> None:
        """Look at the complete tags; what is cut off waits for the next chunk."""
        text = self._rest + chunk
        end = text.rfind(b">") + 1
        self._rest = text[end:]
        if len(self._rest) > LONGEST_TAG:
            if b"<" in self._rest:
                raise BadArchive()
            self._rest = b""
        found = CELL.findall(text, 0, end)
        if found:
            self._row = max(self._row, *(int(row) for _, row in found))
            self._columns.update(column for column, _ in found)

    def check(self, limits: Limits) -> None:
        """Refuse a table that reaches too far.

        raises: TooManyCells.
        """
        column = max((_column_number(name) for name in self._columns), default=0)
        if self._row > limits.rows or column > limits.columns or self._row * column > limits.cells:
            raise TooManyCells(rows=self._row, columns=column, most_rows=limits.rows, most_columns=limits.columns)


def _column_number(name: bytes) -> int:
    number = 0
    for letter in name.upper():
        number = number * 26 + letter - 64
    return number
