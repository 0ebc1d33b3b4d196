"""People who need a measure (重点人群): lists by name in the school, counts above it, setting, extending, lifting."""

import datetime as dt
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
from sizao.core.errors import Invalid
from sizao.core.http import signed_in
from sizao.core.pages import Card
from sizao.core.words import day_words
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs
from sizao.registry.roster import queries as roster
from sizao.registry.tags import forms, queries, services
from sizao.registry.tags.queries import TagLine
from sizao.registry.tags.rules import TagMeasure, TagReason
from sizao.registry.tags.services import NewTag

DAY = dt.timedelta(days=1)


@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List who needs what until when; an office sees how many, by school."""
    actor, today = signed_in(request), clock.today()
    schools = [one.unit for one in actor.grants_for("roster.view_tags") if one.unit.school_id is not None]
    if not schools:
        actor.require("roster.count_tags")
        return render(request, "tags/counts.html", _counts(actor, today))
    school = unit_by_id(schools[0].school_id or 0)
    asked = request.GET.get("reason", "")
    lines = queries.list_tags(actor, school_id=school.id, day=today)
    codes = [one for one in TagReason if any(line.reason == one for line in lines)]
    context = {
        "school": school, "reason": asked, "total": len(lines),
        "tabs": [(one.value, _(one.label), sum(line.reason == one for line in lines)) for one in codes],
        "lines": [_words(line) for line in lines if not asked or line.reason == asked],
        "may_set": any(one.unit.key == school.id for one in actor.grants_for("roster.set_tags")),
    }  # fmt: skip
    return render(request, "tags/home.html", context)


def _words(line: TagLine) -> dict[str, Any]:
    return {
        "key": Key(line.tag.school_id, line.tag.id), "person": line.person,
        "person_key": Key(line.tag.school_id, line.person.id),
        "reason": _(TagReason(line.reason).label) if line.reason else "",
        "measures": _("、").join(_(TagMeasure(one).label) for one in line.tag.measures), "note": line.note,
        "latest": day_words(line.tag.expires_on - DAY), "is_soon": line.days_left <= queries.SOON_DAYS,
        "set_by": line.tag.set_by,
    }  # fmt: skip


def _counts(actor: Actor, today: dt.date) -> dict[str, Any]:
    unit: UnitRef = actor.grants_for("roster.count_tags")[0].unit
    actor.require("roster.count_tags", unit)
    found = queries.count_tags(unit, today)
    lines = orgs.list_lines(found)
    total = {one.value: sum(counts.get(one, 0) for counts in found.values()) for one in TagReason}
    columns = [one for one in TagReason if total[one.value]]
    rows = [
        {"name": lines[key].name, "cells": [counts.get(one, 0) for one in columns], "sum": sum(counts.values())}
        for key, counts in found.items()
    ]
    return {
        "unit": unit, "columns": [_(one.label) for one in columns], "total": sum(total.values()),
        "rows": sorted(rows, key=lambda row: -row["sum"])[:200], "totals": [total[one.value] for one in columns],
    }  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, key: Key) -> HttpResponse:
    """Tag one person of the roster."""
    actor, now = signed_in(request), clock.now()
    open_key(actor, key, "roster.set_tags")
    person = roster.get_person(actor, school_id=key.school_id, person_id=key.id)
    form = forms.NewTag(request.POST or None, today=clock.school_date(now))
    context: dict[str, Any] = {"form": form, "person": person, "key": key, "title": _("加标记"), "verb": _("加标记")}

    def save(values: dict[str, Any]) -> None:
        tag = NewTag(
            key.id, values["reason"], tuple(values["measures"]), values["latest_day"] + DAY, values["note"]
        )  # fmt: skip
        services.set_tags(actor=actor, now=now, school_id=key.school_id, tags=[tag])
        rows = [(_("原因"), _(TagReason(values["reason"]).label)), (_("到"), day_words(values["latest_day"]))]
        moves = [(_("重点人群"), reverse("tags:home")), (person.name, reverse("roster:person", args=[key]))]
        context["receipt"] = receipt(_("已加标记"), rows, moves)

    if request.method == "POST":
        went_through(form, save, field="reason")
    return answer(request, "tags/new.html", "tags/_new_form.html", context, form=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: Key) -> HttpResponse:
    """Show one tag; let it hold longer or with other measures."""
    actor, now = signed_in(request), clock.now()
    context = _tag_context(actor, key)
    tag = context["tag"]
    initial = {"latest_day": tag.expires_on - DAY, "measures": tag.measures}
    form = context["form"] = forms.TagEnd(request.POST or None, initial=initial)

    def save(values: dict[str, Any]) -> None:
        services.extend_tag(
            actor=actor, now=now, key=key, expires_on=values["latest_day"] + DAY, measures=values["measures"]
        )
        context["receipt"] = receipt(
            _("标记已改"), [(_("到"), day_words(values["latest_day"]))], [(_("重点人群"), reverse("tags:home"))]
        )

    if request.method == "POST":
        went_through(form, save, field="latest_day")
    return answer(request, "tags/tag.html", "tags/_tag_form.html", context, form=form)


def _tag_context(actor: Actor, key: Key) -> dict[str, Any]:
    open_key(actor, key, "roster.set_tags")
    tag = queries.get_tag(actor, school_id=key.school_id, tag_id=key.id)
    person = roster.get_person(actor, school_id=key.school_id, person_id=tag.person_id)
    return {
        "tag": tag, "person": person, "key": key, "person_key": Key(key.school_id, person.id),
        "reason": _(TagReason(tag.reason).label), "starts": day_words(tag.starts_on),
        "set_by": accounts.names_of([tag.set_by]).get(tag.set_by, "") if tag.set_by else _("系统"),
    }  # fmt: skip


@require_POST
def lift(request: HttpRequest, key: Key) -> HttpResponse:
    """End a tag before its day."""
    actor = signed_in(request)
    open_key(actor, key, "roster.set_tags")
    try:
        services.lift_tag(actor=actor, now=clock.now(), key=key, reason=request.POST.get("lift_reason", ""))
    except Invalid as refusal:
        context = _tag_context(actor, key)
        tag = context["tag"]
        initial = {"latest_day": tag.expires_on - DAY, "measures": tag.measures}
        context |= {"form": forms.TagEnd(initial=initial), "lift_error": refusal.problems[0].text(_)}
        return render(request, "tags/tag.html", context, status=422)
    return back(reverse("tags:home"))


def today_cards(*, actor: Actor, now: dt.datetime) -> list[Card]:
    """Tell whoever sets tags which ones end within days."""
    schools = {one.unit.key for one in actor.grants_for("roster.set_tags")}
    if not schools:
        return []
    count = queries.count_soon(actor, school_ids=sorted(schools), day=clock.school_date(now))
    return [Card("tags/_card.html", {"count": count}, order=60, place="side")] if count else []
