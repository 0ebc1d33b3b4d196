"""Registers that leave the platform or are looked at from above: each with its purpose on record."""

import calendar
import datetime as dt
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sizao.core import scope, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.files.exports import ExportedFile, named, read_purpose
from sizao.core.files.papers import Paper, write_pdf
from sizao.core.files.rules import FileKind
from sizao.core.files.spreadsheets import Column, Provenance, write_xlsx
from sizao.core.usecase import use_case
from sizao.detect.registers import queries
from sizao.detect.registers.queries import Form, Sheet, Span

WRAPPING = ("long", "text", "name")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which register of a unit: of a day, of one session, or of [day, until]."""

    form: Form
    day: dt.date
    session: str = ""
    until: dt.date | None = None

    @property
    def latest(self) -> dt.date:
        """Give the last of the days that are asked for."""
        if self.form == Form.MONTH:
            return self.day.replace(day=calendar.monthrange(self.day.year, self.day.month)[1])
        return self.until or self.day

    def placed(self, actor: Actor, unit_id: int, now: dt.datetime) -> Span:
        """Give the unit as it stood on the days that are asked for."""
        rights = queries.OF_COUNTS if self.form in (Form.MONTH, Form.SUMMARY) else queries.OF_PERSONS
        return queries.open_span(actor, unit_id=unit_id, first=self.day, until=self.latest, rights=rights, now=now)


def _read(actor: Actor, unit: int, wanted: Wanted, now: dt.datetime) -> tuple[Sheet, Paper]:
    """Read a register as far as the actor may see it, as a table and as a paper."""
    day = wanted.day
    if wanted.form == Form.DAY:
        register = queries.get_register(actor, unit_id=unit, day=day, now=now)
        return queries.day_sheet(register), queries.day_paper(register)
    if wanted.form == Form.MONTH:
        sheet = queries.month_sheet(queries.get_month(actor, unit_id=unit, year=day.year, month=day.month, now=now))
        return sheet, queries.sheet_paper(sheet)
    if wanted.form == Form.SUMMARY:
        summary = queries.get_summary(actor, school_id=unit, day=day, session=wanted.session, now=now)
        sheet = queries.summary_sheet(summary)
        return sheet, queries.sheet_paper(sheet)
    tracked = queries.get_tracking_register(actor, unit_id=unit, first=day, until=wanted.until or day, now=now)
    sheet = queries.absences_sheet(tracked)
    return sheet, queries.sheet_paper(sheet, sight=tracked.sight)


def _about(unit: int, wanted: Wanted) -> str:
    parts = (wanted.form.lower(), unit, wanted.day, wanted.session.lower(), wanted.until)
    return "/".join(str(part) for part in parts if part)


@use_case("registers.register.exported", permission=None)
def export_register(
    *, actor: Actor, now: dt.datetime, unit_id: int, wanted: Wanted, purpose: str, kind: FileKind = FileKind.XLSX
) -> ExportedFile:
    """Write a register as a workbook or as a PDF that says who took it out, when and why.

    raises: Invalid without a purpose, NotVisible, Forbidden, FontsMissing.
    """
    actor.require("registers.export", wanted.placed(actor, unit_id, now).unit)
    why = read_purpose(purpose)
    school = unit_by_id(unit_by_id(unit_id).key)
    with scope.open_school(school.id, reason="an inspector reads one register, under a kept purpose"):
        sheet, paper = _read(actor, unit_id, wanted, now)
    notes = Provenance(actor.name, now, why, school.name)
    content = write_pdf(paper, notes=notes) if kind is FileKind.PDF else _workbook(sheet, notes)
    about = f"{_about(unit_id, wanted)}/{kind.lower()}"
    count = len(sheet.rows)
    usecase.touch(school_id=school.id, kind="registers.register", id=about, purpose=f"{why} ({count})")
    return ExportedFile(content, named(sheet.title, kind), kind, count)


def _workbook(sheet: Sheet, notes: Provenance) -> bytes:
    content = io.BytesIO()
    write_xlsx(
        content, columns=[Column(one.whole_title, one.width, one.kind in WRAPPING) for one in sheet.headings],
        rows=sheet.rows, title=sheet.title, notes=notes, labels=(_(sheet.form.label), _("说明")),
    )  # fmt: skip
    return content.getvalue()


@use_case("registers.register.opened", permission=None)
def open_register(*, actor: Actor, now: dt.datetime, unit_id: int, wanted: Wanted, purpose: str) -> None:
    """Keep on record that an inspector looks at a register, and why; the people in it are numbers to them.

    raises: Invalid without a purpose.
    """
    actor.require("registers.inspect", wanted.placed(actor, unit_id, now).unit)
    why = read_purpose(purpose)
    usecase.touch(school_id=unit_by_id(unit_id).key, kind="registers.register", id=_about(unit_id, wanted), purpose=why)
