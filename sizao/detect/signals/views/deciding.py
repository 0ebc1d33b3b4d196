"""Decide about a signal: begin, confirm, dismiss, note that the report went out."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from sizao.core import clock
from sizao.core.answering import back, went_through
from sizao.core.converters import Key
from sizao.core.http import signed_in
from sizao.detect.signals import forms, queries, services
from sizao.detect.signals.views.pages import page_context, recipients_of


@require_POST
def act(request: HttpRequest, key: Key, move: str) -> HttpResponse:
    """Make one move of the loop; what is wrong comes back in its form."""
    actor, now = signed_in(request), clock.now()
    row = queries.get_signal(actor, school_id=key.school_id, signal_id=key.id)
    place = {"actor": actor, "now": now, "school_id": key.school_id, "signal_id": key.id}
    if move == "verify":
        services.begin_verification(**place)
        return back(reverse("signals:signal", args=[key]))
    ways: dict[str, tuple[Any, Callable[[dict[str, Any]], Any]]] = {
        "confirm": (
            forms.Verification(request.POST, auto_id="confirm-%s"),
            lambda values: services.confirm_signal(**place, **values),
        ),
        "dismiss": (
            forms.Dismissal(request.POST, auto_id="dismiss-%s"),
            lambda values: services.dismiss_signal(**place, **values),
        ),
        "report": (
            forms.ReportSent(request.POST, recipients=recipients_of(row), auto_id="report-%s"),
            lambda values: services.note_report(**place, **values),
        ),
        "close": (
            forms.Closing(request.POST, auto_id="close-%s"),
            lambda values: services.close_event(**place, **values),
        ),
    }
    if move not in ways:
        raise Http404
    form, run = ways[move]
    if went_through(form, run, field="reason" if "reason" in form.fields else None):
        return back(reverse("signals:signal", args=[key]))
    return render(request, "signals/signal.html", page_context(actor, row, now, **{move: form}), status=422)
