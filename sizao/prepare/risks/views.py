"""The register of a unit with its matrix and what lies below; one risk point with its history."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock
from sizao.core.actor import OFFICES, Actor, UnitRef, unit_by_id
from sizao.core.answering import back, went_through
from sizao.core.converters import Key
from sizao.core.errors import Forbidden, Invalid
from sizao.core.files import exports
from sizao.core.http import signed_in
from sizao.core.words import week_words
from sizao.prepare.risks import forms, queries, services
from sizao.prepare.risks.models import RiskPoint
from sizao.prepare.risks.rules import (
    IMPACTS,
    KEEPERS,
    LIKELIHOODS,
    LOOP,
    SCALE,
    TREND_WEEKS,
    PointKind,
    Rating,
    rating_of,
)
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs

TONES = {Rating.SEVERE: "act", Rating.HIGH: "attention", Rating.MEDIUM: "info", Rating.LOW: "na"}
STATE_TONES = {"OPEN": "attention", "CONTROLLED": "good", "CLOSED": "na"}
DEFAULT_REVIEW_DAYS = 30


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the register of the unit one acts in."""
    actor = signed_in(request)
    actor.require("risks.view")
    unit_ids = [grant.unit.id for grant in actor.grants_for("risks.view")]
    acting = actor.acting_unit.id
    return back(reverse("risks:unit", args=[acting if acting in unit_ids else unit_ids[0]]))


@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show a register: matrix, points, units below, signals by week; posted, take it out as a workbook."""
    actor, ref, now = signed_in(request), unit_by_id(unit_id), clock.now()
    actor.require("risks.view", ref)
    problem = ""
    if request.method == "POST":
        try:
            purpose = request.POST.get("purpose", "")
            return exports.send(services.export_points(actor=actor, now=now, unit_id=unit_id, purpose=purpose))
        except Invalid as refused:
            problem = refused.problems[0].text(_)
    is_closed = request.GET.get("show") == "closed"
    context = {
        **_register(actor, ref, now, is_closed=is_closed), **_below(actor, ref, now), "unit": ref,
        "trend": _trend(actor, ref, now), "may_keep": may_keep(actor, ref), "problem": problem,
        "longest_purpose": exports.LONGEST_PURPOSE,
    }  # fmt: skip
    return render(request, "risks/unit.html", context, status=422 if problem else 200)


def may_keep(actor: Actor, ref: UnitRef) -> bool:
    """Tell whether the actor may change this very unit's register."""
    return ref.level in KEEPERS and ref.id in actor.held_in("risks.keep")


def _register(actor: Actor, ref: UnitRef, now: dt.datetime, *, is_closed: bool) -> dict[str, Any]:
    keeps = ref.level in KEEPERS
    points = queries.list_points(actor, ref) if keeps else []
    shown = queries.list_points(actor, ref, is_closed=True) if keeps and is_closed else points
    return {
        "keeps": keeps, "is_closed": is_closed, "matrix": _matrix(points) if points else [], "scale": SCALE,
        "rows": [_row(one, clock.school_date(now)) for one in shown], "open_count": len(points),
    }  # fmt: skip


def _matrix(points: Iterable[RiskPoint]) -> list[dict[str, Any]]:
    """Lay the matrix out, the most likely on top."""
    cells = queries.matrix_of(points)
    return [
        {"likelihood": likelihood, "words": _(LIKELIHOODS[likelihood]), "cells": [
            {"impact": impact, "count": cells[likelihood, impact], "rating": _(rating_of(likelihood * impact).label),
             "tone": TONES[rating_of(likelihood * impact)]}
            for impact in SCALE
        ]}
        for likelihood in reversed(SCALE)
    ]  # fmt: skip


def _row(one: RiskPoint, today: dt.date, name: str = "") -> dict[str, Any]:
    rating = rating_of(one.score)
    return {
        "point": one, "key": Key(one.school_id, one.id), "name": name, "kind": _(PointKind(one.kind).label),
        "rating": _(rating.label), "tone": TONES[rating], "owner": accounts.role_label(one.owner),
        "state": _(one.state_label), "state_tone": STATE_TONES[one.state],
        "is_overdue": one.state != "CLOSED" and one.review_on < today,
    }  # fmt: skip


def _below(actor: Actor, ref: UnitRef, now: dt.datetime) -> dict[str, Any]:
    """Show an office the units below it: counts, and the highest points."""
    if ref.level not in OFFICES:
        return {"below": [], "highest": [], "is_office": False}
    today = clock.school_date(now)
    counted, highest = queries.count_below(actor, ref, today), queries.list_highest_below(actor, ref)
    lines = orgs.list_lines({one.unit_id for one in counted} | {one.school_id for one in highest})
    return {
        "is_office": True,
        "below": [{"count": one, "name": lines[one.unit_id].name} for one in counted if one.unit_id in lines],
        "highest": [_row(one, today, lines[one.school_id].name) for one in highest if one.school_id in lines],
    }


def _trend(actor: Actor, ref: UnitRef, now: dt.datetime) -> dict[str, Any]:
    weeks = list(queries.trend_of(actor, ref, now, TREND_WEEKS))
    most = max([1, *(one.raised for one in weeks)])
    rows = [{"week": week_words(one.first), "first": one.first, "count": one, "most": most} for one in reversed(weeks)]
    return {"rows": rows, "total": sum(one.raised for one in weeks)}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Put a risk point on the register."""
    actor, ref, now = signed_in(request), unit_by_id(unit_id), clock.now()
    actor.require("risks.keep", ref)
    if not may_keep(actor, ref):
        raise Forbidden(act="改别的单位的风险点")
    today = clock.school_date(now)
    form = forms.Point(
        request.POST or None, level=ref.level, today=today,
        initial={"review_on": today + dt.timedelta(days=DEFAULT_REVIEW_DAYS)},
    )  # fmt: skip
    if request.method == "POST" and went_through(
        form, lambda _values: services.add_point(actor=actor, now=now, unit_id=unit_id, new=form.wanted())
    ):
        return back(reverse("risks:unit", args=[unit_id]))
    context = {"unit": ref, "form": form, "cancel": reverse("risks:unit", args=[unit_id])}
    return render(request, "risks/edit.html", context, status=422 if form.errors else 200)


@require_safe
def point(request: HttpRequest, key: Key) -> HttpResponse:
    """Show one risk point."""
    actor, now = signed_in(request), clock.now()
    row = queries.get_point(actor, school_id=key.school_id, point_id=key.id)
    return render(request, "risks/point.html", _point_context(actor, row, now))


def _point_context(actor: Actor, row: RiskPoint, now: dt.datetime, **bound: forms.Moved) -> dict[str, Any]:
    ref = unit_by_id(row.school_id)
    moves = [one for one in LOOP.moves if row.state in one.sources] if may_keep(actor, ref) else []
    return {
        **_row(row, clock.school_date(now)), "unit": ref, "likelihood": _(LIKELIHOODS[row.likelihood]),
        "impact": _(IMPACTS[row.impact]), "ratings": [_assessed(one) for one in queries.list_assessments(actor, row)],
        "history": [
            {"at": one.moved_at, "word": _(LOOP.move_named(one.move).label), "reason": one.reason}
            for one in row.history()
            if one.move in {move.name for move in LOOP.moves}
        ],
        "may_review": bool(moves) and row.state != "CLOSED",
        "moves": [
            {"name": one.name, "label": _(one.label), "form": bound.get(one.name) or _moved(one.name)} for one in moves
        ],
    }  # fmt: skip


def _moved(move: str) -> forms.Moved:
    return forms.Moved(auto_id=f"{move}-%s")


def _assessed(one: Any) -> dict[str, Any]:
    rating = rating_of(one.likelihood * one.impact)
    return {
        "row": one, "score": one.likelihood * one.impact, "rating": _(rating.label), "tone": TONES[rating],
        "owner": accounts.role_label(one.owner),
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, key: Key) -> HttpResponse:
    """Rate a point again."""
    actor, now = signed_in(request), clock.now()
    row = queries.get_point(actor, school_id=key.school_id, point_id=key.id)
    ref, today = unit_by_id(row.school_id), clock.school_date(now)
    actor.require("risks.keep", ref)
    if not may_keep(actor, ref):
        raise Forbidden(act="改别的单位的风险点")
    first = {
        "title": row.title, "kind": row.kind, "likelihood": row.likelihood, "impact": row.impact,
        "measure": row.measure, "owner": row.owner, "review_on": today + dt.timedelta(days=DEFAULT_REVIEW_DAYS),
    }  # fmt: skip
    form = forms.Review(request.POST or None, level=ref.level, today=today, initial=first)
    place = {"actor": actor, "now": now, "school_id": key.school_id, "point_id": key.id}
    if request.method == "POST" and went_through(
        form, lambda values: services.assess_point(**place, new=form.wanted(), note=values["note"])
    ):
        return back(reverse("risks:point", args=[key]))
    context = {"unit": ref, "form": form, "row": row, "cancel": reverse("risks:point", args=[key])}
    return render(request, "risks/edit.html", context, status=422 if form.errors else 200)


@require_POST
def act(request: HttpRequest, key: Key, move: str) -> HttpResponse:
    """Make one move of the loop; what is wrong comes back in its form."""
    if move not in {one.name for one in LOOP.moves}:
        raise Http404
    actor, now = signed_in(request), clock.now()
    row = queries.get_point(actor, school_id=key.school_id, point_id=key.id)
    form = forms.Moved(request.POST, auto_id=f"{move}-%s")
    place = {"actor": actor, "now": now, "school_id": key.school_id, "point_id": key.id, "move": move}
    if went_through(form, lambda values: services.move_point(**place, **values), field="reason"):
        return back(reverse("risks:point", args=[key]))
    return render(request, "risks/point.html", _point_context(actor, row, now, **{move: form}), status=422)
