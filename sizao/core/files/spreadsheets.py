"""Write and read tables of people: defused cells going out, rows with their numbers coming in, never all at once."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, NamedTuple

import python_calamine
import xlsxwriter
from django.utils.translation import gettext as _

from sizao.core import clock
from sizao.core.files.inspection import decode
from sizao.core.files.rules import BadArchive, FileKind, Limits, TooManyCells

# A cell that begins so is run by some spreadsheet program; the full-width forms too, in Chinese and Japanese ones.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_CELL = 32_767
LONGEST_SHEET_NAME = 31
LONGEST_HEADER = 255
A4 = 9
DEFAULT_WIDTH = 14
READ_LIMITS = Limits()
# Marks that people use to tell cells apart, most likely first.
DELIMITERS = ",\t;"


class NoSuchSheet(BadArchive):
    """The workbook has no sheet of this name, or no table at all."""

    code = "no_such_sheet"
    message = "文件里没有可读的表"


def safe_cell(value: Any) -> Any:
    """Defuse a text that a spreadsheet program would run as a formula; other values stay as they are.

    source: OWASP-CSV-INJECTION
    """
    if not isinstance(value, str):
        return value
    text = value[:LONGEST_CELL]
    return f"'{text}"[:LONGEST_CELL] if text.startswith(DANGEROUS) else text


def plain_cell(value: Any) -> Any:
    """Take back what `safe_cell` put before a text."""
    is_defused = isinstance(value, str) and value.startswith("'") and value[1:].startswith(DANGEROUS)
    return value[1:] if is_defused else value


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table that goes out; `width` in characters. Long texts may wrap to further lines of their cell."""

    title: str
    width: int = DEFAULT_WIDTH
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who took the table out, when and for what: stands on a sheet of its own."""

    who: str
    at: dt.datetime
    why: str
    unit: str = ""


def write_xlsx(
    target: IO[bytes] | str,
    *,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    title: str,
    notes: Provenance,
    labels: tuple[str, str] = ("数据", "说明"),
) -> int:
    """Write a workbook row by row, in constant memory: the table, and a sheet that says who, when and why.

    rows: text, numbers, dates, None; every text is defused. labels: names of the two sheets. On paper: A4 across, all
    columns on one page, the header on every one.
    returns: number of rows written.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    book = xlsxwriter.Workbook(target, options)
    try:
        strong = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1})
        formats = {"day": book.add_format({"num_format": "yyyy-mm-dd"}), "wrap": book.add_format({"text_wrap": True})}
        sheet = book.add_worksheet(labels[0][:LONGEST_SHEET_NAME])
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        sheet.write_row(0, 0, [safe_cell(column.title) for column in columns], strong)
        sheet.freeze_panes(1, 0)
        _set_up_page(sheet, title, notes)
        wrapping = {place for place, column in enumerate(columns) if column.wraps}
        count = 0
        for count, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                _write_cell(
                    sheet, (count, place), value, formats["day"], formats["wrap"] if place in wrapping else None
                )
        _write_notes(book.add_worksheet(labels[1][:LONGEST_SHEET_NAME]), title, notes, count, strong)
        return count
    finally:
        book.close()


def cell_words(value: Any) -> str:
    """Write a value as a page shows the cell that `write_xlsx` makes of it."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        local = value.astimezone(clock.SHANGHAI) if value.tzinfo else value
        return local.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _set_up_page(sheet: Any, title: str, notes: Provenance) -> None:
    """Set the table for paper: what it is on top, who printed it and the page below."""
    at = notes.at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&C{_printable(title)}"[:LONGEST_HEADER])
    sheet.set_footer(f"&L{_printable(f'{notes.unit} {notes.who} {at}')[:200]}&R&P/&N")


def _printable(text: str) -> str:
    """Keep a text from being read as a code of headers, which begin with &."""
    return text.replace("&", "&&")


def _write_cell(sheet: Any, at: tuple[int, int], value: Any, day: Any, wrap: Any) -> None:
    row, place = at
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, place, value)
    elif isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        sheet.write_datetime(row, place, dt.datetime.combine(value, dt.time()), day)
    else:
        sheet.write_string(row, place, safe_cell(cell_words(value)), wrap)


def _write_notes(sheet: Any, title: str, notes: Provenance, count: int, strong: Any) -> None:
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 60)
    at = notes.at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")
    lines = (
        (_("名称"), title), (_("单位"), notes.unit), (_("导出人"), notes.who), (_("导出时间"), at),
        (_("用途"), notes.why), (_("行数"), str(count)),
    )  # fmt: skip
    for place, (label, text) in enumerate(lines):
        sheet.write_string(place, 0, label, strong)
        sheet.write_string(place, 1, safe_cell(text))


class Row(NamedTuple):
    """One row that is not empty: its number in the file, from 1, and its cells as the file types them."""

    number: int
    cells: list[Any]


def sheet_names(stream: BinaryIO) -> list[str]:
    """List the sheets of a workbook in order.

    raises: BadArchive.
    """
    return list(_workbook(stream).sheet_names)


def read_rows(stream: BinaryIO, kind: FileKind, *, sheet: str = "", limits: Limits = READ_LIMITS) -> Iterator[Row]:
    """Read the rows of an inspected file, empty ones left out; the texts lose the defusing apostrophe.

    kind: what `inspect` found. sheet: name of the sheet, "" for the first one.
    raises: BadArchive, BadEncoding, NoSuchSheet, TooManyCells.
    """
    return open_rows(stream, kind, sheet=sheet, limits=limits)[1]


def open_rows(
    stream: BinaryIO, kind: FileKind, *, sheet: str = "", limits: Limits = READ_LIMITS
) -> tuple[int, Iterator[Row]]:
    """Open a table for reading once.

    returns: how many rows it has at most, empty ones and line breaks in cells counted; and the rows as `read_rows`.
    raises: as `read_rows`.
    """
    if kind is FileKind.CSV:
        text = decode(stream)
        return text.count("\n") + 1, _filled_rows(_csv_rows(text), limits)
    found = _sheet(stream, sheet)
    return found.total_height, _filled_rows(found.iter_rows(), limits)


def _filled_rows(cells: Iterator[list[Any]], limits: Limits) -> Iterator[Row]:
    for number, row in enumerate(cells, start=1):
        if len(row) > limits.columns and any(_is_filled(value) for value in row[limits.columns :]):
            raise _too_many(number, len(row), limits)
        if not (row and row[0].__class__ is str and row[0].strip()) and not any(map(_is_filled, row)):
            continue
        if number > limits.rows:
            raise _too_many(number, len(row), limits)
        # Asked here and not in `plain_cell`: a call for each cell of a file takes longer than reading it.
        cells = [plain_cell(one) if one.__class__ is str and one[:1] == "'" else one for one in row[: limits.columns]]
        yield Row(number, cells)


def _is_filled(value: Any) -> bool:
    return value is not None and value != "" and not (isinstance(value, str) and not value.strip())


def _too_many(rows: int, columns: int, limits: Limits) -> TooManyCells:
    return TooManyCells(rows=rows, columns=columns, most_rows=limits.rows, most_columns=limits.columns)


def _workbook(stream: BinaryIO) -> Any:
    stream.seek(0)
    try:
        return python_calamine.load_workbook(stream)
    except python_calamine.CalamineError as damage:
        raise BadArchive() from damage


def _sheet(stream: BinaryIO, name: str) -> Any:
    """Open a sheet; its rows come from the first of the sheet on, empty ones included."""
    book = _workbook(stream)
    names = list(book.sheet_names)
    if not names or (name and name not in names):
        raise NoSuchSheet()
    try:
        return book.get_sheet_by_name(name or names[0])
    except python_calamine.CalamineError as damage:
        raise NoSuchSheet() from damage


def _csv_rows(text: str) -> Iterator[list[str]]:
    head = text[:8192]
    delimiter = max(DELIMITERS, key=head.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as damage:
        raise BadArchive() from damage
