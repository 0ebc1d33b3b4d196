"""The level of a unit: what holds, who ordered it, until when; ordering with its burden, extending, ending."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sizao.core import clock, http
from sizao.core.actor import UnitRef
from sizao.core.answering import answer, back, receipt, went_through
from sizao.core.words import burden_words, day_words
from sizao.registry.accounts import queries as accounts
from sizao.registry.levels import forms, queries, services
from sizao.registry.levels.rules import Level, line_from
from sizao.registry.levels.views import showing
from sizao.registry.orgs import queries as orgs

SHOWN_BELOW = 50
DEFAULT_DAYS = 14


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the level of the unit one acts in."""
    return back(reverse("levels:unit", args=[http.signed_in(request).acting_unit.id]))


@require_safe
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show the level in force for a unit, what it asks, what is planned, which units below have their own."""
    actor, ref = http.opened(request, unit_id, "levels.view")
    day = clock.today()
    line = [showing.response_words(row, ref, day) for row in queries.list_on_line(ref, day)]
    below, holding = queries.list_below(ref, day), [one for one in line if not one["is_planned"]]
    for one in line:
        one["measures"] = showing.measures_of(map(line_from, one["row"].lines))
    context = {
        "unit": ref, "day": day, "holding": sorted(holding, key=lambda one: one["rank"]),
        "planned": [one for one in line if one["is_planned"]],
        "below": [showing.response_words(row, ref, day) for row in below[:SHOWN_BELOW]], "below_count": len(below),
        "log": showing.log_of(queries.list_changes(ref)), "may_order": actor.may("levels.order", ref),
    }  # fmt: skip
    return render(request, "levels/unit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Order a level: typed, then shown with what it asks and costs, then ordered."""
    actor, ref = http.opened(request, unit_id, "levels.order")
    day = clock.today()
    bundles = queries.list_bundles(ref, day)
    initial = {"level": "IV", "starts_on": day, "latest_day": day + dt.timedelta(days=DEFAULT_DAYS - 1)}
    form = forms.Order(request.POST or None, bundles=bundles, initial=initial)
    context: dict[str, Any] = {"unit": ref, "form": form, "day": day}

    def wanted(values: dict[str, Any]) -> queries.Order:
        return queries.Order(
            values["level"], form.bundle_code(), values["starts_on"], form.ends_on, values["reason"],
            values["replaces"],
        )  # fmt: skip

    def preview(values: dict[str, Any]) -> None:
        asked = wanted(values)
        queries.check_order(ref, asked, today=day)
        context["preview"] = _preview(ref, asked)

    def save(values: dict[str, Any]) -> None:
        asked = wanted(values)
        services.order_response(actor=actor, now=clock.now(), unit_id=ref.id, order=asked)
        rows = [
            (_("响应级别"), _(Level(asked.level).label)), (_("从哪天起"), day_words(asked.starts_on)),
            (_("执行到"), day_words(values["latest_day"])),
        ]  # fmt: skip
        context["receipt"] = receipt(
            _("应急响应已启动"), rows, [(_("看应急响应"), reverse("levels:unit", args=[ref.id]))]
        )

    if request.method == "POST" and request.POST.get("step") != "edit":
        went_through(form, save if request.POST.get("step") == "save" else preview, field="level")
    return answer(request, "levels/order.html", "levels/_order_form.html", context, form=form)


def _preview(ref: UnitRef, asked: queries.Order) -> dict[str, Any]:
    bundle = queries.get_bundle(ref, asked.bundle, clock.today())
    effect = queries.effect_of(ref, bundle, asked.level, asked.starts_on)
    return {
        "reached": orgs.reached_words(effect.counts), "overruled": effect.overruled,
        "burdens": [burden_words(one, accounts.role_label(one.role)) for one in effect.burdens],
        "level": _(Level(asked.level).label), "rank": Level(asked.level).rank,
        "numeral": asked.level, "bundle": showing.bundle_name(bundle.code, bundle.name),
        "source": _("没有全国规定，用本系统的默认值") if bundle.source == "PROJECT" else bundle.source,
        "measures": showing.measures_of(bundle.lines), "first": day_words(asked.starts_on),
        "latest": day_words(asked.ends_on - dt.timedelta(days=1)), "days": (asked.ends_on - asked.starts_on).days,
        "reason": asked.reason, "is_today": asked.starts_on == clock.today(),
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, unit_id: int, response_id: int) -> HttpResponse:
    """Let a level of the unit hold longer."""
    return _change(request, unit_id, response_id, forms.Extension)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, unit_id: int, response_id: int) -> HttpResponse:
    """End a level of the unit before its date."""
    return _change(request, unit_id, response_id, forms.End)


def _change(request: HttpRequest, unit_id: int, response_id: int, form_of: type) -> HttpResponse:
    actor, ref = http.opened(request, unit_id, "levels.order")
    row, day, is_end = queries.get_response(unit_id, response_id), clock.today(), form_of is forms.End
    form = form_of(request.POST or None, initial={"from_day": max(day, row.starts_on), "latest_day": row.ends_on})
    context: dict[str, Any] = {
        "unit": ref, "form": form, "one": showing.response_words(row, ref, day), "is_end": is_end,
    }  # fmt: skip

    def act(values: dict[str, Any]) -> None:
        by = {"actor": actor, "now": clock.now(), "unit_id": unit_id, "response_id": response_id}
        by["reason"] = values["reason"]
        if is_end:
            services.end_response(**by, from_day=values["from_day"])
            title, fact = _("应急响应已提前结束"), (_("从哪天起"), day_words(values["from_day"]))
        else:
            services.extend_response(**by, ends_on=values["latest_day"] + dt.timedelta(days=1))
            title, fact = _("应急响应已延长"), (_("执行到"), day_words(values["latest_day"]))
        context["receipt"] = receipt(title, [fact], [(_("看应急响应"), reverse("levels:unit", args=[unit_id]))])

    if request.method == "POST":
        went_through(form, act, field="reason")
    return answer(request, "levels/change.html", "levels/_change_form.html", context, form=form)
