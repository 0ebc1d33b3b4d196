"""Make files for tests: good ones, and ones built to do harm."""

import io
import zipfile
import zlib

import xlsxwriter

TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    b'spreadsheetml.sheet.main+xml"/></Types>'
)


def workbook(*rows: list, far: tuple[int, int] | None = None) -> bytes:
    """A workbook with these rows; `far` puts one value into a far cell."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    if far:
        sheet.write(*far, "x")
    book.close()
    return content.getvalue()


def archive(members: dict[str, bytes], *, types: bytes = TYPES) -> bytes:
    """A zip that looks like a workbook, with any members."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", types)
        made.writestr("xl/workbook.xml", b"<workbook/>")
        for name, data in members.items():
            made.writestr(name, data)
    return content.getvalue()


def lying_archive(real: bytes, claimed_size: int) -> bytes:
    """An archive whose directory claims that a member unpacks to less than it does."""
    content = bytearray(archive({"xl/worksheets/sheet1.xml": real}))
    size = len(real).to_bytes(4, "little")
    assert content.count(size) >= 2
    content = content.replace(size, claimed_size.to_bytes(4, "little"))
    crc = zlib.crc32(real).to_bytes(4, "little")
    return bytes(content.replace(crc, zlib.crc32(real[:claimed_size]).to_bytes(4, "little")))


def with_flag(content: bytes, flag: int) -> bytes:
    """Set a flag bit of every member (0x1 says: encrypted)."""
    made = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = made.find(mark)
        while at >= 0:
            made[at + offset] |= flag
            at = made.find(mark, at + 4)
    return bytes(made)
