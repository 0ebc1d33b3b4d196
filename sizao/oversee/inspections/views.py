"""Pages of inspections: what is open, a place's checklist, one finding with its photo and its review."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, unit_by_id
from sizao.core.answering import answer, back, went_through
from sizao.core.burden import services as burden
from sizao.core.converters import Key
from sizao.core.errors import Forbidden, NotVisible
from sizao.core.http import signed_in
from sizao.core.pages import Act
from sizao.oversee.inspections import forms, queries, services
from sizao.oversee.inspections.models import Finding, Inspection
from sizao.oversee.inspections.rules import ITEMS, LOOP, Verdict, items_of
from sizao.oversee.inspections.services import Seen
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs
from sizao.registry.places import queries as places

TONES = {"ASSIGNED": "act", "RECTIFIED": "attention", "CLOSED": "good"}
ITEM_TEXTS = {one.code: one.text for one in ITEMS}


def _line(row: Finding, names: dict[int, str], now: Any) -> dict[str, Any]:
    place = places.find_place(row.school_id, row.place_id)
    schools = orgs.list_lines([row.school_id])
    owner = names.get(row.owner_user_id or 0, "") or (accounts.role_label(row.owner_role) if row.owner_role else "")
    return {
        "row": row, "key": Key(row.school_id, row.id), "place": place.name if place else "",
        "place_key": Key(row.school_id, row.place_id), "item": _(ITEM_TEXTS[row.item]), "text": row.text,
        "school": schools[row.school_id].name if row.school_id in schools else "", "state": _(LOOP.states[row.state]),
        "tone": TONES[row.state], "owner": owner, "due": row.state_due_at,
        "is_overdue": bool(row.state_due_at and row.state_due_at < now and row.state != "CLOSED"),
    }  # fmt: skip


def _owner_names(rows: Iterable[Finding]) -> dict[int, str]:
    return accounts.names_of({one.owner_user_id for one in rows if one.owner_user_id})


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """List what is to be rectified or reviewed, by deadline; or what was closed."""
    actor, now = signed_in(request), clock.now()
    actor.require("inspections.view")
    is_open = request.GET.get("show") != "closed"
    rows = queries.list_findings(actor, is_open=is_open)
    names = _owner_names(rows)
    context = {"lines": [_line(one, names, now) for one in rows], "is_open": is_open}
    return render(request, "inspections/home.html", context)


@never_cache
@require_safe
def place(request: HttpRequest, key: Key) -> HttpResponse:
    """Show what inspections found a place to be."""
    actor, now = signed_in(request), clock.now()
    found = places.get_place(actor, key, "inspections.view")
    made = queries.list_of_place(key.school_id, found.id)
    names = accounts.names_of({one.inspected_by for one, _rows in made if one.inspected_by})
    owners = _owner_names(row for _one, rows in made for row in rows)
    context = {
        "place": found, "key": key, "school": unit_by_id(key.school_id), "may_inspect": _may(actor, key),
        "made": [
            {"day": one.inspected_at, "who": names.get(one.inspected_by or 0, ""), "by_office": one.by_office,
             "words": _counted(one), "note": one.note, "findings": [_line(row, owners, now) for row in rows]}
            for one, rows in made
        ],
    }  # fmt: skip
    return render(request, "inspections/place.html", context)


def _counted(one: Inspection) -> str:
    verdicts = list(one.answers.values())
    return _("合格{good}项，有问题{bad}项").format(good=verdicts.count(Verdict.GOOD), bad=verdicts.count(Verdict.BAD))


def _may(actor: Actor, key: Key) -> bool:
    try:
        places.get_place(actor, key, "inspections.inspect")
    except (NotVisible, Forbidden):
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def inspect(request: HttpRequest, key: Key) -> HttpResponse:
    """Look at a place by its checklist."""
    actor, now = signed_in(request), clock.now()
    found, school = places.get_place(actor, key, "inspections.inspect"), unit_by_id(key.school_id)
    form = forms.Checklist(request.POST or None, items=items_of(found.kind))

    def save(values: dict[str, Any]) -> None:
        seen = Seen(*form.answers(), note=values["note"])
        services.inspect_place(actor=actor, now=now, key=key, seen=seen)

    if request.method == "POST" and went_through(form, save, field="note"):
        return back(reverse("inspections:place", args=[key]))
    context = {
        "form": form, "place": found, "key": key, "school": school,
        "opened": burden.stamp("inspections.place", school, now=now),
    }  # fmt: skip
    return answer(request, "inspections/inspect.html", "inspections/_checklist.html", context, form=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: HttpRequest, key: Key) -> HttpResponse:
    """Show one finding; posted, report it rectified, close it or send it back."""
    actor, now, which = signed_in(request), clock.now(), request.POST.get("which", "")
    row = queries.get_finding(actor, key)
    on = {"actor": actor, "now": now, "key": key}
    rectified = forms.Rectified(*((request.POST, request.FILES) if which == "rectify" else ()))
    returned = forms.Returned(*((request.POST,) if which == "return" else ()))
    if which == "close":
        services.close_finding(**on)
        return back(request.path)
    if which == "rectify" and went_through(
        rectified, lambda values: services.rectify_finding(**on, **values), field="photo"
    ):
        return back(request.path)
    if which == "return" and went_through(
        returned, lambda values: services.return_finding(**on, **values), field="reason"
    ):
        return back(request.path)
    form = rectified if which == "rectify" else returned
    context = {
        **_line(row, _owner_names([row]), now), "form": form, "rectified": rectified, "returned": returned,
        "history": _history(row), "may_rectify": row.state == "ASSIGNED" and actor.has("inspections.rectify"),
        "may_review": row.state == "RECTIFIED" and actor.has("inspections.review"),
        "photo_url": reverse("files:download", args=[Key(row.school_id, row.file_id)]) if row.file_id else "",
        "opened": burden.stamp("inspections.rectify", unit_by_id(row.school_id), now=now), "by_office": row.by_office,
    }  # fmt: skip
    return render(request, "inspections/finding.html", context, status=422 if which and form.errors else 200)


def _history(row: Finding) -> list[dict[str, Any]]:
    moves = list(row.history())
    names = accounts.names_of({one.moved_by for one in moves if one.moved_by})
    labels = {"start": _("发现问题"), "escalate": _("逾期提醒"), **{one.name: _(one.label) for one in LOOP.moves}}
    return [
        {"at": one.moved_at, "what": labels.get(one.move, one.move), "who": names.get(one.moved_by or 0, ""),
         "reason": "" if one.move == "escalate" else one.reason}
        for one in moves
    ]  # fmt: skip


def acts(*, actor: Actor, key: Key) -> list[Act]:
    """Offer to inspect a place whose label was scanned."""
    if not actor.has("inspections.inspect") or not _may(actor, key):
        return []
    return [Act(_("检查这里"), reverse("inspections:inspect", args=[key]))]
