"""The return on paper, and the board of an office as a table to print or take out."""

import datetime as dt
import io
import itertools
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef
from sizao.core.errors import Invalid
from sizao.core.files.rules import CONTENT_TYPES, FileKind
from sizao.core.files.spreadsheets import Column, cell_words
from sizao.core.http import signed_in
from sizao.core.words import day_words
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs
from sizao.report.daily import queries, services
from sizao.report.daily.models import DailyReturn
from sizao.report.daily.rules import Figures
from sizao.report.daily.services.exporting import LONGEST_PURPOSE
from sizao.report.daily.views import showing


@never_cache
@require_safe
def paper(request: HttpRequest, unit_id: int, day: dt.date) -> HttpResponse:
    """Show a unit's return as an official form: the signed snapshot, or a draft that says so."""
    actor, now = signed_in(request), clock.now()
    unit = queries.get_unit(actor, unit_id)
    versions = queries.list_versions(actor, unit=unit, day=day)
    row = versions[0] if versions and versions[0].signed_at is not None else None
    draft = queries.draft_return(actor, unit=unit, day=day, now=now)
    figures = queries.figures_of(row) if row else draft.figures
    names = accounts.names_of({one.signed_by for one in versions if one.signed_by})
    context = {
        "unit": unit, "day": day, "day_words": day_words(day), "row": row, "window": draft.window, "figures": figures,
        "share": showing.reported_share(figures), "statement": _statement(figures),
        "labels": [showing.label_of(name) for name in showing.LABELS], "sessions": _sessions(draft, row, figures),
        "missing": _missing(draft, row), "corrections": _corrections(versions, names),
        "levels": _levels(actor, unit, day), "as_of": row.signed_at if row else now,
    }  # fmt: skip
    return render(request, "daily/return_paper.html", context)


def _statement(figures: Figures) -> str:
    """Say the return in one sentence; what is missing never passes for zero."""
    if figures.missing:
        said = _("未报{n}个班次，未报不是零").format(n=figures.missing)
        ill = _("已报的班次异常{n}人").format(n=figures.ill) if figures.ill else _("已报的班次无异常")
        return _("{ill}；{said}").format(ill=ill, said=said)
    if not figures.reported:
        return _("还没有数字")
    return _("异常学生{n}人").format(n=figures.ill) if figures.ill else _("无异常，零报告")


def _sessions(draft: queries.Draft, row: DailyReturn | None, whole: Figures) -> list[dict[str, Any]]:
    by_session = {name: Figures(**values) for name, values in row.by_session.items()} if row else draft.by_session
    named = [(_(label), by_session[name]) for name, label in showing.SESSIONS.items() if name in by_session]
    return [
        {"label": label, "values": [(showing.label_of(name), _shown(one, name)) for name in showing.LABELS]}
        for label, one in (*named, (_("全日"), whole))
    ]


def _shown(figures: Figures, name: str) -> int | str:
    """Give a figure; of people nothing is known where no report came."""
    is_known = figures.reported > 0 or name in queries.REPORTS
    return getattr(figures, name) if is_known else queries.NOTHING


def _missing(draft: queries.Draft, row: DailyReturn | None) -> list[dict[str, Any]]:
    """List who is missing, with the reason that was stated at signing."""
    if row is not None:
        found = [(int(key), one["session"], one["reason"]) for key, one in row.missing_reasons.items()]
    else:
        found = [(key, session, "") for key, session in draft.missing]
    lines = orgs.list_lines({key for key, _session, _reason in found})
    return [
        {"name": lines[key].name if key in lines else key, "session": _(showing.SESSIONS.get(session, "日报告")),
         "reason": reason} for key, session, reason in found
    ]  # fmt: skip


def _corrections(versions: list[DailyReturn], names: dict[int, str]) -> list[dict[str, Any]]:
    """List what each version changed, old and new numbers, the first correction first."""
    signed = sorted((one for one in versions if one.signed_at is not None), key=lambda one: one.version)
    return [
        {
            "row": later, "who": names.get(later.signed_by, ""),
            "changes": [
                {"label": showing.label_of(name), "old": old, "new": new}
                for name, (old, new) in queries.figures_of(later).difference(queries.figures_of(earlier)).items()
            ],
        }
        for earlier, later in itertools.pairwise(signed)
    ]  # fmt: skip


def _levels(actor: Actor, unit: UnitRef, day: dt.date) -> list[dict[str, Any]]:
    """List who signed at each level, and for whom when the post was handed over."""
    found = [one for one in queries.list_levels(actor, unit=unit, day=day) if one[0] in showing.LEVELS]
    signed = [row for _level, _name, row in found if row is not None and row.signed_at is not None]
    names = accounts.names_of({one for row in signed for one in (row.signed_by, row.delegated_by) if one})
    units = {line.level: line.name for line in orgs.list_ancestors(unit.id)}
    return [
        {
            "level": _(showing.LEVELS[level]), "name": units[level], "row": row if row in signed else None,
            "who": names.get(row.signed_by, "") if row in signed else "",
            "role": accounts.role_label(row.signed_role) if row in signed and row.signed_role else "",
            "for_whom": names.get(row.delegated_by, "") if row in signed and row.delegated_by else "",
        }
        for level, _short, row in found
    ]  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest, unit_id: int, day: dt.date) -> HttpResponse:
    """Show the board of an office as a table; with a purpose posted, send it as a workbook."""
    actor, now = signed_in(request), clock.now()
    unit = queries.get_unit(actor, unit_id)
    problem = ""
    if request.method == "POST":
        purpose = request.POST.get("purpose", "")
        try:
            return _file(services.export_board(actor=actor, now=now, unit_id=unit_id, day=day, purpose=purpose))
        except Invalid as refused:
            problem = refused.problems[0].text(_)
    sheet = queries.board_sheet(actor, unit=unit, day=day)
    context = {
        "unit": unit, "day": day, "day_words": day_words(day), "sheet": sheet, "as_of": sheet.folded_at,
        "headings": [one.title for one in sheet.columns],
        "rows": [[_cell(*pair) for pair in zip(sheet.columns, row, strict=True)] for row in sheet.rows],
        "row_count": len(sheet.rows), "column_count": len(sheet.columns), "problem": problem,
        "longest_purpose": LONGEST_PURPOSE,
    }  # fmt: skip
    return render(request, "daily/board_table.html", context, status=422 if problem else 200)


def _cell(column: Column, value: Any) -> dict[str, str]:
    kind = "amount" if isinstance(value, int) or value == queries.NOTHING else "detail"
    return {"label": column.title, "words": cell_words(value), "kind": "long detail" if column.wraps else kind}


def _file(made: services.ExportedBoard) -> FileResponse:
    answer = FileResponse(
        io.BytesIO(made.content), as_attachment=True, filename=made.name, content_type=CONTENT_TYPES[FileKind.XLSX]
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
