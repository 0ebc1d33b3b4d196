"""Tell what one saw, in under a minute; see how far one's own are."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, units_by_id
from sizao.core.answering import answer, receipt, went_through
from sizao.core.http import signed_in
from sizao.core.ids import new_id
from sizao.detect.checks import queries as checks
from sizao.detect.concerns import forms, queries, services
from sizao.detect.concerns.rules import SHOWN_DAYS, About, Progress
from sizao.detect.concerns.views import showing

TONES = {Progress.OPEN: "info", Progress.LOOKED: "attention", Progress.CLOSED: "good"}


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List what one told lately and how far it is."""
    actor = signed_in(request)
    actor.require(queries.REPORT)
    rows = queries.list_own(actor, today=clock.today())
    lines = [
        {"sent": one, "row": one.concern, "words": showing.words(one.concern.signs), "tone": TONES[progress],
         "state": _(progress.label)}
        for one, progress in rows
    ]  # fmt: skip
    return render(request, "concerns/mine.html", {"lines": lines, "days": SHOWN_DAYS})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask who or where, what and when; posted, tell the school doctor."""
    actor, now = signed_in(request), clock.now()
    actor.require(queries.REPORT)
    form = _form(request, actor, queries.schools_of(actor))
    context: dict[str, Any] = {"form": form}

    def send(_values: dict[str, Any]) -> None:
        services.send_concern(actor=actor, now=now, new=form.wanted(now))

    if request.method == "POST" and went_through(form, send, field=None):
        moves = [(_("看办理进度"), reverse("concerns:mine"))]
        rows = [(_("看到的情况"), showing.words(form.cleaned_data["signs"]))]
        context["receipt"] = receipt(_("已交给校医"), rows, moves)
    return answer(request, "concerns/new.html", "concerns/_form.html", context, form=form)


def _form(request: HttpRequest, actor: Actor, schools: list[int]) -> forms.Concern:
    """Make the form for the first of the actor's schools; people and places of others are written in words."""
    units, today = units_by_id(schools), clock.today()
    initial: dict[str, Any] = {"seen_on": today, "key": new_id(clock.now())}
    places = queries.names_of_places(actor, schools[0])
    if (wanted := request.GET.get("place", "")) in {str(one) for one in places}:
        initial |= {"about": About.PLACE, "place": wanted}
    form = forms.Concern(
        request.POST or None, initial=initial, schools=[(one, units[one].name) for one in schools],
        people=checks.list_pupils(actor, schools[0]), places=list(places.items()),
    )  # fmt: skip
    form.fields["seen_on"].widget.attrs["max"] = today.isoformat()
    return form
