"""The register of a school (消毒通风登记表) over some days: a mark a place and day, and what was not as planned."""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.files.papers import Grid, Paper, PaperColumn, PaperSheet, Part
from sizao.core.files.spreadsheets import Column
from sizao.prepare.hygiene.queries.days import Cell, Row, list_rows
from sizao.prepare.hygiene.rules import SIGNS, Counts, Mark
from sizao.registry.accounts import queries as accounts
from sizao.registry.places.queries import Process


@dataclass(frozen=True, slots=True)
class Line:
    """A place or checkpoint in a register: its marks day by day, and who recorded it."""

    row: Row
    name: str
    marks: tuple[Mark, ...]
    who: str


@dataclass(frozen=True, slots=True)
class Deviation:
    """What was not as planned: where, when, what, by whom."""

    day: dt.date
    name: str
    text: str
    who: str


@dataclass(frozen=True, slots=True)
class Register:
    """What was due and recorded over days, those without anything due left out."""

    days: tuple[dt.date, ...]
    lines: tuple[Line, ...]
    counts: Counts
    by_day: dict[dt.date, Counts]
    deviations: tuple[Deviation, ...]
    names: dict[int, str]


def month_days(year: int, month: int, today: dt.date) -> list[dt.date]:
    """Give the days of a month that have begun, at least its first."""
    latest = calendar.monthrange(year, month)[1]
    days = [dt.date(year, month, number) for number in range(1, latest + 1)]
    return [day for day in days if day <= today] or days[:1]


def get_register(actor: Actor, *, school_id: int, days: Sequence[dt.date]) -> Register:
    """Read what the actor sees of a school over days that have begun."""
    rows = list_rows(actor, school_id=school_id, days=days)
    names = accounts.names_of({
        one.record.by for row in rows for one in row.cells.values() if one.record and one.record.by
    })  # fmt: skip
    shown = tuple(day for day in days if any(row.cells[day].mark != Mark.NONE for row in rows))
    by_day = {day: _sum(rows, [day]) for day in shown}
    lines = tuple(
        Line(row, name_of(row), tuple(row.cells[day].mark for day in shown), _who(row, names)) for row in rows
    )
    deviations = tuple(
        Deviation(day, line.name, text_of(line.row.cells[day]), names.get(_by(line.row.cells[day]), ""))
        for day in shown for line in lines if line.row.cells[day].mark == Mark.EXCEPTION
    )  # fmt: skip
    return Register(shown, lines, _sum(rows, shown), by_day, deviations, names)


def _sum(rows: Sequence[Row], days: Sequence[dt.date]) -> Counts:
    whole = Counts()
    for row in rows:
        whole = whole.plus(row.counts(days))
    return whole


def _by(cell: Cell) -> int:
    return cell.record.by or 0 if cell.record else 0


def _who(row: Row, names: dict[int, str]) -> str:
    return _("、").join(dict.fromkeys(names[by] for one in row.cells.values() if (by := _by(one)) in names))


def name_of(row: Row) -> str:
    """Name a place with what it stands in, a checkpoint with its process."""
    if row.point is None:
        return row.site.whole_name
    return f"{_(Process(row.point.process).label)} {row.site.whole_name} {row.point.text}"


def text_of(cell: Cell) -> str:
    """Say what was not as planned, and the note."""
    if cell.record is None:
        return ""
    missed = [_(one.what) if one.source else one.what for one in cell.lines if one.code in cell.record.missed]
    said = _("没做到：{what}").format(what=_("、").join(missed)) if missed else ""
    return f"{said} {cell.record.note}".strip()


def list_columns() -> list[Column]:
    """Give the columns of the register as a workbook, one row a place and day."""
    widths = (
        (_("日期"), 12),
        (_("场所"), 30),
        (_("完成情况"), 12),
        (_("说明"), 40),
        (_("登记人"), 12),
        (_("登记时间"), 18),
    )
    return [Column(title, width, title == _("说明")) for title, width in widths]


def list_cells(found: Register) -> list[list[object]]:
    """Give the rows of the workbook: day by day what was due, the missing included."""
    return [
        [
            day, line.name, _(cell.mark.label), text_of(cell), found.names.get(_by(cell), ""),
            cell.record.at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M") if cell.record else "",
        ]
        for day in found.days for line in found.lines if (cell := line.row.cells[day]).mark != Mark.NONE
    ]  # fmt: skip


def paper_of(found: Register, title: str, school: str) -> Paper:
    """Lay the register out on paper: places down, days across, exceptions below."""
    columns = [
        PaperColumn(_("场所")),
        *(PaperColumn(f"{day.day}", "center") for day in found.days),
        PaperColumn(_("登记人")),
    ]
    rows = tuple((line.name, *(SIGNS[mark] for mark in line.marks), line.who) for line in found.lines)
    parts = [Part(grid=Grid(tuple(columns), rows))]
    if found.deviations:
        head = tuple(PaperColumn(one) for one in (_("日期"), _("场所"), _("说明"), _("登记人")))
        cells = tuple((one.day, one.name, one.text, one.who) for one in found.deviations)
        parts.append(Part(_("异常"), grid=Grid(head, cells)))
    notes = (legend(), counted(found.counts))
    sheet = PaperSheet(title, tuple(parts), under=(school,), signs=(_("保健教师"), _("学校负责人")))
    return Paper(title, (sheet,), notes, is_landscape=True)


def sign_of(mark: Mark) -> str:
    """Give the sign of a mark, in the reader's language where it is a word."""
    return _(SIGNS[mark]) if SIGNS[mark] else ""


def legend() -> str:
    """Say what the signs mean."""
    return _("√按计划已做，△异常，未＝未登记，空白为当天不用做。未登记不是已做。")


def counted(counts: Counts) -> str:
    """Say counts in words."""
    return _("应登记{due}，已登记{recorded}，其中异常{exceptions}，未登记{missing}").format(
        due=counts.due, recorded=counts.recorded, exceptions=counts.exceptions, missing=counts.missing
    )
