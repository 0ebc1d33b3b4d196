"""The doctor's desk: what waits in a school; one concern to take, match, ask the class about, close and reopen."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.answering import back, went_through
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.detect.checks import queries as checks
from sizao.detect.concerns import forms, queries, services
from sizao.detect.concerns.models import Concern
from sizao.detect.concerns.rules import LOOP, SHOWN_DAYS, TRIAGE, About, may_reopen, symptoms_of
from sizao.detect.concerns.views import showing
from sizao.registry.accounts import queries as accounts

PER_PAGE = 30
STEPS = {"start": "已收到", "escalate": "已逾期提醒"} | {move.name: move.label for move in LOOP.moves}


@require_safe
def queue(request: HttpRequest, school_id: int | None = None) -> HttpResponse:
    """Show what waits to those who judge it, and to those who watch how much it is; of one's own school unless said."""
    actor = signed_in(request)
    actor.require(queries.WATCH)
    school = unit_by_id(school_id or queries.schools_of(actor, queries.WATCH)[0])
    actor.require(queries.WATCH, school)
    if school.level != "SCHOOL":
        raise NotVisible()
    context: dict[str, Any] = {"school": school, "days": SHOWN_DAYS}
    if actor.may(TRIAGE, school):
        context |= _lines(request, actor, school)
    else:
        context["counts"] = queries.count_concerns(actor, school.id, now=clock.now())
    return render(request, "concerns/queue.html", context)


def _lines(request: HttpRequest, actor: Actor, school: UnitRef) -> dict[str, Any]:
    is_open, now = request.GET.get("closed") != "1", clock.now()
    rows = queries.list_concerns(actor, school.id, is_open=is_open)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    subjects = queries.subjects_of(actor, school.id, list(page.object_list))
    return {
        "may_judge": True, "is_open": is_open, "page": page,
        "lines": [showing.line(row, subjects[row.id], now) for row in page.object_list],
    }  # fmt: skip


def _page(request: HttpRequest, actor: Actor, row: Concern, *, status: int = 200, **more: Any) -> HttpResponse:
    """Show all that there is of a concern, names masked; more: forms as they were sent, what was shown on record."""
    now, school = clock.now(), unit_by_id(row.school_id)
    alike = list(queries.list_alike(actor, row)) if row.state == "TAKEN" else []
    subjects = queries.subjects_of(actor, school.id, [row, *alike])
    context = {
        **showing.line(row, subjects[row.id], now), **_matching(request, actor, row, now), "school": school,
        "same": [showing.line(one, subjects[one.id], now) for one in alike], "moves": _history(row),
        "asked": forms.Asked(initial={"symptoms": symptoms_of(row.signs)}), "closing": forms.Closing(),
        "naming": forms.Looking(), "revealing": forms.Looking(), **_sender(actor, row),
        "reopening": forms.Reopening(), "may_reopen": may_reopen(row.state, row.state_since, now),
    }  # fmt: skip
    return render(request, "concerns/concern.html", context | more, status=status)


def _matching(request: HttpRequest, actor: Actor, row: Concern, now: dt.datetime) -> dict[str, Any]:
    """Find who may be meant, and whether their class has said so already, while somebody judges it."""
    if row.state != "TAKEN":
        return {}
    text = request.GET.get("q", "").strip() or ("" if row.person_id else row.name_words)
    return {
        "is_taken": True, "searches": row.about != About.PLACE, "text": text,
        "candidates": checks.find_candidates(actor, school_id=row.school_id, text=text),
        "is_reported": checks.is_said(row.school_id, row.group_id, row.person_id, clock.school_date(now)),
    }  # fmt: skip


def _sender(actor: Actor, row: Concern) -> dict[str, Any]:
    """Name the sender who wants the doctor to know; say of others whether they can still be looked up."""
    found = queries.find_sender(row.school_id, row.id)
    if found is None:
        return {"is_forgotten": True}
    if row.is_named:
        return {"named": accounts.names_of([queries.user_of(found)]).get(queries.user_of(found), "")}
    return {"may_reveal": actor.may("concerns.reveal_sender", unit_by_id(row.school_id))}


def _history(row: Concern) -> list[dict[str, Any]]:
    """Give the moves so far, latest first; the first one names nobody."""
    moves = list(row.history())
    names = accounts.names_of({one.moved_by for one in moves if one.moved_by})
    return [
        {"label": _(STEPS[one.move]), "at": one.moved_at, "who": names.get(one.moved_by, ""),
         "reason": one.reason if one.move in ("close", "reopen") else ""}
        for one in moves
    ]  # fmt: skip


@require_safe
def concern(request: HttpRequest, key: Key) -> HttpResponse:
    """Show one concern."""
    actor = signed_in(request)
    return _page(request, actor, queries.get_concern(actor, key))


def _button(use_case: Callable[..., Any], sent: str = "") -> Callable[..., HttpResponse]:
    """Make the view of a button of the page; sent: the name of the id that it sends along."""

    @require_POST
    def press(request: HttpRequest, key: Key) -> HttpResponse:
        actor = signed_in(request)
        queries.get_concern(actor, key)
        try:
            more = {sent: uuid.UUID(request.POST.get(sent, ""))} if sent else {}
        except ValueError:
            raise NotVisible() from None
        use_case(actor=actor, now=clock.now(), key=key, **more)
        return back(reverse("concerns:concern", args=[key]))

    return press


def _sheet(place: str, form_type: type[Form], use_case: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """Make the view of a form of the page; what is wrong, and what it shows on record, stands in its place."""

    @require_POST
    def fill(request: HttpRequest, key: Key) -> HttpResponse:
        actor, form = signed_in(request), form_type(request.POST)
        row = queries.get_concern(actor, key)
        shown: list[str | None] = []

        def act(values: dict[str, Any]) -> None:
            shown.append(use_case(actor=actor, now=clock.now(), key=key, **values))

        if not went_through(form, act, field=next(iter(form.fields))):
            return _page(request, actor, row, status=422, **{place: form})
        if shown[0] is None:
            return back(reverse("concerns:concern", args=[key]))
        return _page(request, actor, row, **{f"{place}_shown": shown[0]})

    return fill


take = _button(services.take_concern)
match = _button(services.match_person, "person_id")
recall = _button(services.recall_question)
merge = _button(services.merge_concern, "into")
ask = _sheet("asked", forms.Asked, services.ask_class)
close = _sheet("closing", forms.Closing, services.close_concern)
reopen = _sheet("reopening", forms.Reopening, services.reopen_concern)
name = _sheet("naming", forms.Looking, services.show_name)
sender = _sheet("revealing", forms.Looking, services.reveal_sender)
