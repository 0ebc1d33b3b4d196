"""The grid of a school with its two lines, and who and what lies outside (无死角、无盲区)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sizao.core import clock
from sizao.core.actor import UnitRef, unit_by_id
from sizao.core.answering import back
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.registry.communities import queries as communities
from sizao.registry.grids import queries
from sizao.registry.grids.rules import Line
from sizao.registry.orgs import queries as orgs
from sizao.registry.places.queries import Kind


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the grid of one's school, or to the gaps of one's office."""
    actor = signed_in(request)
    actor.require("grids.view")
    units = [grant.unit for grant in actor.grants_for("grids.view")]
    acting = next((grant.unit for grant in actor.grants_for("grids.view") if grant.role == actor.role), units[0])
    name = "grids:uncovered" if acting.school_id is None else "grids:school"
    return back(reverse(name, args=[acting.key]))


def opened_school(request: HttpRequest, school_id: int) -> tuple[Any, UnitRef]:
    """Give the actor and a school whose grid they may see.

    raises: NotVisible, Forbidden.
    """
    actor, school = signed_in(request), unit_by_id(school_id)
    if school.id != school.school_id:
        raise NotVisible()
    actor.require("grids.view", school)
    if not any(grant.unit.key == school_id for grant in actor.grants):
        raise NotVisible()
    return actor, school


@require_safe
def school(request: HttpRequest, school_id: int) -> HttpResponse:
    """Show the cells of both lines."""
    actor, found = opened_school(request, school_id)
    day = clock.today()
    lines = [
        {"code": line.value.lower(), "label": _(line.label), "cells": queries.list_cells(school_id, line, day=day)}
        for line in Line
    ]
    left_out = queries.list_uncovered_people(school_id, day=day)
    context = {
        "school": found, "lines": lines, "link": communities.find_contact(school_id),
        "may_see_link": actor.may("communities.view", found),
        "uncovered": len({one.id for one in left_out}), "may_manage": actor.may("grids.manage", found),
    }  # fmt: skip
    return render(request, "grids/school.html", context)


@never_cache
@require_safe
def uncovered(request: HttpRequest, unit_id: int) -> HttpResponse:
    """List who and what lies in no cell: by name in a school, in numbers above it."""
    actor, unit = signed_in(request), unit_by_id(unit_id)
    if unit.school_id is None:
        return _office(request, unit)
    actor, unit = opened_school(request, unit_id)
    day = clock.today()
    people = queries.list_uncovered_people(unit_id, day=day)
    lines = orgs.list_lines({one.group_id for one in people if one.group_id})
    shown = [
        {"name": one.name, "group": lines[one.group_id].name if one.group_id in lines else "",
         "line": _(Line(one.line).label), "lacks_room": one.lacks_room}
        for one in people
    ]  # fmt: skip
    places = [
        {"key": Key(unit_id, key), "name": name, "kind": _(Kind(kind).label), "no_cell": no_cell, "no_owner": no_owner}
        for key, kind, name, no_cell, no_owner in queries.list_uncovered_places(unit_id, day=day)
    ]
    cells = [
        {"key": Key(unit_id, key), "name": name, "line": _(Line(line).label)}
        for key, name, line in queries.list_uncovered_cells(unit_id, day=day)
    ]
    context = {
        "school": unit, "people": shown if actor.may("grids.people", unit) else None, "people_count": len(people),
        "places": places, "groups": queries.list_uncovered_groups(unit_id, day=day), "cells": cells,
        "is_whole": not (people or places or cells),
    }  # fmt: skip
    return render(request, "grids/uncovered.html", context)


def _office(request: HttpRequest, unit: UnitRef) -> HttpResponse:
    actor = signed_in(request)
    rows = queries.list_gaps_below(actor, unit)
    names = orgs.list_lines(key for key, _counts, _at in rows)
    schools = [{"name": names[key].name, **counts} for key, counts, _at in rows if key in names]
    sums = queries.sum_gaps(actor, unit)
    lines = [{"label": _(line.label), **sums[line]} for line in Line]
    at = max((at for _key, _counts, at in rows), default=None)
    context = {"unit": unit, "schools": schools, "lines": lines, "counted_at": at}
    return render(request, "grids/office.html", context)
