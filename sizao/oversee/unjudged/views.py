"""Pages of an office: what nobody at its schools may judge, and one of them to answer."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sizao.core import clock
from sizao.core.actor import unit_by_id
from sizao.core.answering import back, went_through
from sizao.core.converters import Key
from sizao.core.http import signed_in
from sizao.core.words import minutes_until
from sizao.detect.concerns import queries as concerns
from sizao.oversee.unjudged import forms, queries, services

STATES = {"NEW": ("act", "待办理"), "TAKEN": ("attention", "核实中"), "ASKED": ("info", "等班级回答"),
          "CLOSED": ("good", "已办结")}  # fmt: skip


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """List what the office is to answer; what is said stands on the page of each, where the look is on record."""
    actor, now = signed_in(request), clock.now()
    actor.require(queries.ANSWER)
    lines = [{"one": one, **_state(one, now)} for one in queries.list_unjudged(actor, now=now)]
    return render(request, "unjudged/home.html", {"lines": lines})


def _state(one: Any, now: Any) -> dict[str, Any]:
    """Say how far a concern is and how long there is; `one`: anything with a state and a deadline."""
    tone, word = STATES[one.state]
    due = None if one.state == "CLOSED" else one.due_at
    minutes = minutes_until(due, now) if due else 0
    return {"tone": tone, "state": _(word), "due": due, "minutes": minutes, "days": abs(minutes) // 1440}


@never_cache
@require_safe
def concern(request: HttpRequest, key: Key) -> HttpResponse:
    """Show one concern, names masked."""
    return _page(request, key)


def _page(request: HttpRequest, key: Key, *, status: int = 200, **more: Any) -> HttpResponse:
    now = clock.now()
    shown = services.show_concern(actor=signed_in(request), now=now, key=key)
    signs = [_(one.label) for one in concerns.Sign if one in shown.signs]
    context = {
        "one": shown, "school": unit_by_id(key.school_id), "words": _("，").join(signs), **_state(shown, now),
        "outcome": _(concerns.Outcome(shown.outcome).label) if shown.outcome else "",
        "is_open": shown.state in ("NEW", "TAKEN"), "closing": forms.Closing(), "reopening": forms.Reopening(),
    }  # fmt: skip
    return render(request, "unjudged/concern.html", context | more, status=status)


def _sheet(place: str, form_type: type[Form], use_case: Callable[..., None]) -> Callable[..., HttpResponse]:
    """Make the view of a form of the page; what is wrong stands in its place."""

    @require_POST
    def fill(request: HttpRequest, key: Key) -> HttpResponse:
        actor, form = signed_in(request), form_type(request.POST)
        services.show_concern(actor=actor, now=clock.now(), key=key)

        def act(values: dict[str, Any]) -> None:
            use_case(actor=actor, now=clock.now(), key=key, **values)

        if not went_through(form, act, field="reason"):
            return _page(request, key, status=422, **{place: form})
        return back(reverse("unjudged:concern", args=[key]))

    return fill


close = _sheet("closing", forms.Closing, services.close_concern)
reopen = _sheet("reopening", forms.Reopening, services.reopen_concern)
