"""The register as a workbook; who took it out, when and why stays on record."""

import datetime as dt
import io

from django.utils.translation import gettext as _

from sizao.core import usecase
from sizao.core.actor import Actor, unit_by_id, units_by_id
from sizao.core.files.exports import ExportedFile, named, read_purpose
from sizao.core.files.rules import FileKind
from sizao.core.files.spreadsheets import Column, Provenance, write_xlsx
from sizao.core.usecase import use_case
from sizao.prepare.risks import queries
from sizao.prepare.risks.rules import PointKind, rating_of
from sizao.registry.accounts import queries as accounts


@use_case("risks.register.exported", permission="risks.view", on="unit_id")
def export_points(*, actor: Actor, now: dt.datetime, unit_id: int, purpose: str) -> ExportedFile:
    """Write the register of a school or county, gone points last; of an office also the highest points below.

    raises: Invalid without a purpose, NotVisible, Forbidden.
    """
    why = read_purpose(purpose)
    unit = unit_by_id(unit_id)
    points = [*queries.list_points(actor, unit), *queries.list_points(actor, unit, is_closed=True)]
    if unit.school_id is None:
        points += queries.list_highest_below(actor, unit)
    names = units_by_id({one.school_id for one in points})
    rows = [
        (names[one.school_id].name if one.school_id in names else "", one.title, _(PointKind(one.kind).label),
         one.likelihood, one.impact, one.score, _(rating_of(one.score).label), one.measure,
         accounts.role_label(one.owner), one.review_on, _(one.state_label))
        for one in points
    ]  # fmt: skip
    columns = (
        Column(_("单位"), 24), Column(_("风险点"), 30, wraps=True), Column(_("类别"), 12), Column(_("可能性"), 9),
        Column(_("影响"), 9), Column(_("得分"), 9), Column(_("等级"), 9), Column(_("防控措施"), 48, wraps=True),
        Column(_("由谁负责"), 14), Column(_("复评日期"), 12), Column(_("状态"), 12),
    )  # fmt: skip
    title, content = f"{unit.name} {_('风险点')}", io.BytesIO()
    count = write_xlsx(
        content, columns=columns, rows=rows, title=title, notes=Provenance(actor.name, now, why, unit.name),
        labels=(_("风险点"), _("说明")),
    )  # fmt: skip
    usecase.touch(school_id=unit.key, kind="risks.register", id=unit_id, purpose=f"{why} ({count})")
    return ExportedFile(content.getvalue(), named(title, FileKind.XLSX), FileKind.XLSX, count)
