"""Classes with their counts, people found by name, one class, one person."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.converters import Key, open_key
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.core.privacy import mask_tail
from sizao.core.words import day_words
from sizao.registry.orgs import queries as orgs
from sizao.registry.roster import queries
from sizao.registry.roster.models import Person, PersonStatus, Sex

PAGE_SIZE = 50


def chosen_school(request: HttpRequest, actor: Actor) -> UnitRef | None:
    """Give the school asked for, else the first one of the actor; None for offices, who keep no roster.

    raises: NotVisible.
    """
    schools = queries.list_schools(actor)
    asked = request.GET.get("school", "")
    if asked and (not asked.isdecimal() or int(asked) not in schools):
        raise NotVisible()
    if not schools:
        return None
    return unit_by_id(int(asked) if asked else schools[0])


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the classes of a school with their counts; to who may read names also the people found."""
    actor = signed_in(request)
    actor.require(queries.OVERVIEW)
    school = chosen_school(request, actor)
    if school is None:
        return render(request, "roster/office.html", {})
    counts = queries.list_group_counts(actor, school_id=school.id)
    may_see_all = actor.may("roster.view", school)
    if len(counts) == 1 and not may_see_all and actor.may("roster.view", unit_by_id(counts[0].id)):
        return redirect("roster:class", counts[0].id)
    text = request.GET.get("q", "").strip()[:40]
    context: dict[str, Any] = {
        "school": school,
        "q": text,
        "counts": counts,
        "pupils": sum(one.people for one in counts if one.kind == "CLASS"),
        "may_search": may_see_all,
        "may_edit": actor.may("roster.edit", school),
        "may_export": actor.may("roster.export", school),
        "may_open": {one.id for one in counts} if may_see_all else set(),
    }
    if may_see_all and text:
        found = queries.find_people(actor, school_id=school.id, text=text)
        page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        context |= {"page": page, "people": _lines(page)}
    template = "roster/_found.html" if request.htmx else "roster/home.html"
    return render(request, template, context)


def _lines(people: Any) -> list[dict[str, Any]]:
    rows = list(people)
    groups = orgs.list_lines({person.group_id for person in rows if person.group_id})
    return [
        {
            "person": person,
            "key": Key(person.school_id, person.id),
            "group": groups[person.group_id].name if person.group_id in groups else "",
            "sex": _(Sex(person.sex).label),
            "number": mask_tail(person.student_number),
            "has_left": person.status == PersonStatus.LEFT,
        }
        for person in rows
    ]


@never_cache
@require_safe
def class_page(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show one class or department by name, in class order (我班)."""
    actor, group = signed_in(request), unit_by_id(unit_id)
    actor.require("roster.view", group)
    if group.school_id is None or group.level not in ("CLASS", "DEPARTMENT"):
        raise NotVisible()
    lines = queries.list_group(actor, school_id=group.school_id, group_id=group.id)
    context = {
        "group": group,
        "school": unit_by_id(group.school_id),
        "boarders": sum(one.is_boarder for one in lines),
        "people": [{"person": one, "key": Key(group.school_id, one.id), "sex": _(Sex(one.sex).label)} for one in lines],
        "may_edit": group.level == "CLASS" and actor.may("roster.edit", group),
        "may_see_school": actor.may(queries.OVERVIEW, unit_by_id(group.school_id)),
    }
    return render(request, "roster/class.html", context)


def open_person(actor: Actor, key: Key) -> Person:
    """Give a person to who may know them by name.

    raises: NotVisible, Forbidden.
    """
    open_key(actor, key, "roster.view")
    return queries.get_person(actor, school_id=key.school_id, person_id=key.id)


@never_cache
@require_safe
def person_page(request: HttpRequest, key: Key) -> HttpResponse:
    """Show one person: class, periods, guardians as far as the reader may."""
    actor = signed_in(request)
    person = open_person(actor, key)
    school = unit_by_id(person.school_id)
    memberships = list(queries.memberships_of(actor, person))
    groups = orgs.list_lines({one.group_id for one in memberships})
    context = {
        "person": person,
        "key": key,
        "school": school,
        "group": groups.get(person.group_id),
        "sex": _(Sex(person.sex).label),
        "birth": day_words(person.birth_date)[:10] if person.birth_date else "",
        "number": mask_tail(person.student_number),
        "has_left": person.status == PersonStatus.LEFT,
        "is_pupil": person.kind == "STUDENT",
        "periods": [
            {"membership": one, "group": groups[one.group_id].name if one.group_id in groups else ""}
            for one in memberships
        ],
        "guardians": queries.guardians_of(actor, person),
        "may_edit": actor.may("roster.edit", school),
        "may_reveal": actor.may("roster.reveal", school),
        "may_tag": actor.may("roster.set_tags", school),
    }
    return render(request, "roster/person.html", context)
