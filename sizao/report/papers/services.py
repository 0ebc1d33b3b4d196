"""The board of an office as a workbook, the return as a paper; who took it out, when and why stays on record."""

import datetime as dt
import io

from django.utils.translation import gettext as _

from sizao.core import usecase
from sizao.core.actor import Actor
from sizao.core.files.exports import ExportedFile, named, read_purpose
from sizao.core.files.papers import write_pdf
from sizao.core.files.rules import FileKind
from sizao.core.files.spreadsheets import Provenance, write_xlsx
from sizao.core.usecase import use_case
from sizao.report.daily import queries as daily
from sizao.report.papers import queries


@use_case("papers.board.exported", permission=None)
def export_board(*, actor: Actor, now: dt.datetime, unit_id: int, day: dt.date, purpose: str) -> ExportedFile:
    """Write an office's board of a day as a workbook: sub-units by figures, what is missing with a reason in words.

    raises: Invalid without a purpose, NotVisible, Forbidden.
    """
    why = read_purpose(purpose)
    unit = daily.get_unit(actor, unit_id, day=day, now=now)
    sheet = queries.board_sheet(actor, unit=unit, day=day)
    content = io.BytesIO()
    count = write_xlsx(
        content,
        columns=sheet.columns,
        rows=sheet.rows,
        title=sheet.title,
        notes=Provenance(actor.name, now, why, unit.name),
        labels=(_("上报情况"), _("说明")),
    )
    usecase.touch(school_id=unit.key, kind="papers.board", id=f"{unit_id}/{day}", purpose=f"{why} ({count})")
    return ExportedFile(content.getvalue(), named(sheet.title, FileKind.XLSX), FileKind.XLSX, count)


@use_case("papers.return.exported", permission=None)
def export_return(*, actor: Actor, now: dt.datetime, unit_id: int, day: dt.date, purpose: str) -> ExportedFile:
    """Write a unit's return of a day as the official form on paper, a draft as such.

    raises: Invalid without a purpose, NotVisible, Forbidden, FontsMissing.
    """
    why = read_purpose(purpose)
    unit = daily.get_unit(actor, unit_id, day=day, now=now)
    paper = queries.return_paper(queries.get_return_paper(actor, unit=unit, day=day, now=now))
    content = write_pdf(paper, notes=Provenance(actor.name, now, why, unit.name))
    usecase.touch(school_id=unit.key, kind="papers.return", id=f"{unit_id}/{day}/pdf", purpose=why)
    return ExportedFile(content, named(paper.title, FileKind.PDF), FileKind.PDF, paper.row_count)
