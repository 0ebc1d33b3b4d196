"""Find the formulas of a sheet: what a cell shows may be old, and the reader of rows gives only what it shows."""

import html
import re
import zipfile
from typing import BinaryIO

from sizao.core.files.archives import CELL

SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
FORMULA = re.compile(rb"\s*<(?:\w+:)?f[\s>/]")


def find_formulas(stream: BinaryIO, sheet: str) -> dict[int, list[int]]:
    """Find the cells of an inspected workbook's sheet that hold a formula; sheet "" is the first.

    returns: row number, from 1, to the places of its cells, counted from the first column that has any content.
    """
    stream.seek(0)
    with zipfile.ZipFile(stream) as archive:
        part = _part_of(archive, sheet)
        content = archive.read(part) if part else b""
    found: list[tuple[int, int]] = []
    first = None
    for cell in CELL.finditer(content):
        column = _column(cell[1].decode())
        first = column if first is None else min(first, column)
        if FORMULA.match(content, cell.end()):
            found.append((int(cell[2]), column))
    by_row: dict[int, list[int]] = {}
    for row, column in found:
        by_row.setdefault(row, []).append(column - (first or 0))
    return by_row


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Give the name of the part that holds a sheet, "" when the workbook names it nowhere."""
    names = archive.namelist()
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= set(names):
        return ""
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    sheets = [dict(ATTRIBUTE.findall(tag)) for tag in SHEET.findall(book)]
    chosen = next((one for one in sheets if html.unescape(one.get("name", "")) == sheet or not sheet), {})
    links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {one.get("Id", ""): one.get("Target", "") for one in map(_attributes, RELATION.findall(links))}
    target = targets.get(chosen.get("r:id", ""), "")
    part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return part if part in names else ""


def _attributes(tag: str) -> dict[str, str]:
    return dict(ATTRIBUTE.findall(tag))


def _column(letters: str) -> int:
    """Read A as 0, Z as 25, AA as 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
