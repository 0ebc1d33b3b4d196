"""Write official forms as PDF on A4: words and tables in one layout, who took it out, when and why on every page."""

import functools
import json
import math
import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sizao.core import clock
from sizao.core.errors import SizaoError
from sizao.core.files.spreadsheets import Provenance, cell_words

LAYOUT = Path(__file__).with_name("paper.typ")
# Where Chinese fonts are looked for: SIZAO_FONTS first, then where Debian and others put them.
FONT_FOLDERS = (
    "/usr/share/fonts/opentype/noto", "/usr/share/fonts/opentype/source-han-sans", "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/google-noto-cjk", "/usr/share/fonts/google-noto-sans-cjk-fonts", "/usr/local/share/fonts",
)  # fmt: skip
FONT_FAMILIES = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN")
# Text on A4 across and upright, in millimeters; of a column, what lies beside its words.
WIDTH_MM = {True: 277.0, False: 190.0}
INSET_MM = 1.7
# Sizes in points, largest first, each tried with ever narrower columns (in signs) before the next one.
SIZES, SIGNS = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5), (24, 16, 12, 9, 7)
LATIN_WIDTH, POINT_MM = 0.58, 0.3528
NARROW = 2.2


class FontsMissing(SizaoError):
    """The machine has no Chinese font, and a paper without signs is none."""

    code = "fonts_missing"
    message = "服务器没有中文字体，装上fonts-noto-cjk再导出PDF；表格文件不受影响"
    http_status = 503


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column of a table on paper; neighbors with the same `over` share a heading, upright titles keep it narrow."""

    title: str
    align: str = "start"
    over: str = ""
    is_upright: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; cells are text, numbers, dates or moments. `has_total`: the last row stands out."""

    columns: tuple[PaperColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    has_total: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with lines and a table, each only where given."""

    title: str = ""
    lines: tuple[str, ...] = ()
    grid: Grid | None = None


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """What begins on a page of its own: a title, lines under it, parts, who has to sign by hand."""

    title: str
    parts: tuple[Part, ...]
    under: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A form: its sheets, and what is noted at the end."""

    title: str
    sheets: tuple[PaperSheet, ...]
    notes: tuple[str, ...] = ()
    is_landscape: bool = False

    @property
    def row_count(self) -> int:
        """Count the rows of all tables, the totals left out."""
        grids = [part.grid for sheet in self.sheets for part in sheet.parts if part.grid]
        return sum(len(one.rows) - one.has_total for one in grids)


def write_pdf(paper: Paper, *, notes: Provenance) -> bytes:
    """Write a paper as PDF; text is given as data, so nothing in it can be read as markup.

    raises: FontsMissing.
    """
    language, _dash, _script = (get_language() or "zh-hans").partition("-")
    at = notes.at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")
    given = {
        "title": paper.title, "author": notes.who, "landscape": paper.is_landscape, "notes": paper.notes,
        "lang": language, "region": "cn" if language == "zh" else None, "fonts": FONT_FAMILIES,
        "foot": _("{unit} {who} {at}导出，用途：{why}").format(unit=notes.unit, who=notes.who, at=at, why=notes.why),
        "sheets": [_sheet(one, paper.is_landscape) for one in paper.sheets],
    }  # fmt: skip
    compiler = typst.Compiler(
        font_paths=_fonts(), ignore_system_fonts=True, sys_inputs={"paper": json.dumps(given, ensure_ascii=False)}
    )
    return compiler.compile(input=LAYOUT.read_bytes(), format="pdf", timestamp=int(notes.at.timestamp()))


def has_fonts() -> bool:
    """Tell whether papers can be written on this machine."""
    try:
        _fonts()
    except FontsMissing:
        return False
    return True


@functools.cache
def _fonts() -> typst.Fonts:
    """Find the Chinese fonts once a process.

    raises: FontsMissing.
    """
    named = [os.environ["SIZAO_FONTS"]] if os.environ.get("SIZAO_FONTS") else []
    folders = [one for one in (*named, *FONT_FOLDERS) if Path(one).is_dir()]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    if not set(FONT_FAMILIES) & set(fonts.families()):
        raise FontsMissing()
    return fonts


def _sheet(sheet: PaperSheet, is_landscape: bool) -> dict[str, Any]:
    parts = [
        {"title": part.title, "lines": part.lines, "grid": _grid(part.grid, is_landscape) if part.grid else None}
        for part in sheet.parts
    ]
    return {"title": sheet.title, "under": sheet.under, "parts": parts, "signs": sheet.signs}


def _grid(grid: Grid, is_landscape: bool) -> dict[str, Any]:
    rows = [[cell_words(value) for value in row] for row in grid.rows]
    size, widths = _measures(grid.columns, rows, WIDTH_MM[is_landscape])
    last = len(rows) - 1
    return {
        "size": size,
        "widths": widths,
        "aligns": [one.align for one in grid.columns],
        "head": _head(grid.columns),
        "rows": [{"cells": row, "strong": grid.has_total and place == last} for place, row in enumerate(rows)],
    }


def _head(columns: Sequence[PaperColumn]) -> list[list[dict[str, Any]]]:
    """Lay out one row of headings, or two where some are shared."""
    depth = 2 if any(one.over for one in columns) else 1
    top: list[dict[str, Any]] = []
    below: list[dict[str, Any]] = []
    shared = ""
    for one in columns:
        cell = {"words": one.title, "columns": 1, "rows": 1 if one.over else depth, "upright": one.is_upright}
        if one.over and one.over == shared:
            top[-1]["columns"] += 1
        elif one.over:
            top.append({"words": one.over, "columns": 1, "rows": 1, "upright": False})
        (below if one.over else top).append(cell)
        shared = one.over
    return [top, below] if below else [top]


def _measures(columns: Sequence[PaperColumn], rows: list[list[str]], width_mm: float) -> tuple[float, list[float]]:
    """Give the largest type in which the table fits, and the width of each column in signs."""
    room = width_mm - INSET_MM * len(columns)
    wanted = [_wanted(one, [row[place] for row in rows]) for place, one in enumerate(columns)]
    widths = wanted
    for size in SIZES:
        for most in SIGNS:
            widths = [min(one, most) for one in wanted]
            if sum(widths) * size * POINT_MM <= room:
                return size, widths
    return SIZES[-1], widths


def _wanted(column: PaperColumn, cells: Sequence[str]) -> float:
    """Give the signs that a column would take: its longest cell, and a heading that may break in three."""
    head = NARROW if column.is_upright else max(math.ceil(_signs(column.title) / 3), 2)
    return max([NARROW, head, *(_signs(words) for words in cells)])


def _signs(words: str) -> float:
    """Measure a text in the width of a Chinese sign."""
    wide = sum(unicodedata.east_asian_width(one) in "WF" for one in words)
    return wide + (len(words) - wide) * LATIN_WIDTH
