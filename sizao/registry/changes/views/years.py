"""The new school year of a school or of all schools that an office runs: preview, start, undo."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.core import clock, http
from sizao.core.actor import Actor, UnitRef
from sizao.core.answering import back, refused
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.registry.changes import forms, queries, services
from sizao.registry.changes.queries import YearPlan
from sizao.registry.changes.services import RolloverKept

MOVES = {"UP": "升级", "LEAVE": "毕业", "STAY": "不变", "UNKNOWN": "不清楚"}
SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def year(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show what the new year makes of the classes; start it."""
    actor, unit = _opened(request, unit_id)
    form = forms.Year(request.POST if request.method == "POST" else request.GET or None)
    values = form.cleaned_data if form.is_valid() else {}
    asked = {"entries": values.get("entries"), "primary_years": values.get("primary_years") or 6}
    if request.method == "POST" and form.is_valid():
        made = services.start_rollover(actor=actor, now=clock.now(), unit_id=unit_id, **asked)
        return back(reverse("work:work", args=[Key(unit.key, made)]))
    return render(request, "changes/year.html", _context(unit, form, asked), status=422 if form.errors else 200)


def _opened(request: HttpRequest, unit_id: int) -> tuple[Actor, UnitRef]:
    actor, unit = http.opened(request, unit_id, "changes.roll_over")
    if unit.level not in ("SCHOOL", "COUNTY", "CITY"):
        raise NotVisible()
    return actor, unit


def _context(unit: UnitRef, form: forms.Year, asked: dict[str, Any]) -> dict[str, Any]:
    now = clock.now()
    today = clock.school_date(now)
    schools = queries.list_graded_schools(unit, today)
    plans = sorted(queries.plan_years(schools, today, **asked).values(), key=lambda one: -len(one.conflicts))
    row = queries.find_rollover(unit.id) if unit.school_id is not None else None
    changing = [one for one in plans if one.count("UP") or one.count("LEAVE") or one.fresh]
    return {
        "unit": unit, "form": form, "year": queries.year_of(today), "is_school": unit.school_id is not None,
        "plans": [_words(one) for one in plans[:SHOWN]], "school_count": len(plans),
        "totals": [
            (_("升级的班"), sum(one.count("UP") for one in plans)),
            (_("毕业的班"), sum(one.count("LEAVE") for one in plans)),
            (_("毕业的学生"), sum(one.leaving for one in plans)), (_("新班"), sum(len(one.fresh) for one in plans)),
        ],
        "conflict_count": sum(bool(one.conflicts) for one in plans),
        "may_start": any(not one.conflicts for one in changing), "row": row,
        "may_undo": row is not None and (now - row.made_at).total_seconds() <= queries.UNDO_HOURS * 3600,
    }  # fmt: skip


def _words(plan: YearPlan) -> dict[str, Any]:
    return {
        "plan": plan, "up": plan.count("UP"), "leave": plan.count("LEAVE"), "fresh": [one[0] for one in plan.fresh],
        "conflicts": [_(text).format(**params) for text, params in plan.conflicts],
        "steps": [(one, _(MOVES[one.move])) for one in plan.steps],
    }  # fmt: skip


@require_POST
def undo(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Take a school's new year back."""
    actor, unit = _opened(request, unit_id)
    try:
        services.undo_rollover(actor=actor, now=clock.now(), school_id=unit_id)
    except RolloverKept as refusal:
        context = _context(unit, forms.Year(), {"entries": None, "primary_years": 6})
        line = {"title": _("不能撤回"), "line": refusal.text(_), "moves": []}
        return refused(request, "changes/year.html", context, line)
    return back(reverse("changes:year", args=[unit_id]))
