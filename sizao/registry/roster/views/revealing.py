"""Show masked numbers of one person: asked with a purpose, shown for a minute, masked again."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.converters import KeyedConverter, open_key
from sizao.core.errors import Invalid, NotVisible
from sizao.core.http import signed_in
from sizao.registry.roster import queries, services
from sizao.registry.roster.rules import SHOWN_SECONDS, Purpose, Revealed


@never_cache
@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest) -> HttpResponse:
    """Give the masked numbers with the question what for; sent with a purpose, give them in plain."""
    actor = signed_in(request)
    sent = request.POST if request.method == "POST" else request.GET
    context = _context(actor, sent.get("person", ""), sent.getlist("field"))
    status = 200
    if request.method == "POST":
        context["purpose"] = request.POST.get("purpose", "")
        try:
            context["values"] = _plain(actor, context)
        except Invalid as refusal:
            context["problems"] = [problem.text(_) for problem in refusal.problems]
            status = 422
    template = "roster/_reveal.html" if request.htmx else "roster/reveal.html"
    return render(request, template, context, status=status)


def _context(actor: Actor, sent: str, asked: list[str]) -> dict[str, Any]:
    """Look the person up before anything is shown.

    raises: NotVisible, Forbidden.
    """
    if not re.fullmatch(KeyedConverter.regex, sent):
        raise NotVisible()
    key = open_key(actor, KeyedConverter().to_python(sent), "roster.reveal")
    person = queries.list_people(actor, school_id=key.school_id, ids=[key.id]).get(key.id)
    if person is None:
        raise NotVisible()
    return {
        "key": key,
        "person": person,
        "fields": [(code, _(label), code in asked) for code, label in Revealed.pairs()],
        "asked": asked,
        "purposes": [(code, _(label)) for code, label in Purpose.pairs()],
        "shown_seconds": SHOWN_SECONDS,
    }


def _plain(actor: Actor, context: dict[str, Any]) -> list[dict[str, str]]:
    values = services.reveal_person(
        actor=actor, now=clock.now(), school_id=context["key"].school_id, person_id=context["key"].id,
        purpose=context["purpose"], fields=context["asked"],
    )  # fmt: skip
    labels = {code: _(label) for code, label in Revealed.pairs()}
    return [{"label": labels[one.field], "of": one.of, "value": one.value} for one in values]
