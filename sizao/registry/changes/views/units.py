"""Changes of units: what is planned and done, planning one with its preview, taking it back, a unit's history."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock, http
from sizao.core.actor import Actor
from sizao.core.answering import answer, back, receipt, refused, went_through
from sizao.core.errors import NotVisible
from sizao.core.words import day_words
from sizao.registry.accounts import queries as accounts
from sizao.registry.changes import forms, queries, services
from sizao.registry.changes.models import UnitChange
from sizao.registry.changes.queries import Effect
from sizao.registry.changes.rules import Kind, State, state_of
from sizao.registry.changes.services import ChangeOver
from sizao.registry.orgs import queries as orgs

PAGE_SIZE = 50
TONES = {State.PLANNED: ("info", "clock"), State.APPLIED: ("good", "check"), State.WITHDRAWN: ("na", "ban")}
COUNTED = {
    "SCHOOL": "{n}所学校", "CLASS": "{n}个班", "PEOPLE": "{n}人", "POSTS": "{n}个岗位在新单位另设",
}  # fmt: skip


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the changes in one's tree: those to come, and those over."""
    actor = http.signed_in(request)
    actor.require("changes.view")
    is_over = request.GET.get("show") == "over"
    page = Paginator(queries.list_changes(actor, planned=not is_over), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": [_line(row) for row in page], "is_over": is_over}
    return render(request, "changes/list.html", context)


def _line(row: UnitChange) -> dict[str, Any]:
    state = state_of(is_applied=row.applied_at is not None, is_withdrawn=row.withdrawn_at is not None)
    tone, icon = TONES[state]
    if state == State.PLANNED and row.obstacle:
        tone, icon = "attention", "alert-triangle"
    return {
        "row": row, "title": _title(row), "state": _(state.label), "tone": tone, "icon": icon,
        "day": day_words(row.starts_on), "is_planned": state == State.PLANNED,
        "counts": _counts(row.effect) if row.effect else "",
    }  # fmt: skip


def _title(row: UnitChange) -> str:
    parts = {"unit": row.unit.short_name, "target": row.target.short_name if row.target else row.name, "name": row.name}
    texts = {
        Kind.RENAME: _("{unit}更名为{name}"), Kind.MOVE: _("{unit}划到{target}"),
        Kind.SPLIT: _("{unit}拆分，一部分到{target}"), Kind.MERGE: _("{unit}并入{target}"),
    }  # fmt: skip
    return texts[Kind(row.kind)].format(**parts)


def _counts(counts: dict[str, int]) -> str:
    parts = [_(COUNTED[key]).format(n=f"{counts[key]:,}") for key in COUNTED if counts.get(key)]
    return _("、").join(parts)


@require_safe
def change(request: HttpRequest, change_id: int) -> HttpResponse:
    """Show one change: what it does, when, on whose order, what came of it."""
    actor = http.signed_in(request)
    return render(request, "changes/change.html", _change_context(actor, queries.get_change(actor, change_id)))


def _change_context(actor: Actor, row: UnitChange) -> dict[str, Any]:
    who = accounts.names_of({one for one in (row.made_by, row.withdrawn_by) if one is not None})
    return {
        **_line(row), "parts": [one.name for one in orgs.list_lines(row.part_ids).values()],
        "made_by": who.get(row.made_by or 0, ""), "withdrawn_by": who.get(row.withdrawn_by or 0, ""),
        "may_plan": queries.may_plan(actor, orgs.ref_of(row.unit)),
    }  # fmt: skip


@require_POST
def withdraw(request: HttpRequest, change_id: int) -> HttpResponse:
    """Take a planned change back."""
    actor = http.signed_in(request)
    try:
        services.withdraw_change(actor=actor, now=clock.now(), change_id=change_id)
    except ChangeOver as refusal:
        context = _change_context(actor, queries.get_change(actor, change_id))
        line = {"title": _("不能撤回"), "line": refusal.text(_), "moves": []}
        return refused(request, "changes/change.html", context, line)
    return back(reverse("changes:change", args=[change_id]))


@require_safe
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show what a unit was before, what is planned for it, and what may be done with it."""
    actor = http.signed_in(request)
    found = orgs.open_unit(actor, unit_id)
    may_plan = queries.may_plan(actor, orgs.ref_of(found)) and found.valid_to is None
    context = {
        "unit": found, "lines": [_line(row) for row in queries.list_of_unit(unit_id)],
        "past": queries.list_past(unit_id),
        "kinds": [(kind.value.lower(), _(kind.label)) for kind in queries.kinds_for(found.level)] if may_plan else [],
    }  # fmt: skip
    return render(request, "changes/unit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, unit_id: int, kind: str) -> HttpResponse:
    """Plan a change: typed, then shown with what it moves, then planned."""
    actor = http.signed_in(request)
    found = orgs.open_unit(actor, unit_id)
    queries.require_above(actor, orgs.ref_of(found))
    wanted = kind.upper()
    if wanted not in queries.kinds_for(found.level) or found.valid_to is not None:
        raise NotVisible()
    today = clock.today()
    targets, parts = queries.find_choices(actor, found, wanted, today)
    initial = {"name": found.name, "short_name": found.short_name} if wanted == Kind.RENAME else {}
    form = forms.Change(request.POST or None, kind=wanted, targets=targets, parts=parts, initial=initial)
    context: dict[str, Any] = {"unit": found, "kind": kind, "kind_words": _(Kind(wanted).label), "form": form}

    def preview(_values: dict[str, Any]) -> None:
        asked = form.plan(unit_id)
        queries.check_plan(asked, today=today)
        context["preview"] = _preview(queries.effect_of(asked, today), form, dict(targets), dict(parts))

    def save(_values: dict[str, Any]) -> None:
        made = services.plan_change(actor=actor, now=clock.now(), plan=form.plan(unit_id))
        rows = [(_("从哪天起"), day_words(form.cleaned_data["starts_on"]))]
        moves = [(_("打开"), reverse("changes:change", args=[made])), (_("机构调整"), reverse("changes:list"))]
        context["receipt"] = receipt(_("{kind}已安排").format(kind=context["kind_words"]), rows, moves)

    if request.method == "POST" and request.POST.get("step") != "edit":
        went_through(form, save if request.POST.get("step") == "save" else preview, field="starts_on")
    return answer(request, "changes/plan.html", "changes/_plan_form.html", context, form=form)


def _preview(effect: Effect, form: forms.Change, targets: dict[int, str], parts: dict[int, str]) -> dict[str, Any]:
    values = form.cleaned_data
    return {
        "day": day_words(values["starts_on"]), "reason": values["reason"], "counts": _counts(effect.counts),
        "target": targets.get(values.get("target_id") or 0) or values.get("name", ""),
        "code": values.get("code", ""), "named": effect.named,
        "more": max(0, effect.counts.get("SCHOOL", 0) - len(effect.named)),
        "groups": [(one.group.name, one.name) for one in effect.groups],
        "renamed": sum(one.group.name != one.name for one in effect.groups),
        "lost": [_(text).format(**params) for text, params in effect.lost],
    }  # fmt: skip
