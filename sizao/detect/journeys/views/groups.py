"""What waits for one's own answer, and a class by exception: everyone here in one tap, then those who travel."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.answering import back
from sizao.core.burden import services as burden
from sizao.core.converters import Key
from sizao.core.errors import Forbidden
from sizao.core.http import signed_in
from sizao.detect.journeys import queries, services
from sizao.detect.journeys.models import Collection
from sizao.detect.journeys.queries import GroupLine, Subject
from sizao.detect.journeys.rules import Source, is_taken
from sizao.detect.journeys.views import showing
from sizao.registry.policies import queries as policies
from sizao.registry.roster import queries as roster

GROUPS = ("CLASS", "DEPARTMENT")


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List what one is asked: of one's children, of oneself, of one's classes."""
    actor, now = signed_in(request), clock.now()
    if not any(actor.has(one) for one in (queries.ANSWER, queries.ANSWER_SELF, queries.ANSWER_CLASS)):
        raise Forbidden(act=_("填去向"))
    today = clock.school_date(now)
    people, groups = lines_for(actor, today)
    return render(request, "journeys/mine.html", {"people": people, "groups": groups})


def lines_for(actor: Actor, today: dt.date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """List what is asked of the actor's children, of themselves and of their classes; one query where nobody asks.

    returns: one line a person and question with what was said; one a class and question with how many are silent.
    """
    own = [grant.unit for code in (queries.ANSWER, queries.ANSWER_SELF) for grant in actor.grants_for(code)]
    groups = [grant.unit for grant in actor.grants_for(queries.ANSWER_CLASS) if grant.unit.level in GROUPS]
    asked = queries.list_asked([*own, *groups], today)
    if not asked:
        return [], []
    people = [_own_line(one, row, today) for one in _subjects(actor) for row in asked if _asks(row, one)]
    return people, _group_lines(actor, groups, asked, today)


def _subjects(actor: Actor) -> list[Subject]:
    found = []
    if actor.grants_for(queries.ANSWER):
        found = [
            Subject(one.school_id, one.id, None, one.group_id, one.name, Source.GUARDIAN)
            for one in roster.list_children(actor, queries.ANSWER)
        ]
    schools = {one.unit.school_id for one in actor.grants_for(queries.ANSWER_SELF) if one.unit.school_id is not None}
    by_account = queries.schools_of_self(actor)
    for school_id in sorted(schools):
        if school_id in by_account or roster.find_self(actor, school_id) is not None:
            found.append(queries.get_self(actor, school_id))
    return found


def _asks(row: Collection, subject: Subject) -> bool:
    return row.unit_id in policies.chain_of(unit_by_id(subject.school_id).territory_path)


def _own_line(subject: Subject, row: Collection, today: dt.date) -> dict[str, Any]:
    said = queries.find_answer(subject, row)
    if subject.person_id is None:
        url = reverse("journeys:own", args=[subject.school_id, row.id])
    else:
        url = reverse("journeys:person", args=[Key(subject.school_id, subject.person_id), row.id])
    return {
        "subject": subject, "is_self": subject.source == Source.SELF, "collection": showing.collection_line(row, today),
        "url": url, "said": showing.answer_line(said) if said else None,
    }  # fmt: skip


def _group_lines(actor: Actor, units: list[UnitRef], asked: list[Collection], today: dt.date) -> list[dict[str, Any]]:
    found = []
    for row in asked:
        for unit in units:
            if row.unit_id in policies.chain_of(unit.territory_path):
                lines = queries.list_group(actor, collection=row, group_id=unit.id)
                silent = sum(one.now is None for one in lines)
                url = reverse("journeys:group", args=[unit.id, row.id])
                found.append(
                    {"unit": unit, "collection": showing.collection_line(row, today), "silent": silent, "url": url}
                )
    return found


@never_cache
@require_safe
def group(request: HttpRequest, group_id: int, collection_id: int) -> HttpResponse:
    """Show who of a class has not been heard of, and behind that who is where."""
    actor, unit = _opened(request, group_id)
    now = clock.now()
    row = queries.get_asking(collection_id, group_id)
    lines = [
        _person_line(one, unit, row) for one in queries.list_group(actor, collection=row, group_id=group_id)
    ]  # fmt: skip
    context = {
        "unit": unit, "row": row, "collection": showing.collection_line(row, clock.school_date(now)),
        "silent": [one for one in lines if one["said"] is None],
        "away": [one for one in lines if one["said"] and one["said"]["is_away"]],
        "local": [one for one in lines if one["said"] and not one["said"]["is_away"]],
        "is_taken": is_taken(row.return_on, clock.school_date(now)),
        "opened": burden.stamp("journeys.group", unit, now=now),
    }  # fmt: skip
    return render(request, "journeys/group.html", context)


def _person_line(one: GroupLine, unit: UnitRef, row: Collection) -> dict[str, Any]:
    key = Key(unit.key, one.person.id)
    return {
        "name": one.person.name, "position": one.person.class_position, "last_away": one.last_away,
        "url": reverse("journeys:person", args=[key, row.id]),
        "said": showing.answer_line(one.now) if one.now else None,
    }  # fmt: skip


@require_POST
def local(request: HttpRequest, group_id: int, collection_id: int) -> HttpResponse:
    """Say that everyone who has not been heard of is here."""
    actor, unit = _opened(request, group_id)
    services.say_local(actor=actor, now=clock.now(), collection_id=collection_id, group_id=unit.id)
    return back(reverse("journeys:group", args=[group_id, collection_id]))


def _opened(request: HttpRequest, group_id: int) -> tuple[Actor, UnitRef]:
    actor, unit = signed_in(request), unit_by_id(group_id)
    actor.require(queries.ANSWER_CLASS, unit)
    return actor, unit
