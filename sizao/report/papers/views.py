"""The return on paper, and the board of an office as a table to print or take out."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sizao.core import clock
from sizao.core.errors import Invalid
from sizao.core.files import exports
from sizao.core.files.exports import LONGEST_PURPOSE
from sizao.core.files.spreadsheets import Column, cell_words
from sizao.core.http import signed_in
from sizao.core.words import day_words
from sizao.report.daily import queries as daily
from sizao.report.papers import queries, services


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, unit_id: int, day: dt.date) -> HttpResponse:
    """Show a unit's return as an official form; with a purpose posted, send it as PDF."""
    actor, now = signed_in(request), clock.now()
    unit = daily.get_unit(actor, unit_id, day=day, now=now)
    problem = ""
    if request.method == "POST":
        purpose = request.POST.get("purpose", "")
        try:
            return exports.send(services.export_return(actor=actor, now=now, unit_id=unit_id, day=day, purpose=purpose))
        except Invalid as refused:
            problem = refused.problems[0].text(_)
    found = queries.get_return_paper(actor, unit=unit, day=day, now=now)
    context = {
        "unit": unit, "day": day, "day_words": day_words(day), "paper": found, "row": found.row,
        "window": found.window, "figures": found.figures, "labels": found.labels, "sessions": found.sessions,
        "missing": found.missing, "corrections": found.corrections, "levels": found.levels, "as_of": found.as_of,
        "share": found.share, "statement": found.statement, "problem": problem, "longest_purpose": LONGEST_PURPOSE,
    }  # fmt: skip
    return render(request, "papers/return.html", context, status=422 if problem else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest, unit_id: int, day: dt.date) -> HttpResponse:
    """Show the board of an office as a table; with a purpose posted, send it as a workbook."""
    actor, now = signed_in(request), clock.now()
    unit = daily.get_unit(actor, unit_id, day=day, now=now)
    problem = ""
    if request.method == "POST":
        purpose = request.POST.get("purpose", "")
        try:
            return exports.send(services.export_board(actor=actor, now=now, unit_id=unit_id, day=day, purpose=purpose))
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
    return render(request, "papers/board.html", context, status=422 if problem else 200)


def _cell(column: Column, value: Any) -> dict[str, str]:
    kind = "amount" if isinstance(value, int) or value == queries.NOTHING else "detail"
    return {"label": column.title, "words": cell_words(value), "kind": "long detail" if column.wraps else kind}
