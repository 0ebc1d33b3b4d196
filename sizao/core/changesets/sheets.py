"""Find the table in a file: which sheet, which rows are its header, and what each column holds."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import BinaryIO

from sizao.core.changesets import headers
from sizao.core.changesets.cells import cell_text
from sizao.core.changesets.headers import HEADER_ROWS, Vocabulary, plain_header
from sizao.core.errors import SizaoError
from sizao.core.files import spreadsheets
from sizao.core.files.rules import FileKind
from sizao.core.files.spreadsheets import Row

SCHOOL_HEADERS = frozenset(["学校", "学校名称", "所在学校", "就读学校", "校名"])
# What group titles above a header add to the names below them.
TITLE_ENDINGS = re.compile("(基本)?(信息|情况|资料)$")
HEADER_SHOWN = 60


class EmptyFile(SizaoError):
    """No sheet of the file has a row."""

    code = "import_file_empty"
    message = "文件里没有内容"
    http_status = 422


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is read.

    header_row: number in the sheet of the last row that is header; the rows below it are read. headers: text by column.
    columns: code → 0-based index. duplicate: codes that several columns claim; none of them is read.
    school: index of a column with schools.
    """

    sheet: str
    header_row: int
    headers: tuple[str, ...]
    columns: dict[str, int]
    duplicate: tuple[str, ...] = ()
    school: int | None = None
    other_sheets: tuple[str, ...] = ()
    required: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of required columns that were not found."""
        return tuple(column for column in self.required if column not in self.columns)

    @property
    def is_usable(self) -> bool:
        """Whether rows can be read without asking anyone."""
        return not self.missing and not self.duplicate

    def corrected(self, columns: Mapping[str, int]) -> "Layout":
        """Take what a person said about the columns instead."""
        return replace(self, columns=dict(columns), duplicate=())

    def to_json(self) -> dict:
        """Write it for the changeset."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict) -> "Layout":
        """Read it back."""
        lists = {name: tuple(stored.get(name, ())) for name in ("headers", "duplicate", "other_sheets", "required")}
        return cls(**{**stored, **lists})


def find_layout(stream: BinaryIO, kind: FileKind, vocabulary: Vocabulary, *, sheet: str = "") -> Layout:
    """Choose the sheet that reads best, the first among equals, or the one that is named.

    raises: EmptyFile, FileRefused.
    """
    names = spreadsheets.sheet_names(stream) if kind is FileKind.XLSX else [""]
    layouts = []
    for name in names:
        top = list(itertools.islice(spreadsheets.read_rows(stream, kind, sheet=name), HEADER_ROWS + 1))
        if top:
            layouts.append(_layout(name, top, vocabulary))
    if not layouts:
        raise EmptyFile()
    best = max(layouts, key=lambda one: (one.sheet == sheet, *_worth(one)))
    others = (one.sheet for one in layouts if one.columns and one.sheet != best.sheet)
    return replace(best, other_sheets=tuple(others))


def table_rows(stream: BinaryIO, kind: FileKind, layout: Layout) -> Iterator[Row]:
    """Read the rows below the header."""
    return open_table(stream, kind, layout)[1]


def open_table(stream: BinaryIO, kind: FileKind, layout: Layout) -> tuple[int, Iterator[Row]]:
    """Open the table below the header: how many rows it has at most, and the rows."""
    height, rows = spreadsheets.open_rows(stream, kind, sheet=layout.sheet)
    return max(height - layout.header_row, 0), (row for row in rows if row.number > layout.header_row)


def _layout(name: str, top: Sequence[Row], vocabulary: Vocabulary) -> Layout:
    """Read one sheet's header: one row, or two that belong together."""
    cells = [row.cells for row in top]
    index = headers.find_row(cells, vocabulary) or 0
    readings = [(top[index].number, cells[index])]
    if index + 1 < len(top):
        readings.append((top[index + 1].number, _joined(cells[index], cells[index + 1], vocabulary)))
    if index:
        readings.append((top[index].number, _joined(cells[index - 1], cells[index], vocabulary)))
    return max((_read(name, number, header, vocabulary) for number, header in readings), key=_worth)


def _worth(layout: Layout) -> tuple[bool, int]:
    return layout.is_usable, len(layout.columns)


def _joined(upper: Sequence[object], lower: Sequence[object], vocabulary: Vocabulary) -> list[object]:
    """Read two rows as one header: 监护人 over 姓名 is 监护人姓名; a merged title covers the blank cells after it."""
    width = max(len(upper), len(lower))
    above = [plain_header(cell) for cell in upper] + [""] * (width - len(upper))
    below = [plain_header(cell) for cell in lower] + [""] * (width - len(lower))
    joined: list[object] = []
    title = ""
    for one, other in zip(above, below, strict=True):
        title = one or (title if other else "")
        joined.append(_one_header(title, other, vocabulary))
    return joined


def _one_header(above: str, below: str, vocabulary: Vocabulary) -> str:
    stem = TITLE_ENDINGS.sub("", above)
    tries = [stem + below, below, above]
    return next((one for one in tries if one and headers.recognize([one], vocabulary).columns), below or above)


def _read(name: str, header_row: int, cells: Sequence[object], vocabulary: Vocabulary) -> Layout:
    found = headers.recognize(cells, vocabulary)
    plain = [plain_header(cell) for cell in cells]
    return Layout(
        sheet=name,
        header_row=header_row,
        headers=tuple(cell_text(cell)[:HEADER_SHOWN] for cell in cells),
        columns={str(column): index for column, index in found.columns.items()},
        duplicate=tuple(str(column) for column, _ in found.duplicate),
        school=next((index for index, text in enumerate(plain) if text in SCHOOL_HEADERS), None),
        required=tuple(str(column) for column in vocabulary.required),
    )
