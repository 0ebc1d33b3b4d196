"""Pages of whoever answers for places: today's places, one place, as planned by one tap, an exception."""

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.answering import answer, back, went_through
from sizao.core.burden import services as burden
from sizao.core.converters import Key, KeyedConverter, open_key
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.core.words import day_words
from sizao.prepare.hygiene import forms, queries, services
from sizao.prepare.hygiene.queries import Row
from sizao.prepare.hygiene.rules import SIGNS, Mark, Result
from sizao.prepare.hygiene.views.wording import line_words, names_of, row_words
from sizao.registry.places import queries as places

HISTORY_DAYS = 14
RIGHT = "hygiene.record"


def own_schools(actor: Actor, permission: str) -> list[int]:
    """List the schools in which someone holds a right by a post there."""
    return sorted({one.unit.key for one in actor.grants_for(permission) if one.unit.school_id is not None})


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show today's places of whoever answers for some; others go to the board of their school or office."""
    actor, now = signed_in(request), clock.now()
    actor.require("hygiene.view")
    schools, asked = own_schools(actor, RIGHT), request.GET.get("school", "")
    today = clock.school_date(now)
    if not schools:
        offices = [one.unit.id for one in actor.grants_for("hygiene.board") if one.unit.school_id is None]
        if not offices:
            raise NotVisible()
        return back(reverse("hygiene:office", args=[offices[0], today]))
    school = unit_by_id(int(asked) if asked.isdecimal() and int(asked) in schools else schools[0])
    rows = queries.list_rows(actor, school_id=school.id, days=[today], permission=RIGHT)
    mine = [one for one in rows if one.is_mine]
    if not mine and actor.may("hygiene.board", school):
        return back(reverse("hygiene:board", args=[school.id, today]))
    context = {
        "school": school, "day_words": day_words(today), "others_count": len(rows) - len(mine),
        "mine": _shown(mine, actor, today), "others": _shown([one for one in rows if not one.is_mine], actor, today),
        "waiting": _waiting(mine, today), "due": sum(one.cells[today].is_due for one in mine),
        "opened": burden.stamp("hygiene.done", school, now=now), "today": today,
        "sees_board": actor.may("hygiene.board", school),
        "made": request.GET.get("made", ""), "already": request.GET.get("already", ""),
    }  # fmt: skip
    return render(request, "hygiene/home.html", context)


def _shown(rows: Sequence[Row], actor: Actor, day: dt.date) -> dict[str, Any]:
    """Give places building by building, floor by floor, those that stand alone last; then checkpoints."""
    names = names_of(rows)
    roots: dict[uuid.UUID, list[Row]] = {}
    for one in rows:
        if one.point is None:
            roots.setdefault(one.site.above[0][0] if one.site.above else one.site.id, []).append(one)
    groups = [_group(root, own, actor, day, names) for root, own in roots.items() if len(own) > 1]
    alone = [row_words(own[0], day, actor, names) for own in roots.values() if len(own) == 1]
    points = [row_words(one, day, actor, names) for one in rows if one.point]
    return {"groups": groups, "alone": alone, "points": points}


def _group(root: uuid.UUID, rows: Sequence[Row], actor: Actor, day: dt.date, names: dict[int, str]) -> dict[str, Any]:
    parts: dict[tuple[uuid.UUID, str], list[Row]] = {}
    for one in rows:
        parts.setdefault(one.site.above[-1] if one.site.above else (one.site.id, ""), []).append(one)
    first = rows[0].site
    name = first.above[0][1] if first.above else first.name
    return {
        "name": name, "key": Key(first.school_id, root), "waiting": _waiting(rows, day),
        "parts": [
            {"name": "" if place == root else title, "key": Key(first.school_id, place), "waiting": _waiting(own, day),
             "lines": [row_words(one, day, actor, names) for one in own]}
            for (place, title), own in parts.items()
        ],
    }  # fmt: skip


def _waiting(rows: Sequence[Row], day: dt.date) -> int:
    return sum(one.cells[day].mark == Mark.MISSING for one in rows)


@never_cache
@require_safe
def place(request: HttpRequest, key: Key) -> HttpResponse:
    """Show one place: its plan, today's record, what was recorded lately."""
    actor, now = signed_in(request), clock.now()
    found, today = places.get_place(actor, key, "hygiene.view"), clock.school_date(now)
    days = [today - dt.timedelta(days=ago) for ago in range(HISTORY_DAYS - 1, -1, -1)]
    rows = queries.list_rows(actor, school_id=key.school_id, days=days, with_idle=True)
    row = queries.get_row(rows, found.id)
    here = [one for one in rows if one.site.id == found.id]
    below = [one for one in rows if one.point is None and one.site.is_in(found.id) and one is not row]
    names, school = names_of(here), unit_by_id(key.school_id)
    context = {
        "place": found, "key": key, "school": school, "day_words": day_words(today), "whole_name": row.site.whole_name,
        "line": row_words(row, today, actor, names), "plan": [line_words(one) for one in row.cells[today].lines],
        "points": [row_words(one, today, actor, names) for one in here if one.point],
        "may_record": _may_record(actor, key, today), "made": request.GET.get("made", ""),
        "already": request.GET.get("already", ""),
        "below": len(below), "below_waiting": _waiting(below, today) + (row.cells[today].mark == Mark.MISSING),
        "history": [
            {"day": day, "sign": SIGNS[row.cells[day].mark], "words": _(row.cells[day].mark.label),
             "is_missing": row.cells[day].mark == Mark.MISSING} for day in reversed(days)
        ],
        "opened": burden.stamp("hygiene.done", school, now=now),
    }  # fmt: skip
    return render(request, "hygiene/place.html", context)


def _may_record(actor: Actor, key: Key, today: dt.date) -> bool:
    sites = places.list_sites(actor, school_id=key.school_id, first=today, permission=RIGHT)
    return any(one.id == key.id for one in sites)


@require_POST
def done(request: HttpRequest, key: Key) -> HttpResponse:
    """Record as planned: one place or checkpoint, or all that is in a place."""
    actor, now = signed_in(request), clock.now()
    open_key(actor, key, RIGHT)
    if request.POST.get("whole") == "1":
        outcome = services.record_below(actor=actor, now=now, key=key)
        return back(f"{_where(request, key)}&made={outcome.made}&already={outcome.already}")
    services.record(actor=actor, now=now, key=key)
    return back(_where(request, key))


def _home(key: Key) -> str:
    return f"{reverse('hygiene:home')}?school={key.school_id}"


def _where(request: HttpRequest, key: Key) -> str:
    """Go back to where the button was: a place's page, else today's places."""
    place_key = request.POST.get("place", "")
    if re.fullmatch(KeyedConverter.regex, place_key):
        return f"{reverse('hygiene:place', args=[place_key])}?"
    return _home(key)


@require_http_methods(["GET", "HEAD", "POST"])
def exception(request: HttpRequest, key: Key) -> HttpResponse:
    """Say what was not done as planned, or was the matter at a checkpoint, and what was done."""
    actor, now = signed_in(request), clock.now()
    open_key(actor, key, RIGHT)
    today = clock.school_date(now)
    rows = queries.list_rows(actor, school_id=key.school_id, days=[today], permission=RIGHT, with_idle=True)
    row = queries.get_row(rows, key.id)
    lines = [line_words(one) for one in row.cells[today].lines]
    choices = [(one["code"], _("{what}（{how}）").format(what=one["what"], how=one["how"])) for one in lines]
    form = forms.Deviation(request.POST or None, lines=choices)

    def save(values: dict[str, Any]) -> None:
        said = services.Said(Result.EXCEPTION, tuple(values.get("missed", ())), values["note"])
        services.record(actor=actor, now=now, key=key, said=said)

    if request.method == "POST" and went_through(form, save, field="note"):
        return back(_home(key))
    school: UnitRef = unit_by_id(key.school_id)
    context = {
        "form": form, "key": key, "line": row_words(row, today, actor, names_of([row])), "school": school,
        "opened": burden.stamp("hygiene.exception", school, now=now), "day_words": day_words(today),
    }  # fmt: skip
    return answer(request, "hygiene/exception.html", "hygiene/_exception_form.html", context, form=form)


@require_POST
def take_back(request: HttpRequest, key: Key) -> HttpResponse:
    """Take back one's own record of today."""
    actor, now = signed_in(request), clock.now()
    open_key(actor, key, RIGHT)
    services.take_back(actor=actor, now=now, key=key)
    return back(_where(request, key))
