"""The places of a school as a tree, and one place with what stands in it, its checkpoints and who lives there."""

import itertools
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sizao.core import clock, pages
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs
from sizao.registry.places import queries
from sizao.registry.places.models import Place
from sizao.registry.places.rules import Kind, Process
from sizao.registry.roster import queries as roster

ICONS = {
    Kind.CAMPUS: "school", Kind.BUILDING: "building", Kind.DORM_ROOM: "bed", Kind.GATE: "door", Kind.BUS: "bus",
    Kind.ISOLATION_ROOM: "first-aid-kit",
}  # fmt: skip


def own_school(actor: Actor, asked: str, permission: str = "places.view") -> UnitRef:
    """Give the school whose places are shown: the one asked for, else the actor's first.

    raises: NotVisible for a school out of sight, and for offices that name none.
    """
    if asked:
        if not asked.isdecimal():
            raise NotVisible()
        school = unit_by_id(int(asked))
        if school.id != school.school_id:
            raise NotVisible()
        if not any(grant.unit.key == school.id for grant in actor.grants_for(permission)):
            actor.require(permission, school)
        return school
    schools = sorted({one.unit.school_id for one in actor.grants_for(permission) if one.unit.school_id is not None})
    if not schools:
        raise NotVisible()
    return unit_by_id(schools[0])


def words_of(branch: queries.Branch) -> dict[str, Any]:
    """Give what a line of the tree shows of a place."""
    kind = Kind(branch.place.kind)
    return {
        "key": branch.key, "name": branch.place.name, "kind": _(kind.label), "icon": ICONS.get(kind, "map-pin"),
        "is_key": branch.place.is_key, "rooms": branch.rooms if kind != Kind.DORM_ROOM else 0, "beds": branch.beds,
        "capacity": branch.place.capacity, "children": [words_of(child) for child in branch.children],
    }  # fmt: skip


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the places of a school as a tree."""
    actor = signed_in(request)
    actor.require("places.view")
    if not request.GET.get("school") and all(one.unit.school_id is None for one in actor.grants_for("places.view")):
        return render(request, "places/office.html")
    school = own_school(actor, request.GET.get("school", ""))
    branches = [words_of(one) for one in queries.list_branches(actor, school_id=school.id)]
    context = {
        "school": school, "branches": branches, "count": queries.count_places(actor, school_id=school.id),
        "may_manage": actor.may("places.manage", school), "may_import": actor.may("roster.edit", school),
        "may_export": actor.may("roster.export", school),
    }  # fmt: skip
    return render(request, "places/home.html", context)


@never_cache
@require_safe
def place(request: HttpRequest, key: Key) -> HttpResponse:
    """Show one place."""
    actor, now = signed_in(request), clock.now()
    found, school = queries.get_place(actor, key), unit_by_id(key.school_id)
    below = [one for one in queries.list_under(found) if one.parent_id == found.id]
    names = accounts.names_of([found.owner_user_id] if found.owner_user_id else [])
    ref = unit_by_id(found.number)
    context = {
        "place": found, "key": key, "school": school, "kind": _(Kind(found.kind).label), "is_retired": found.valid_to,
        "chain": [(Key(one.school_id, one.id), one.name) for one in queries.list_chain(found)],
        "below": [{"key": Key(one.school_id, one.id), "name": one.name, "kind": _(Kind(one.kind).label),
                   "capacity": one.capacity} for one in below],
        "owner": queries.owner_words(found, names), "unit": orgs.list_lines([found.unit_id]).get(found.unit_id),
        "processes": _processes(found), "may_manage": actor.may("places.manage", school) and not found.valid_to,
        "acts": pages.acts_for(actor=actor, key=key, now=now) if not found.valid_to else [],
        "may_house": actor.may("roster.edit", school) and found.kind == Kind.DORM_ROOM and not found.valid_to,
        "links": pages.links_for(actor=actor, unit=ref, day=clock.school_date(now)) if ref.level == "PLACE" else [],
    }  # fmt: skip
    if found.kind == Kind.DORM_ROOM:
        context |= _living(actor, found, clock.school_date(now))
    return render(request, "places/place.html", context)


def _processes(found: Place) -> list[tuple[str, list[dict[str, Any]]]]:
    rows = queries.list_checkpoints(found)
    return [
        (_(Process(process).label), [{"id": one.id, "text": one.text, "role": accounts.role_label(one.role)}
                                     for one in group])
        for process, group in itertools.groupby(rows, key=lambda one: one.process)
    ]  # fmt: skip


def _living(actor: Actor, found: Place, day: Any) -> dict[str, Any]:
    """Give who lives in a room: by name to those who may know, else how many."""
    living = roster.list_residents(school_id=found.school_id, room_numbers=[found.number], day=day)
    if not queries.may_see_residents(actor, found):
        return {"living_count": len(living)}
    lines = orgs.list_lines({one.class_id for one in living if one.class_id})
    shown = [
        {"id": one.id, "name": one.name, "since": one.starts_on,
         "group": lines[one.class_id].name if one.class_id in lines else ""}
        for one in living
    ]  # fmt: skip
    return {"living": shown, "living_count": len(living), "sees_living": True}
