"""Rules of a unit: every value with who set it; one value with its line, its history, and the form to tighten it."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sizao.core import clock, http
from sizao.core.actor import Actor, UnitRef
from sizao.core.answering import answer, back, receipt, went_through
from sizao.core.errors import NotVisible
from sizao.core.words import day_words
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import forms, queries, services
from sizao.registry.policies.queries import LowerSetting, SettingRow
from sizao.registry.policies.rules import GROUPS, PolicyKey, Resolved, concerns, get_key, read_value
from sizao.registry.policies.views import showing

SHOWN_LOWER = 50


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the rules of the unit one acts in."""
    return back(reverse("policies:unit", args=[http.signed_in(request).acting_unit.id]))


@require_safe
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show every value in force for a unit, who set it and since when."""
    actor, ref = http.opened(request, unit_id, "policies.view")
    day = clock.today()
    crumbs = showing.crumbs_of(actor, ref)
    rows = queries.list_settings([step["id"] for step in crumbs])
    stage = crumbs[-1]["stage"]
    resolved = {one.key.key: one for one in queries.list_resolved(unit_id, day) if concerns(one.key, ref.level, stage)}
    names = orgs.list_lines({one.from_unit_id for one in resolved.values() if one.from_unit_id is not None})
    unit_names = {one.id: one.name for one in names.values()}
    groups = [
        {
            "title": _(title),
            "lines": [
                _line(one, ref, rows, unit_names, day) for key, one in resolved.items() if key.startswith(starts)
            ],
        }
        for title, starts in GROUPS
    ]
    context = {
        "unit": ref, "crumbs": crumbs, "groups": [group for group in groups if group["lines"]],
        "may_set": actor.may("policies.set", ref), "day": day,
    }  # fmt: skip
    return render(request, "policies/unit.html", context)


def _line(one: Resolved, unit: UnitRef, rows: list[SettingRow], names: dict[int, str], day: dt.date) -> dict[str, Any]:
    row = _row_in_force(rows, one, day)
    own = [row for row in rows if row.unit_id == unit.id and row.key == one.key.key]
    planned = [row for row in own if row.starts_on > day]
    return {
        "key": one.key.key,
        "label": _(one.key.label),
        "value": showing.words_of(one.key, one.value),
        "setter": showing.setter_of(one, unit, names),
        "since": row.starts_on if row else None,
        "is_own": one.from_unit_id == unit.id and one.raised_by is None,
        "is_refused": any(refusal.unit_id == unit.id for refusal in one.refused),
        "planned": [
            _("{day}起{value}").format(day=row.starts_on, value=showing.words_of(one.key, row.value)) for row in planned
        ],
    }


def _row_in_force(rows: list[SettingRow], one: Resolved, day: dt.date) -> SettingRow | None:
    setter = one.from_unit_id if one.raised_by is None else None
    wanted = (row for row in rows if row.unit_id == setter and row.key == one.key.key and row.holds_on(day))
    return next(wanted, None)


@require_http_methods(["GET", "HEAD", "POST"])
def value(request: HttpRequest, unit_id: int, key: str) -> HttpResponse:
    """Show one value with its line and history; posted, preview whom a new value reaches, then set it."""
    actor, ref = http.opened(request, unit_id, "policies.view")
    known = get_key(key)
    if not concerns(known, ref.level):
        raise NotVisible()
    if request.method == "POST":
        actor.require("policies.set", ref)
    context = _value_context(actor, ref, known)
    current = context["resolved"].value
    initial = {"value": list(current) if isinstance(current, frozenset) else current, "starts_on": context["day"]}
    form = forms.Value(request.POST or None, key=known, initial=initial)
    context["form"] = form
    if request.method == "POST":
        _try_value(request, actor, ref, form, context)
    return answer(request, "policies/value.html", "policies/_value_form.html", context, form=form)


def _try_value(request: HttpRequest, actor: Actor, ref: UnitRef, form: forms.Value, context: dict[str, Any]) -> None:
    """Preview or set; what the rules refuse stands in the form in words."""
    known, now = form.key, clock.now()

    def preview(values: dict[str, Any]) -> None:
        wanted = read_value(known, form.raw())
        queries.check_change(ref, known, wanted, values["starts_on"])
        lower = queries.list_lower_settings(ref, known, values["starts_on"])
        reached = queries.affected_below(
            ref.territory_path, queries.exempt_paths(lower, known, wanted), values["starts_on"]
        )
        context["preview"] = {
            "before": showing.words_of(known, context["resolved"].value), "after": showing.words_of(known, wanted),
            "day": day_words(values["starts_on"]), "reason": values["reason"],
            "reached": orgs.reached_words(reached.counts), "exempt": reached.exempt_schools,
            "is_today": values["starts_on"] == context["day"],
            "burden": showing.burden_words(ref, known, wanted, values["starts_on"]),
        }  # fmt: skip

    def save(values: dict[str, Any]) -> None:
        services.set_value(
            actor=actor, now=now, unit_id=ref.id, key=known.key, value=form.raw(), starts_on=values["starts_on"],
            reason=values["reason"],
        )  # fmt: skip
        rows = [
            (_(known.label), showing.words_of(known, read_value(known, form.raw()))),
            (_("从哪天起"), day_words(values["starts_on"])),
        ]
        moves = [
            (_("看这一条"), reverse("policies:value", args=[ref.id, known.key])),
            (_("全部规则"), reverse("policies:unit", args=[ref.id])),
        ]
        context["receipt"] = receipt(_("规则已设"), rows, moves)

    if request.POST.get("step") != "edit":
        went_through(form, save if request.POST.get("step") == "save" else preview, field="value")


def _value_context(actor: Actor, ref: UnitRef, known: PolicyKey) -> dict[str, Any]:
    day = clock.today()
    crumbs = showing.crumbs_of(actor, ref)
    names = {step["id"]: step["name"] for step in crumbs}
    rows = queries.list_settings(names, key=known.key)
    resolved = queries.get_resolved(ref.id, known.key, day)
    lower = queries.list_lower_settings(ref, known, day)
    own = [row for row in rows if row.unit_id == ref.id]
    return {
        "unit": ref, "crumbs": crumbs, "key": known, "label": _(known.label), "day": day, "resolved": resolved,
        "words": showing.words_of(known, resolved.value),
        "why": showing.why_of(resolved, ref, _row_in_force(rows, resolved, day), names),
        "line": _line_of(resolved, rows, names, day),
        "lower": [_lower_words(one, known) for one in lower[:SHOWN_LOWER]], "lower_count": len(lower),
        "history": showing.log_of(rows, names, known), "may_set": actor.may("policies.set", ref),
        "own": any(row.until is None or row.until > day for row in own),
        "reset_form": forms.Reset(initial={"from_day": day + dt.timedelta(days=1)}),
        "above": showing.words_of(known, queries.resolved_above(ref.id, known.key, day).value),
    }  # fmt: skip


def _line_of(resolved: Resolved, rows: list[SettingRow], names: dict[int, str], day: dt.date) -> list[dict[str, Any]]:
    """Say from the nation down what each level set and whether it counts."""
    key = resolved.key
    refused = {refusal.unit_id: refusal.error.text(_) for refusal in resolved.refused}
    line = [{"name": _("全国默认"), "value": showing.words_of(key, key.default), "why": "",
             "holds": resolved.from_unit_id is None}]  # fmt: skip
    for setting in resolved.path:
        row = next((one for one in rows if one.unit_id == setting.unit_id and one.holds_on(day)), None)
        line.append(
            {
                "name": names.get(setting.unit_id, ""),
                "value": showing.words_of(key, setting.value),
                "since": row.starts_on if row else None,
                "reason": row.reason if row else "",
                "why": refused.get(setting.unit_id, ""),
                "holds": setting.unit_id == resolved.from_unit_id and resolved.raised_by is None,
            }
        )
    if resolved.raised_by is not None:
        line.append({"name": names.get(resolved.raised_by, ""), "value": showing.words_of(key, resolved.value),
                     "reason": _("应急响应"), "holds": True})  # fmt: skip
    return line


def _lower_words(one: LowerSetting, key: PolicyKey) -> dict[str, Any]:
    return {
        "id": one.unit_id, "name": one.unit_name, "value": showing.words_of(key, one.value), "holds": one.is_holding,
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest, unit_id: int, key: str) -> HttpResponse:
    """Take back the unit's own value from a day on."""
    actor, ref = http.opened(request, unit_id, "policies.view")
    actor.require("policies.set", ref)
    known = get_key(key)
    context = _value_context(actor, ref, known)
    form = forms.Reset(request.POST or None, initial=context["reset_form"].initial)
    context["reset_form"] = form

    def take_back(values: dict[str, Any]) -> None:
        services.reset_value(actor=actor, now=clock.now(), unit_id=ref.id, key=known.key, from_day=values["from_day"])
        rows = [(_("从哪天起取消"), day_words(values["from_day"])), (_("之后是"), context["above"])]
        context["receipt"] = receipt(
            _("本单位的设定已取消"), rows, [(_("看这一条"), reverse("policies:value", args=[ref.id, known.key]))]
        )

    if request.method == "POST":
        went_through(form, take_back, field="from_day")
    return answer(request, "policies/reset.html", "policies/_reset_form.html", context, form=form)
