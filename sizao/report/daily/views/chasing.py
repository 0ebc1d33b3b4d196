"""Who has not reported: one list, one tap to remind them all, one tap to keep what a call said."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.errors import FieldProblem, Invalid
from sizao.core.http import signed_in
from sizao.core.words import day_words, percent
from sizao.report.chasing import queries as reasons
from sizao.report.daily import queries, services
from sizao.report.daily.queries import SubUnit
from sizao.report.daily.rules import CallAnswer

PER_PAGE = 50
KEEP = {
    "missing": lambda row: row.is_missing,
    "done": lambda row: not row.is_missing and row.figures.due > 0,
    "late": lambda row: row.figures.late > 0,
    "waived": lambda row: row.figures.waived > 0,
    "ill": lambda row: row.figures.ill > 0,
    "all": lambda row: True,
}
TABS = (
    ("missing", "未报"), ("done", "已报"), ("late", "逾期补报"), ("waived", "免报"), ("ill", "有异常"), ("all", "全部"),
)  # fmt: skip


@require_safe
def missing(request: HttpRequest, unit_id: int, day: dt.date) -> HttpResponse:
    """List the units under an office, or the classes of a school, by what they have reported."""
    actor, now = signed_in(request), clock.now()
    unit = queries.get_unit(actor, unit_id, day=day, now=now)
    if unit.school_id is not None:
        return render(request, "daily/missing_groups.html", _groups(actor, unit, day, now))
    status = request.GET.get("status", "missing")
    status = status if status in KEEP else "missing"
    rows = queries.list_sub_units(actor, unit=unit, day=day)
    kept = [row for row in rows if KEEP[status](row)]
    page = Paginator(kept, PER_PAGE).get_page(request.GET.get("page"))
    whys = reasons.reason_words(actor, school_ids=[row.line.id for row in page], day=day)
    context = {
        "unit": unit, "day": day, "day_words": day_words(day), "status": status, "page": page,
        "tabs": [
            {"code": code, "label": _(label), "count": sum(KEEP[code](row) for row in rows)} for code, label in TABS
        ],
        "lines": [{**sub_line(row, day), "why": whys.get(row.line.id, "")} for row in page],
        "may_chase": actor.may("daily.chase", unit),
        "missing_ids": [row.line.id for row in rows if row.is_missing],
        "as_of": now, "answers": [(one.value, _(one.label)) for one in CallAnswer],
    }  # fmt: skip
    return render(request, "daily/missing.html", context)


def sub_line(row: SubUnit, day: dt.date) -> dict[str, Any]:
    """Give one sub-unit's line: name, status, numbers, who was called."""
    figures = row.figures
    if figures.due <= 0:
        status = {"tone": "na", "word": _("免报") if figures.waived else _("未到时间")}
    elif figures.missing == 0:
        status = {"tone": "attention" if figures.late else "good", "word": _("已报")}
    elif figures.reported:
        status = {"tone": "attention", "word": _("部分班级未报")}
    else:
        status = {"tone": "act", "word": _("未报")}
    is_school = row.line.level == "SCHOOL"
    return {
        "id": row.line.id, "name": row.line.name, "phone": row.line.phone, "status": status, "figures": figures,
        "share": percent(figures.reported, figures.due), "call": row.call, "is_school": is_school,
        "answer": _(CallAnswer(row.call.answer).label) if row.call else "",
        "url": reverse("daily:missing", args=[row.line.id, day]),
    }  # fmt: skip


def _groups(actor: Actor, unit: UnitRef, day: dt.date, now: dt.datetime) -> dict[str, Any]:
    from sizao.report.daily.views.showing import SESSIONS

    found = queries.missing_groups(actor, unit=unit, day=day, now=now)
    given = reasons.reasons_of(actor, school_id=unit.id, day=day)
    return {
        "unit": unit, "day": day, "day_words": day_words(day), "as_of": now, "choices": reasons.reason_choices(),
        "may_explain": actor.may("chasing.explain", unit),
        "lines": [
            {"id": line.id, "name": line.name, "session": _(SESSIONS[one.session]), "due": one.due_at,
             "code": one.session, "is_overdue": now >= one.due_at, "given": given.get((line.id, one.session))}
            for line, one in found
        ],
        "group_ids": sorted({line.id for line, _one in found}), "may_chase": actor.may("daily.chase", unit),
    }  # fmt: skip


@require_POST
def chase(request: HttpRequest, unit_id: int, day: dt.date) -> HttpResponse:
    """Remind the chosen units, or all that are missing."""
    actor = signed_in(request)
    ids = [int(text) for text in request.POST.getlist("unit_ids") if text.isdecimal()]
    count = services.chase_units(actor=actor, now=clock.now(), unit_id=unit_id, day=day, unit_ids=ids)
    context = {"unit": unit_by_id(unit_id), "day": day, "count": count, "at": clock.now()}
    if request.htmx:
        return render(request, "daily/_chased.html", context)
    return HttpResponseRedirect(f"{reverse('daily:missing', args=[unit_id, day])}?chased={count}")


@require_POST
def call(request: HttpRequest, unit_id: int, day: dt.date) -> HttpResponse:
    """Keep what a called unit answered."""
    called = request.POST.get("called_id", "")
    if not called.isdecimal():
        raise Invalid([FieldProblem("called_id", "没有选单位")])
    services.record_call(
        actor=signed_in(request), now=clock.now(), unit_id=unit_id, day=day, called_id=int(called),
        answer=request.POST.get("answer", ""), note=request.POST.get("note", ""),
    )  # fmt: skip
    return HttpResponseRedirect(f"{reverse('daily:missing', args=[unit_id, day])}?status=missing")
