"""Areas at risk: listed by offices; who was there, by name in the school, as counts above it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.answering import answer, back, receipt, went_through
from sizao.core.converters import Key, open_key
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.core.words import day_words
from sizao.detect.journeys import forms, queries, services
from sizao.detect.journeys.rules import DAY
from sizao.detect.journeys.rules.risks import Outcome, RiskLevel
from sizao.detect.journeys.services import Shown
from sizao.detect.journeys.views import opening, showing


@require_safe
def risks(request: HttpRequest, unit_id: int) -> HttpResponse:
    """List the areas at risk on a unit's line; an office sees how many of its people were there."""
    actor, place = opening.opened(request, unit_id, "journeys.view")
    today = clock.today()
    lines = [showing.risk_line(row, place) for row in queries.list_risks(place, today)]
    is_office = place.school_id is None
    counted = queries.count_touched(place, today) if is_office and lines and actor.may("journeys.count", place) else {}
    for line in lines:
        line["people"], line["schools"] = counted.get(line["row"].id, (0, 0))
    context = {
        "unit": place, "lines": lines, "is_office": is_office,
        "may_list": is_office and actor.may("journeys.list_risks", place),
        "may_follow": not is_office and actor.may("journeys.follow", place),
    }  # fmt: skip
    return render(request, "journeys/risks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, unit_id: int) -> HttpResponse:
    """List an area at risk."""
    actor, place = _office(request, unit_id)
    form = forms.Risk(request.POST or None, initial={"starts_on": clock.today()})
    context: dict[str, Any] = {"unit": place, "form": form, "where": request.path}

    def save(_values: dict[str, Any]) -> None:
        row = services.list_risk(actor=actor, now=clock.now(), unit_id=unit_id, new=form.wanted())
        rows = [(_("地区"), showing.area_name(row.code)), (_("风险等级"), _(RiskLevel(row.level).label))]
        moves = [(_("看风险地区"), reverse("journeys:risks", args=[unit_id]))]
        context["receipt"] = receipt(_("已列出，学校会收到跟进任务"), rows, moves)

    if request.method == "POST":
        went_through(form, save, field="code")
    return answer(request, "journeys/risk_new.html", "journeys/_risk_new.html", context, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, unit_id: int, risk_id: int) -> HttpResponse:
    """Say until when an area is at risk, or take it back."""
    actor, place = _office(request, unit_id)
    row = queries.get_risk(unit_id, risk_id)
    form = forms.RiskEnd(
        request.POST or None, initial={"latest_day": row.ends_on - DAY if row.ends_on else clock.today()}
    )

    def save(values: dict[str, Any]) -> None:
        services.end_risk(
            actor=actor, now=clock.now(), unit_id=unit_id, risk_id=risk_id, latest_day=values["latest_day"]
        )

    if request.method == "POST" and went_through(form, save, field="latest_day"):
        return back(reverse("journeys:risks", args=[unit_id]))
    context = {"unit": place, "form": form, "line": showing.risk_line(row, place)}
    return render(request, "journeys/risk.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, unit_id: int, risk_id: int) -> HttpResponse:
    """Take back an area that was listed by mistake."""
    actor, _place = _office(request, unit_id)
    services.withdraw_risk(actor=actor, now=clock.now(), unit_id=unit_id, risk_id=risk_id)
    return back(reverse("journeys:risks", args=[unit_id]))


@never_cache
@require_safe
def touched(request: HttpRequest, school_id: int) -> HttpResponse:
    """Show by name who of a school was in an area at risk lately; the look is audited."""
    actor, school = opening.opened(request, school_id, "journeys.follow")
    return render(request, "journeys/touched.html", _touched_context(actor, school))


def _touched_context(actor: Actor, school: UnitRef, wrong: dict[str, Any] | None = None) -> dict[str, Any]:
    lines = services.show_touched(actor=actor, now=clock.now(), school_id=school.id)
    first, _latest = queries.window_of(school.id, clock.today())
    shown = [_line(one, wrong) for one in lines]
    return {
        "unit": school, "waiting": [one for one in shown if one["decided"] is None],
        "decided": [one for one in shown if one["decided"] is not None], "days": (clock.today() - first).days,
    }  # fmt: skip


def _line(one: Shown, wrong: dict[str, Any] | None) -> dict[str, Any]:
    found, decided = one.touched, one.touched.decided
    key, risk_id = Key(found.school_id, found.answer_id), found.risk.id
    form = wrong["form"] if wrong and (wrong["key"], wrong["risk_id"]) == (key, risk_id) else None
    return {
        "key": key, "risk_id": risk_id, "name": one.name, "group": showing.group_name(one.group_id),
        "area": showing.area_name(found.risk.code), "level": _(RiskLevel(found.risk.level).label),
        "latest": day_words(found.touch.latest_day), "is_certain": found.touch.is_certain,
        "parts": showing.parts(one.said), "until": day_words(one.until),
        "form": form or forms.Decision(auto_id=f"id_{found.answer_id}_{risk_id}_%s"), "is_wrong": form is not None,
        "is_in_roster": one.said.answer.person_id is not None,
        "decided": _(Outcome(decided.outcome).label) if decided else None, "reason": decided.reason if decided else "",
    }  # fmt: skip


@require_POST
def decide(request: HttpRequest, key: Key, risk_id: int) -> HttpResponse:
    """Say what is done for someone who was in an area at risk."""
    actor = signed_in(request)
    open_key(actor, key, "journeys.follow")
    form = forms.Decision(request.POST, auto_id=f"id_{key.id}_{risk_id}_%s")

    def save(values: dict[str, Any]) -> None:
        services.decide(
            actor=actor, now=clock.now(), school_id=key.school_id, answer_id=key.id, risk_id=risk_id,
            outcome=values["outcome"], reason=values["reason"],
        )  # fmt: skip

    if went_through(form, save, field="reason"):
        return back(reverse("journeys:touched", args=[key.school_id]))
    wrong = {"key": key, "risk_id": risk_id, "form": form}
    context = _touched_context(actor, unit_by_id(key.school_id), wrong)
    return render(request, "journeys/touched.html", {**context, "form": form}, status=422)


def _office(request: HttpRequest, unit_id: int) -> tuple[Actor, UnitRef]:
    actor, place = opening.opened(request, unit_id, "journeys.list_risks")
    if place.school_id is not None:
        raise NotVisible()
    return actor, place
