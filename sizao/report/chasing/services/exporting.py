"""On-time rates as a workbook; who took them out, when and why stays on record."""

import datetime as dt
import io

from django.utils.translation import gettext as _

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.files.exports import ExportedFile, named, read_purpose
from sizao.core.files.rules import FileKind
from sizao.core.files.spreadsheets import Column, Provenance, write_xlsx
from sizao.core.usecase import use_case
from sizao.core.words import week_words
from sizao.report.chasing import queries
from sizao.report.chasing.queries.rates import weeks_until


@use_case("chasing.rates.exported", permission="chasing.view", on="unit_id")
def export_rates(*, actor: Actor, now: dt.datetime, unit_id: int, purpose: str) -> ExportedFile:
    """Write the on-time rates of the units below one, one row a unit and week.

    raises: Invalid without a purpose, NotVisible, Forbidden.
    """
    why = read_purpose(purpose)
    unit, today = unit_by_id(unit_id), clock.school_date(now)
    rates = queries.list_rates(actor, unit=unit, today=today)
    rows = [
        (one.line.name, week_words(week), week, counts.due, counts.on_time, counts.late, counts.missing,
         f"{counts.rate:.1%}")
        for one in sorted(rates, key=lambda one: (one.line.position, one.line.id))
        for week in weeks_until(today)
        for counts in [one.of(week)]
        if counts.rate is not None
    ]  # fmt: skip
    columns = (
        Column(_("单位"), 24), Column(_("周"), 8), Column(_("周一"), 12), Column(_("应报"), 9), Column(_("按时"), 9),
        Column(_("逾期补报"), 9), Column(_("未报"), 9), Column(_("按时率"), 9),
    )  # fmt: skip
    title, content = f"{unit.name} {_('按时率')}", io.BytesIO()
    count = write_xlsx(
        content, columns=columns, rows=rows, title=title, notes=Provenance(actor.name, now, why, unit.name),
        labels=(_("按时率"), _("说明")),
    )  # fmt: skip
    usecase.touch(school_id=unit.key, kind="chasing.rates", id=unit_id, purpose=f"{why} ({count})")
    return ExportedFile(content.getvalue(), named(title, FileKind.XLSX), FileKind.XLSX, count)
