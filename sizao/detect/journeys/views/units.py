"""What a unit asks and how far it is: by class in a school, by unit and area above it; opening, withdrawing, xlsx."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef
from sizao.core.answering import answer, back, receipt, went_through
from sizao.core.files import exports
from sizao.core.http import signed_in
from sizao.core.words import burden_words, day_words, percent
from sizao.detect.journeys import forms, queries, services
from sizao.detect.journeys.queries import Counts
from sizao.detect.journeys.views import opening, showing
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs

MOST_AREAS = 30


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the unit one acts in."""
    actor = signed_in(request)
    actor.require("journeys.view")
    unit = next((one.unit for one in actor.grants_for("journeys.view") if one.role == actor.role), None)
    unit = unit or actor.grants_for("journeys.view")[0].unit
    return back(reverse("journeys:unit", args=[unit.school_id or unit.id]))


@require_safe
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """List what a unit and those above it ask, now and lately."""
    actor, place = opening.opened(request, unit_id, "journeys.view")
    today = clock.today()
    context = {
        "unit": place, "is_school": place.school_id is not None, "may_open": actor.may("journeys.open", place),
        "coming": [showing.collection_line(row, today) for row in queries.list_coming(place, today)],
        "past": [showing.collection_line(row, today) for row in queries.list_past(place, today)],
        "has_risks": queries.has_risks(place, today),
        "may_follow": place.school_id is not None and actor.may("journeys.follow", place),
    }  # fmt: skip
    return render(request, "journeys/unit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Ask where people stay."""
    actor, place = opening.opened(request, unit_id, "journeys.open")
    form = forms.Collection(request.POST or None)
    burdens, is_measured = queries.burden_of(place, clock.today())
    context: dict[str, Any] = {
        "unit": place, "form": form, "is_measured": is_measured,
        "burdens": [burden_words(one, accounts.role_label(one.role)) for one in burdens],
    }  # fmt: skip

    def save(_values: dict[str, Any]) -> None:
        row = services.open_collection(actor=actor, now=clock.now(), unit_id=unit_id, new=form.wanted())
        rows = [
            (_("名称"), row.name), (_("日期"), showing.days_words(row.starts_on, row.ends_on)),
            (_("返校日期"), day_words(row.return_on)),
        ]  # fmt: skip
        moves = [(_("看填写情况"), reverse("journeys:at", args=[unit_id, row.id]))]
        context["receipt"] = receipt(_("已开始收集"), rows, moves)

    if request.method == "POST":
        went_through(form, save, field="starts_on")
    return answer(request, "journeys/new.html", "journeys/_new.html", context, form=form)


@require_POST
def withdraw(request: HttpRequest, unit_id: int, collection_id: int) -> HttpResponse:
    """Stop asking."""
    actor, _place = opening.opened(request, unit_id, "journeys.open")
    services.withdraw_collection(actor=actor, now=clock.now(), unit_id=unit_id, collection_id=collection_id)
    return back(reverse("journeys:unit", args=[unit_id]))


@never_cache
@require_safe
def at(request: HttpRequest, unit_id: int, collection_id: int) -> HttpResponse:
    """Show how many of a unit are where, and of how many nobody has said it; no name stands here."""
    actor, place = opening.opened(request, unit_id, "journeys.count")
    today, row = clock.today(), queries.get_asking(collection_id, unit_id)
    is_school = any(grant.unit.school_id == place.school_id is not None for grant in actor.grants_for("journeys.count"))
    if is_school:
        found = queries.count_groups(actor, collection=row, school_id=place.id, today=today)
    else:
        found = queries.count_below(place, collection=row, today=today)
    areas = queries.count_areas(place, collection=row, today=today)
    total = sum(found.values(), Counts())
    context = {
        "unit": place, "row": row, "collection": showing.collection_line(row, today), "is_school": is_school,
        "lines": _lines(actor, found, place, row.id, is_school=is_school), "total": total,
        "share": percent(total.people - total.silent, total.people),
        "areas": [(showing.area_name(code), count) for code, count in areas[:MOST_AREAS]],
        "more_areas": max(len(areas) - MOST_AREAS, 0), "may_withdraw": _may_withdraw(actor, place, row),
        "may_export": is_school and actor.may("journeys.export", place),
    }  # fmt: skip
    return render(request, "journeys/at.html", context)


def _may_withdraw(actor: Actor, place: UnitRef, row: Any) -> bool:
    return row.unit_id == place.id and actor.may("journeys.open", place)


def _lines(
    actor: Actor, found: dict[int, Counts], place: UnitRef, collection_id: int, *, is_school: bool
) -> list[dict[str, Any]]:
    """Name each unit below with its counts, those with the most silent people first above a school.

    is_school: its own staff look, and see its classes; to an office a school is one line.
    """
    names = orgs.list_lines(found)
    order = [one for one in found if one in names]
    if place.school_id is None:
        order.sort(key=lambda one: (-found[one].silent, one))
    return [
        {
            "name": _("教职工（按账号）") if is_school and one == place.id else names[one].name, "counts": found[one],
            "url": _url_of(actor, one, place, collection_id),
        }
        for one in order
    ]  # fmt: skip


def _url_of(actor: Actor, unit_id: int, place: UnitRef, collection_id: int) -> str:
    if place.school_id is None:
        return reverse("journeys:at", args=[unit_id, collection_id])
    if unit_id == place.school_id or not actor.may(queries.ANSWER_CLASS, place):
        return ""
    return reverse("journeys:group", args=[unit_id, collection_id])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, school_id: int, collection_id: int) -> HttpResponse:
    """Say what an export holds and ask what for; posted, send it."""
    actor, school = opening.opened(request, school_id, "journeys.export")
    row = queries.get_asking(collection_id, school_id)
    form = forms.Purpose(request.POST or None)
    made: list[exports.ExportedFile] = []

    def write(values: dict[str, Any]) -> None:
        made.append(
            services.export_answers(
                actor=actor, now=clock.now(), school_id=school_id, collection_id=collection_id,
                purpose=values["purpose"],
            )
        )  # fmt: skip

    if request.method == "POST" and went_through(form, write):
        return exports.send(made[0])
    context = {"unit": school, "row": row, "form": form}
    return render(request, "journeys/export.html", context, status=422 if form.errors else 200)
