"""我的网格: the people of a cell, what to do there, whom to call; and telling that something changed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sizao.core import clock, pages
from sizao.core.actor import unit_by_id
from sizao.core.answering import answer, back, receipt, went_through
from sizao.core.converters import Key
from sizao.core.http import signed_in
from sizao.core.tasks import queries as tasks
from sizao.registry.grids import forms, queries, services
from sizao.registry.grids.rules import Change, Line
from sizao.registry.orgs import queries as orgs
from sizao.registry.places import queries as places


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Go to one's cell, or list one's cells."""
    actor = signed_in(request)
    actor.require("grids.work")
    cells = queries.list_own_cells(actor, day=clock.today())
    if len(cells) == 1:
        return back(reverse("grids:cell", args=[Key(cells[0].school_id, cells[0].id)]))
    shown = [{"key": Key(one.school_id, one.id), "name": one.name, "line": _(Line(one.line).label)} for one in cells]
    return render(request, "grids/mine.html", {"cells": shown})


@never_cache
@require_safe
def cell(request: HttpRequest, key: Key) -> HttpResponse:
    """Show one cell: its people to those who work it, in the order of classes or rooms."""
    actor, now = signed_in(request), clock.now()
    day = clock.school_date(now)
    found, may_know = queries.get_cell(actor, key, day=day)
    school = unit_by_id(key.school_id)
    members = queries.list_members(found, day=day)
    covered = queries.list_covered(found)
    context = {
        "cell": found, "key": key, "school": school, "line": _(Line(found.line).label), "count": len(members),
        "groups": _by_group(members, found.line) if may_know else None, "covered": covered,
        "links": _links(actor, key, covered, day), "tasks": tasks.list_for(actor, now)[:10] if may_know else [],
        "contacts": queries.list_contacts(found, day=day), "workers": queries.list_workers(found, day=day),
        "may_manage": actor.may("grids.manage", school), "may_know": may_know,
        "sees_grid": actor.may("grids.view", school), "may_report": may_know and actor.has("grids.work"),
    }  # fmt: skip
    return render(request, "grids/cell.html", context)


def _by_group(members: list[queries.Member], line: str) -> list[dict[str, Any]]:
    """Give the members under the names of their classes, or of their rooms with the classes beside the names."""
    groups: dict[int | None, list[queries.Member]] = {}
    for one in members:
        groups.setdefault(one.group_id if line == Line.CLASS else one.room_number, []).append(one)
    names = orgs.list_lines({*(key for key in groups if key), *(one.group_id for one in members if one.group_id)})
    return [
        {
            "name": names[key].name if key in names else _("没有班级"),
            "people": [
                {"name": one.name, "number": one.number,
                 "beside": "" if line == Line.CLASS or one.group_id not in names else names[one.group_id].name}
                for one in people
            ],
        }
        for key, people in groups.items()
    ]  # fmt: skip


def _links(actor: Any, key: Key, covered: list[queries.Covered], day: Any) -> list[pages.Link]:
    """Give the pages of today about what the cell covers: checks of its classes, of its buildings."""
    found: list[pages.Link] = []
    for one in covered:
        place = places.find_place(key.school_id, one.place.id) if one.place else None
        unit = unit_by_id(place.number if place else one.unit_id or 0)
        found += [
            pages.Link(_("{unit}{page}").format(unit=one.name, page=link.label), link.url)
            for link in pages.links_for(actor=actor, unit=unit, day=day)
        ]
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: Key) -> HttpResponse:
    """Tell those who keep the roster that something changed in the cell."""
    actor, now = signed_in(request), clock.now()
    found, _may_know = queries.get_cell(actor, key, day=clock.school_date(now))
    actor.require("grids.work")
    form = forms.Changed(request.POST or None)
    context: dict[str, Any] = {"form": form, "cell": found, "key": key, "title": _("报告变动"), "verb": _("报告变动")}

    def save(values: dict[str, Any]) -> None:
        services.report_change(actor=actor, now=now, key=key, changes=values["changes"])
        rows = [(_("变动"), _("、").join(_(Change(one).label) for one in values["changes"]))]
        context["receipt"] = receipt(
            _("已报告，由管理名册的人核对"), rows, [(_("回网格"), reverse("grids:cell", args=[key]))]
        )

    if request.method == "POST":
        went_through(form, save)
    return answer(request, "grids/form.html", "grids/_form.html", context, form=form)
