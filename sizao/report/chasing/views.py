"""Why a group is missing, in one tap; how often units are on time, by week."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.answering import back
from sizao.core.errors import Invalid, NotVisible
from sizao.core.files import exports
from sizao.core.http import signed_in
from sizao.core.pages import Card
from sizao.core.words import percent, week_words
from sizao.report.chasing import queries, services
from sizao.report.chasing.queries import Rates
from sizao.report.chasing.queries.missing import missing_of
from sizao.report.chasing.queries.rates import weeks_until
from sizao.report.chasing.rules import OnTime, Reason, Trend, trend_of
from sizao.report.chasing.services.telling import LABELS

# Below this share of reports on time a unit is marked; the mark is ours. source: PROJECT
GOOD_RATE = 0.95


def today(*, actor: Actor, now: dt.datetime) -> list[Card]:
    """Ask the actor's own groups why they missed a cut-off today."""
    day = clock.school_date(now)
    return [
        Card(
            "chasing/_card_reason.html", {**_question(one, day, _given(actor, one.school_id, day)), "day": day}, order=9
        )
        for one in queries.own_missing(actor, now)
    ]


def _given(actor: Actor, school_id: int, day: dt.date) -> dict[tuple[int, str], queries.GivenReason]:
    return queries.reasons_of(actor, school_id=school_id, day=day) if actor.has("chasing.view") else {}


def _question(one: queries.MissingGroup, day: dt.date, given: dict) -> dict[str, Any]:
    return {
        "group_id": one.id, "name": one.name, "session": one.session, "label": _(LABELS[one.session]),
        "due": one.due_at, "choices": queries.reason_choices(), "given": given.get((one.id, one.session)),
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def reason(request: HttpRequest, group_id: int, day: dt.date, session: str) -> HttpResponse:
    """Ask why a group is missing; a tap on a reason answers."""
    actor, now = signed_in(request), clock.now()
    group = unit_by_id(group_id)
    actor.require("chasing.explain", group)
    code = ""
    if request.method == "POST":
        code = services.give_reason(
            actor=actor, now=now, group_id=group_id, day=day, session=session, reason=request.POST.get("reason", ""),
            note=request.POST.get("note", ""),
        )  # fmt: skip
        if "to_school" in request.POST:
            return back(reverse("daily:missing", args=[group.key, day]))
    owed = next((one for one in missing_of({group_id: group.key}, day, now) if one.session == session), None)
    context = {
        "group": group, "day": day, "session": session, "label": _(LABELS.get(session, "")), "owed": owed,
        "choices": queries.reason_choices(), "said": _(Reason(code).label) if code else "", "at": now,
    }  # fmt: skip
    if request.htmx:
        return render(request, "chasing/_said.html", context)
    return render(request, "chasing/reason.html", context)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the rates of the unit one looks after."""
    grants = signed_in(request).grants_for("chasing.view")
    if not grants:
        raise NotVisible()
    unit = grants[0].unit
    return back(reverse("chasing:rates", args=[unit.key]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rates(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show how often the units below one are on time, ranked, and the trend of weeks; posted, send a workbook."""
    actor, now = signed_in(request), clock.now()
    unit, problem = unit_by_id(unit_id), ""
    actor.require("chasing.view", unit)
    if request.method == "POST":
        try:
            return exports.send(services.export_rates(
                actor=actor, now=now, unit_id=unit_id, purpose=request.POST.get("purpose", ""))
            )  # fmt: skip
        except Invalid as refused:
            problem = refused.problems[0].text(_)
    context = _rates_context(actor, unit, clock.school_date(now), request.GET.get("week", ""))
    context |= {"problem": problem, "longest_purpose": exports.LONGEST_PURPOSE, "as_of": now}
    return render(request, "chasing/rates.html", context, status=422 if problem else 200)


def _rates_context(actor: Actor, unit: UnitRef, today: dt.date, wanted: str) -> dict[str, Any]:
    found = queries.list_rates(actor, unit=unit, today=today)
    weeks, whole = weeks_until(today), queries.get_rates(found)
    known = [week for week in weeks if whole.of(week).due]
    week = next((one for one in known if one.isoformat() == wanted), known[-1] if known else weeks[-1])
    until = [one for one in weeks if one <= week]
    ranked = [_line(one, until) for one in found if one.of(week).due]
    return {
        "unit": unit, "week": week, "week_words": week_words(week), "ends": week + dt.timedelta(days=6),
        "lines": sorted(ranked, key=lambda one: (one["rate"], one["name"])), "known": bool(known),
        "whole": _counts(whole.of(week)), "trend": trend_words(trend_of([whole.of(one).rate for one in until])),
        "weeks": [
            {"day": one, "week": week_words(one), "is_chosen": one == week, **_counts(whole.of(one))}
            for one in reversed(known)
        ],
        "is_school": unit.school_id is not None,
    }  # fmt: skip


def _counts(counts: OnTime) -> dict[str, Any]:
    rate = counts.rate or 0.0
    return {
        "counts": counts, "rate": rate, "bar": round(rate * 100), "words": percent(counts.on_time, counts.due),
        "tone": "good" if rate >= GOOD_RATE else "attention",
    }  # fmt: skip


def _line(one: Rates, weeks: list[dt.date]) -> dict[str, Any]:
    is_office = one.line.level in ("SCHOOL", "COUNTY", "CITY")
    return {
        "name": one.line.name, **_counts(one.of(weeks[-1])),
        "trend": trend_words(trend_of([one.of(week).rate for week in weeks])),
        "url": reverse("chasing:rates", args=[one.line.id]) if is_office else "",
    }  # fmt: skip


def trend_words(trend: Trend) -> str:
    """Say a trend: 比上周高2.1个百分点，连升3周."""
    if trend.points is None:
        return _("没有上周可比")
    if not trend.points:
        return _("与上周持平")
    points = abs(trend.points)
    moved = (_("比上周高{n}个百分点") if trend.points > 0 else _("比上周低{n}个百分点")).format(n=points)
    if abs(trend.weeks) < 2:
        return moved
    run = (_("连升{n}周") if trend.weeks > 0 else _("连降{n}周")).format(n=abs(trend.weeks))
    return _("{moved}，{run}").format(moved=moved, run=run)
