"""Give someone a bed in a room, and take it back."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sizao.core import clock
from sizao.core.actor import unit_by_id
from sizao.core.answering import answer, back, went_through
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.registry.orgs import queries as orgs
from sizao.registry.places import forms, queries, services
from sizao.registry.places.rules import Kind
from sizao.registry.roster import queries as roster


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def house(request: HttpRequest, key: Key) -> HttpResponse:
    """Give a boarder without a room a bed in this one."""
    actor, now = signed_in(request), clock.now()
    room = queries.get_place(actor, key)
    actor.require("roster.edit", unit_by_id(key.school_id))
    if room.kind != Kind.DORM_ROOM or room.valid_to is not None:
        raise NotVisible()
    waiting = roster.list_unhoused(actor, school_id=key.school_id)
    lines = orgs.list_lines({group for _person, _name, group in waiting if group})
    people = [
        (str(person), f"{lines[group].name} {name}" if group in lines else name) for person, name, group in waiting
    ]
    form = forms.Bed(request.POST or None, people=people, initial={"day": clock.school_date(now)})

    def save(values: dict[str, Any]) -> None:
        beds = [(values["person_id"], room.number)]
        services.house_people(actor=actor, now=now, school_id=key.school_id, beds=beds, moved_on=values["day"])

    if request.method == "POST" and went_through(form, save, field="person_id"):
        return back(reverse("places:place", args=[key]))
    context = {
        "form": form, "place": room, "key": key, "title": _("安排床位"), "verb": _("入住"), "nobody": not people,
    }  # fmt: skip
    return answer(request, "places/form.html", "places/_form.html", context, form=form)


@require_POST
def leave(request: HttpRequest, key: Key, person_id: uuid.UUID) -> HttpResponse:
    """Let someone leave the room today."""
    actor, now = signed_in(request), clock.now()
    room = queries.get_place(actor, key)
    actor.require("roster.edit", unit_by_id(key.school_id))
    today = clock.school_date(now)
    living = roster.list_residents(school_id=key.school_id, room_numbers=[room.number], day=today)
    if person_id not in {one.id for one in living}:
        raise NotVisible()
    services.unhouse_people(actor=actor, now=now, school_id=key.school_id, person_ids=[person_id], left_on=today)
    return back(reverse("places:place", args=[key]))
