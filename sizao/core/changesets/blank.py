"""The empty file that people fill in: our columns, lists to choose from, and a sheet that explains each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

import xlsxwriter

ROWS = 5000
WIDE, NARROW = 20, 12


@dataclass(frozen=True, slots=True)
class BlankColumn:
    """A column to fill in: its heading, how to fill it in, an example that is nobody's, and what may be chosen."""

    title: str
    hint: str
    example: str
    is_text: bool = False
    is_required: bool = False
    choices: Sequence[str] = ()


def write_blank(target: IO[bytes], columns: Sequence[BlankColumn], *, sheet: str, note: str) -> None:
    """Write the file; `note` stands below the explanations. It is read back by its headings, so it stays Chinese."""
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        table, notes = book.add_worksheet(sheet), book.add_worksheet("填写说明")
        for place, column in enumerate(columns):
            table.set_column(place, place, WIDE if column.is_text else NARROW, text if column.is_text else None)
            table.write_string(0, place, f"{column.title}*" if column.is_required else column.title, bold)
            _offer(book, table, place, column.choices)
        table.freeze_panes(1, 0)
        _explain(notes, columns, bold, note)


def _offer(book: xlsxwriter.Workbook, sheet: Any, place: int, choices: Sequence[str]) -> None:
    """Let the cells of a column be chosen from a list that stands on a hidden sheet; other values only warn."""
    if not choices:
        return
    name = f"选项{place}"
    hidden = book.add_worksheet(name)
    hidden.hide()
    hidden.write_column(0, 0, list(choices))
    source = f"='{name}'!$A$1:$A${len(choices)}"
    sheet.data_validation(1, place, ROWS, place, {"validate": "list", "source": source, "error_type": "warning"})


def _explain(notes: Any, columns: Sequence[BlankColumn], bold: Any, note: str) -> None:
    notes.set_column(0, 0, 16)
    notes.set_column(1, 2, 36)
    notes.write_row(0, 0, ("列", "怎么填", "示例"), bold)
    for row, column in enumerate(columns, start=1):
        notes.write_row(row, 0, (column.title, column.hint, column.example))
    notes.write_string(len(columns) + 2, 0, note)
