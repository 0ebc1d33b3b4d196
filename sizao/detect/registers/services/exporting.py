"""Registers that leave the platform or are looked at from above: each with its purpose on record."""

import datetime as dt
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sizao.core import scope, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import FieldProblem, Invalid
from sizao.core.files.spreadsheets import Column, Provenance, write_xlsx
from sizao.core.usecase import use_case
from sizao.detect.registers import queries
from sizao.detect.registers.queries import Form, Sheet

LONGEST_PURPOSE = 100
WRAPPING = ("long", "text", "name")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which register of a unit: of a day, of one session, or of [day, until]."""

    form: Form
    day: dt.date
    session: str = ""
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ExportedRegister:
    """A workbook ready to be sent, and how many rows it holds."""

    content: bytes
    name: str
    row_count: int


def _sheet(actor: Actor, unit: int, wanted: Wanted, now: dt.datetime) -> Sheet:
    """Read a register as far as the actor may see it; to an inspector the school is opened for this one reading."""
    with scope.open_school(unit_by_id(unit).key, reason="an inspector reads one register, under a kept purpose"):
        return _read(actor, unit, wanted, now)


def _read(actor: Actor, unit: int, wanted: Wanted, now: dt.datetime) -> Sheet:
    day = wanted.day
    if wanted.form == Form.DAY:
        return queries.day_sheet(queries.get_register(actor, unit_id=unit, day=day, now=now))
    if wanted.form == Form.MONTH:
        month = queries.get_month(actor, unit_id=unit, year=day.year, month=day.month, now=now)
        return queries.month_sheet(month)
    if wanted.form == Form.SUMMARY:
        summary = queries.get_summary(actor, school_id=unit, day=day, session=wanted.session, now=now)
        return queries.summary_sheet(summary)
    tracked = queries.get_tracking_register(actor, unit_id=unit, first=day, until=wanted.until or day, now=now)
    return queries.absences_sheet(tracked)


def _about(unit: int, wanted: Wanted) -> str:
    parts = (wanted.form.lower(), unit, wanted.day, wanted.session.lower(), wanted.until)
    return "/".join(str(part) for part in parts if part)


def _purpose(text: str) -> str:
    purpose = " ".join(text.split())
    if not purpose:
        raise Invalid([FieldProblem("purpose", "写明用途")])
    if len(purpose) > LONGEST_PURPOSE:
        raise Invalid([FieldProblem("purpose", "用途最多{most}字", {"most": LONGEST_PURPOSE})])
    return purpose


@use_case("registers.register.exported", permission="registers.export", on="unit_id")
def export_register(*, actor: Actor, now: dt.datetime, unit_id: int, wanted: Wanted, purpose: str) -> ExportedRegister:
    """Write a register as a workbook that says who took it out, when and why.

    raises: Invalid without a purpose, NotVisible, Forbidden.
    """
    why = _purpose(purpose)
    sheet = _sheet(actor, unit_id, wanted, now)
    school = unit_by_id(unit_by_id(unit_id).key)
    content = io.BytesIO()
    count = write_xlsx(
        content,
        columns=[Column(one.whole_title, one.width, one.kind in WRAPPING) for one in sheet.headings],
        rows=sheet.rows,
        title=sheet.title,
        notes=Provenance(actor.name, now, why, school.name),
        labels=(_(sheet.form.label), _("说明")),
    )
    about = _about(unit_id, wanted)
    usecase.touch(school_id=school.id, kind="registers.register", id=about, purpose=f"{why} ({count})")
    return ExportedRegister(content.getvalue(), f"{sheet.title.replace(' ', '_')}.xlsx", count)


@use_case("registers.register.opened", permission="registers.inspect", on="unit_id")
def open_register(*, actor: Actor, now: dt.datetime, unit_id: int, wanted: Wanted, purpose: str) -> None:
    """Keep on record that an inspector looks at a register, and why; the people in it are numbers to them.

    raises: Invalid without a purpose.
    """
    why = _purpose(purpose)
    usecase.touch(school_id=unit_by_id(unit_id).key, kind="registers.register", id=_about(unit_id, wanted), purpose=why)
