"""Take the register of a month out, as a workbook or on paper; each with its purpose on record."""

import datetime as dt
import io

from django.utils.translation import gettext as _

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.files.exports import ExportedFile, named, read_purpose
from sizao.core.files.papers import write_pdf
from sizao.core.files.rules import FileKind
from sizao.core.files.spreadsheets import Provenance, write_xlsx
from sizao.core.usecase import use_case
from sizao.prepare.hygiene.queries import sheets


@use_case("hygiene.register.exported", permission="hygiene.export", on="school_id")
def export_register(
    *, actor: Actor, now: dt.datetime, school_id: int, month: dt.date, purpose: str, kind: FileKind = FileKind.XLSX
) -> ExportedFile:
    """Write the register of a month, up to today.

    raises: Invalid without a purpose, NotVisible, Forbidden, FontsMissing.
    """
    why, school = read_purpose(purpose), unit_by_id(school_id)
    days = sheets.month_days(month.year, month.month, clock.school_date(now))
    found = sheets.get_register(actor, school_id=school_id, days=days)
    title = _("{month}消毒通风登记表").format(month=f"{month:%Y-%m}")
    notes, rows = Provenance(actor.name, now, why, school.name), sheets.list_cells(found)
    if kind is FileKind.PDF:
        content = write_pdf(sheets.paper_of(found, title, school.name), notes=notes)
    else:
        target = io.BytesIO()
        labels = (_("消毒通风登记表"), _("说明"))
        write_xlsx(target, columns=sheets.list_columns(), rows=rows, title=title, notes=notes, labels=labels)
        content = target.getvalue()
    about = f"{school_id}/{month:%Y-%m}/{kind.lower()}"
    usecase.touch(school_id=school_id, kind="hygiene.register", id=about, purpose=f"{why} ({len(rows)})")
    return ExportedFile(content, named(f"{school.name}{title}", kind), kind, len(rows))
