"""Transfers of pupils (转学): asked for on the pupil's page, listed and decided in the receiving school."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock
from sizao.core.answering import answer, back, receipt, went_through
from sizao.core.converters import Key, open_key
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.core.people.identity import Sex
from sizao.core.privacy import mask_tail
from sizao.core.words import day_words
from sizao.registry.orgs import queries as orgs
from sizao.registry.roster import queries as roster
from sizao.registry.transfers import forms, queries, services
from sizao.registry.transfers.models import Transfer
from sizao.registry.transfers.services import ComingPupil

SHOWN = 100
TONES = {"REQUESTED": ("attention", "clock"), "ACCEPTED": ("good", "check"), "REFUSED": ("act", "x"),
         "WITHDRAWN": ("na", "ban")}  # fmt: skip


@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List who wants to come and whom one asked others to take; no names, they stand on the page of each."""
    actor = signed_in(request)
    actor.require("roster.edit")
    schools = [one.unit.id for one in actor.grants_for("roster.edit") if one.unit.school_id == one.unit.id]
    if not schools:
        return render(request, "transfers/office.html", {})
    coming = list(queries.list_coming(actor, school_id=schools[0])[:SHOWN])
    going = list(queries.list_going(actor, school_id=schools[0])[:SHOWN])
    lines = orgs.list_lines({*(one.from_school_id for one in coming), *(one.school_id for one in going)})
    context = {
        "coming": [_line(one, lines[one.from_school_id].name) for one in coming],
        "going": [_line(one, lines[one.school_id].name) for one in going],
    }
    return render(request, "transfers/home.html", context)


def _line(row: Transfer, school: str) -> dict[str, Any]:
    tone, icon = TONES[row.state]
    return {
        "key": Key(row.school_id, row.id), "row": row, "school": school, "state": _(row.state_label), "tone": tone,
        "icon": icon,
    }  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, key: Key) -> HttpResponse:
    """Ask another school to take a pupil."""
    actor, now = signed_in(request), clock.now()
    open_key(actor, key, "roster.edit")
    open_key(actor, key, "roster.view")
    person = roster.get_person(actor, school_id=key.school_id, person_id=key.id)
    form = forms.Receiving(request.POST or None)
    context: dict[str, Any] = {
        "form": form, "person": person, "key": key, "title": _("转学"), "verb": _("申请转出"),
        "hint": _("对方学校接收以后才转出；以前的健康记录留在本校。"),
    }  # fmt: skip

    def save(values: dict[str, Any]) -> None:
        school = queries.find_school(values["to_school"].strip(), besides=key.school_id, day=clock.school_date(now))
        services.request_transfer(
            actor=actor, now=now, school_id=key.school_id, person_id=key.id, to_school_id=school.id
        )  # fmt: skip
        moves = [(_("转学"), reverse("transfers:home")), (person.name, reverse("roster:person", args=[key]))]
        context["receipt"] = receipt(_("已申请转出"), [(_("接收学校"), school.name)], moves)

    if request.method == "POST":
        went_through(form, save, field="to_school")
    return answer(request, "transfers/ask.html", "transfers/_ask_form.html", context, form=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, key: Key) -> HttpResponse:
    """Show one transfer; the receiving school takes the pupil into a class or does not."""
    actor, now = signed_in(request), clock.now()
    row, decides = queries.get_transfer(actor, key)
    may_decide = decides and row.state == "REQUESTED"
    groups = _classes(actor, key.school_id) if may_decide else []
    refusing = request.POST.get("step") == "refuse"
    accept = forms.Acceptance(
        request.POST if request.method == "POST" and not refusing else None, groups=groups,
        initial={"moved_on": clock.school_date(now)},
    )  # fmt: skip
    refuse = forms.Refusal(request.POST if refusing else None)

    def save(values: dict[str, Any]) -> None:
        if refusing:
            services.refuse_transfer(actor=actor, now=now, key=key, reason=values["reason"])
        else:
            services.accept_transfer(
                actor=actor, now=now, key=key, group_id=values["group_id"], moved_on=values["moved_on"]
            )

    if request.method == "POST":
        if not decides:
            raise NotVisible()
        if went_through(refuse if refusing else accept, save, field="reason" if refusing else "group_id"):
            return back(reverse("transfers:transfer", args=[key]))
    pupil = services.show_transfer(actor=actor, now=now, key=key)
    context = {**_line(row, pupil.from_school), **_pupil(pupil), "to": orgs.list_lines([key.school_id])[key.school_id],
               "form": refuse if refusing else accept, "accept": accept, "refuse": refuse, "may_decide": may_decide,
               "may_withdraw": not decides and row.state == "REQUESTED"}  # fmt: skip
    failed = request.method == "POST"
    return render(request, "transfers/transfer.html", context, status=422 if failed else 200)


def _classes(actor: Any, school_id: int) -> list[tuple[int, str]]:
    return [(one.id, one.name) for one in orgs.list_below(actor, school_id, level="CLASS")]


def _pupil(pupil: ComingPupil) -> dict[str, Any]:
    return {
        "name": pupil.name, "sex": _(Sex(pupil.sex).label),
        "birth": day_words(pupil.birth_date)[:10] if pupil.birth_date else "",
        "number": mask_tail(pupil.student_number),
    }  # fmt: skip


@require_POST
def withdraw(request: HttpRequest, key: Key) -> HttpResponse:
    """Take a request back."""
    services.withdraw_transfer(actor=signed_in(request), now=clock.now(), key=key)
    return back(reverse("transfers:transfer", args=[key]))
