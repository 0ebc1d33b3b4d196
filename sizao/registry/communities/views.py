"""The community of a school and what was asked of it; one matter with its paper; the county's list."""

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
from sizao.core.answering import back, went_through
from sizao.core.converters import Key
from sizao.core.errors import Forbidden, NotVisible
from sizao.core.http import signed_in
from sizao.registry.communities import forms, queries, services
from sizao.registry.communities.models import Link, Matter
from sizao.registry.communities.rules import COUNTY_DIGITS, MatterKind, Purpose, is_overdue
from sizao.registry.orgs import queries as orgs

DEFAULT_DAYS = 7
TONES = {"OPEN": "attention", "ANSWERED": "good", "WITHDRAWN": "na"}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the school or the county one acts in."""
    actor = signed_in(request)
    actor.require("communities.view")
    units = [one.unit for one in actor.grants_for("communities.view") if one.unit.level in ("SCHOOL", "COUNTY")]
    if not units:
        raise NotVisible()
    unit = next((one for one in units if one.id == actor.acting_unit.id), units[0])
    return back(reverse("communities:county" if unit.level == "COUNTY" else "communities:school", args=[unit.id]))


@require_safe
def county(request: HttpRequest, unit_id: int) -> HttpResponse:
    """List the schools of a county: which have no link, what is open and overdue."""
    actor, unit = signed_in(request), unit_by_id(unit_id)
    actor.require("communities.view", unit)
    if unit.level != "COUNTY":
        raise NotVisible()
    rows = queries.list_schools(actor, unit, clock.today())
    context = {
        "unit": unit, "rows": rows, "missing": sum(not one.community for one in rows),
        "open": sum(one.open for one in rows), "overdue": sum(one.overdue for one in rows),
    }  # fmt: skip
    return render(request, "communities/county.html", context)


def _opened(request: HttpRequest, school_id: int) -> tuple[Actor, UnitRef]:
    """Give the actor and a school that they may read. raises: NotVisible, Forbidden."""
    actor, school = signed_in(request), unit_by_id(school_id)
    actor.require("communities.view", school)
    if school.level != "SCHOOL":
        raise NotVisible()
    return actor, school


def _kept(request: HttpRequest, school_id: int) -> tuple[Actor, UnitRef]:
    """Give the actor and their own school that they keep. raises: NotVisible, Forbidden."""
    actor, school = _opened(request, school_id)
    if not may_keep(actor, school):
        raise Forbidden(act="改别的学校的社区对接")
    return actor, school


def may_keep(actor: Actor, school: UnitRef) -> bool:
    """Tell whether the actor keeps this very school's link."""
    return school.id in actor.held_in("communities.keep")


@never_cache
@require_safe
def school(request: HttpRequest, school_id: int) -> HttpResponse:
    """Show the community of a school and what was asked of it."""
    actor, unit = _opened(request, school_id)
    return render(request, "communities/school.html", _school(actor, unit))


def _school(actor: Actor, unit: UnitRef) -> dict[str, Any]:
    today = clock.today()
    link = queries.find_link(actor, unit.id)
    return {
        "school": unit, "link": link, "division": _division(link), "past": queries.list_past_links(actor, unit.id),
        "rows": [_row(one, today) for one in queries.list_matters(actor, unit.id)], "may_keep": may_keep(actor, unit),
        "reveal": forms.Reveal(initial={"purpose": Purpose.LIAISON.value}),
    }  # fmt: skip


def _division(link: Link | None) -> str:
    if link is None:
        return ""
    above = queries.find_division(link.code)
    return above.full_name if above is not None else orgs.name_division(link.code[:COUNTY_DIGITS])


def _row(one: Matter, today: dt.date) -> dict[str, Any]:
    late = is_overdue(one.state, one.due_on, today)
    return {
        "matter": one, "key": Key(one.school_id, one.id), "kind": _(MatterKind(one.kind).label), "is_overdue": late,
        "state": _("逾期未答复") if late else _(one.state_label),
        "tone": "act" if late else TONES[one.state],
    }  # fmt: skip


@never_cache
@require_POST
def phone(request: HttpRequest, school_id: int) -> HttpResponse:
    """Show the contact's phone in plain; the look stays on record."""
    actor, unit = _kept(request, school_id)
    context, form = _school(actor, unit), forms.Reveal(request.POST)
    context["reveal"] = form

    def show(values: dict[str, Any]) -> None:
        place = {"actor": actor, "now": clock.now(), "school_id": unit.id}
        context["phone"] = services.reveal_phone(**place, purpose=values["purpose"])

    went_through(form, show, field="purpose")
    return render(request, "communities/school.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, school_id: int) -> HttpResponse:
    """Say which community the school belongs to, or that it has changed."""
    actor, unit = _kept(request, school_id)
    link = queries.find_link(actor, unit.id)
    names = ("code", "name", "contact", "post", "clinic", "clinic_phone")
    form = forms.Link(request.POST or None, initial={one: getattr(link, one) for one in names} if link else {})
    form.fields["phone"].required = link is None
    if link is not None:
        form.fields["phone"].help_text = _("已登记尾号{last4}，不填则不变").format(last4=link.phone_last4)
    place = {"actor": actor, "now": clock.now(), "school_id": unit.id, "seen": request.POST.get("seen")}
    if request.method == "POST" and went_through(form, lambda _values: services.set_link(**place, new=form.wanted())):
        return back(reverse("communities:school", args=[unit.id]))
    latest = queries.find_link(actor, unit.id) if form.errors else link
    context = {
        "school": unit, "form": form, "title": _("改社区和联系人") if link else _("登记社区和联系人"),
        "seen": latest.id if latest else "",
    }  # fmt: skip
    return render(request, "communities/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, school_id: int) -> HttpResponse:
    """Ask something of the community."""
    actor, unit = _kept(request, school_id)
    now = clock.now()
    today = clock.school_date(now)
    form = forms.Matter(
        request.POST or None, today=today, initial={"due_on": today + dt.timedelta(days=DEFAULT_DAYS)}
    )  # fmt: skip
    made: list[Matter] = []

    def save(_values: dict[str, Any]) -> None:
        made.append(services.ask_community(actor=actor, now=now, school_id=unit.id, new=form.wanted()))

    if request.method == "POST" and went_through(form, save):
        return back(reverse("communities:matter", args=[Key(unit.id, made[0].id)]))
    context = {
        "school": unit, "form": form, "title": _("提出联防事项"), "link": queries.find_link(actor, unit.id),
        "is_matter": True,
    }  # fmt: skip
    return render(request, "communities/edit.html", context, status=422 if form.errors else 200)


@require_safe
def matter(request: HttpRequest, key: Key) -> HttpResponse:
    """Show one matter as the paper that the community is given."""
    actor = signed_in(request)
    row = queries.get_matter(actor, school_id=key.school_id, matter_id=key.id)
    return render(request, "communities/matter.html", _matter(actor, row))


def _matter(actor: Actor, row: Matter) -> dict[str, Any]:
    unit, today = unit_by_id(row.school_id), clock.today()
    may_answer = row.state == "OPEN" and may_keep(actor, unit)
    return {
        **_row(row, today), "school": unit, "link": queries.find_link(actor, row.school_id), "may_answer": may_answer,
        "form": forms.Answered(initial={"on": today}), "taken_back": queries.find_withdrawal(row),
        "may_withdraw": may_answer and queries.may_withdraw(actor, row, on=today), "why": forms.Withdrawn(),
    }  # fmt: skip


@require_POST
def answer(request: HttpRequest, key: Key) -> HttpResponse:
    """Record what the community answered."""
    actor = signed_in(request)
    row = queries.get_matter(actor, school_id=key.school_id, matter_id=key.id)
    _kept(request, row.school_id)
    form = forms.Answered(request.POST)
    place = {"actor": actor, "now": clock.now(), "school_id": key.school_id, "matter_id": key.id}
    if went_through(form, lambda _values: services.record_answer(**place, answer=form.wanted())):
        return back(reverse("communities:matter", args=[key]))
    return render(request, "communities/matter.html", {**_matter(actor, row), "form": form}, status=422)


@require_POST
def withdraw(request: HttpRequest, key: Key) -> HttpResponse:
    """Take back what was asked, with the reason."""
    actor = signed_in(request)
    row = queries.get_matter(actor, school_id=key.school_id, matter_id=key.id)
    _kept(request, row.school_id)
    form = forms.Withdrawn(request.POST)
    place = {"actor": actor, "now": clock.now(), "school_id": key.school_id, "matter_id": key.id}
    if went_through(form, lambda values: services.withdraw_matter(**place, reason=values["reason"]), field="reason"):
        return back(reverse("communities:matter", args=[key]))
    return render(request, "communities/matter.html", {**_matter(actor, row), "why": form}, status=422)
