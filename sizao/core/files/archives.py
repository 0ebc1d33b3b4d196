"""Look into an archive without trusting what its headers claim."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from sizao.core.files.rules import BadArchive, HasMacros, Limits, TooManyCells, UnpacksTooFar

PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
WORKBOOK_TYPE = b"spreadsheetml.sheet.main+xml"
MACROS = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
# A cell with a value; empty styled cells end in "/>" and cost nothing.
CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"'][^>]*(?<!/)>")
CHUNK = 1024 * 1024
LOCAL_HEADER = 30
# A tag that does not end within so many bytes is no tag of an office program.
LONGEST_TAG = 1024 * 1024


def _open(stream: BinaryIO) -> zipfile.ZipFile:
    stream.seek(0)
    try:
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as damage:
        raise BadArchive() from damage


def is_workbook(stream: BinaryIO, limits: Limits) -> bool:
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


def inspect_workbook(stream: BinaryIO, size: int, limits: Limits) -> None:
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
