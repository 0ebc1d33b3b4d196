"""The board of an office as a workbook; who took it out, when and why stays on record."""

import datetime as dt
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sizao.core import usecase
from sizao.core.actor import Actor
from sizao.core.errors import FieldProblem, Invalid
from sizao.core.files.spreadsheets import Provenance, write_xlsx
from sizao.core.usecase import use_case
from sizao.report.daily import queries

LONGEST_PURPOSE = 100


@dataclass(frozen=True, slots=True)
class ExportedBoard:
    """A workbook ready to be sent, and how many rows it holds."""

    content: bytes
    name: str
    row_count: int


@use_case("daily.board.exported", permission="daily.view", on="unit_id")
def export_board(*, actor: Actor, now: dt.datetime, unit_id: int, day: dt.date, purpose: str) -> ExportedBoard:
    """Write an office's board of a day as a workbook: sub-units by figures, what is missing with a reason in words.

    raises: Invalid without a purpose, NotVisible, Forbidden.
    """
    why = " ".join(purpose.split())
    if not why:
        raise Invalid([FieldProblem("purpose", "写明用途")])
    if len(why) > LONGEST_PURPOSE:
        raise Invalid([FieldProblem("purpose", "用途最多{most}字", {"most": LONGEST_PURPOSE})])
    unit = queries.get_unit(actor, unit_id)
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
    usecase.touch(school_id=unit.key, kind="daily.board", id=f"{unit_id}/{day}", purpose=f"{why} ({count})")
    return ExportedBoard(content.getvalue(), f"{sheet.title.replace(' ', '_')}.xlsx", count)
