"""Read people: always one school at a time, by a group or by ids."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from sizao.core.actor import Actor
from sizao.registry.roster.models import Membership, Person, PersonStatus


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person as lists of their own school show them; the reader may see the full name."""

    id: uuid.UUID
    name: str
    sex: str
    class_position: int | None
    kind: str
    is_boarder: bool
    group_id: int | None
    birth_date: dt.date | None


LINE_FIELDS = ("id", "name", "sex", "class_position", "kind", "is_boarder", "group_id", "birth_date")


def list_group(actor: Actor, *, school_id: int, group_id: int) -> list[PersonLine]:
    """List the people now in a class or department: pupils by class number, adults by pinyin key."""
    rows = Person.objects.visible_to(actor).filter(
        school_id=school_id, group_id=group_id, status=PersonStatus.ACTIVE
    )
    rows = rows.order_by("class_position", "pinyin_key", "id")
    return [PersonLine(*row) for row in rows.values_list(*LINE_FIELDS)]


def list_people(actor: Actor, *, school_id: int, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, PersonLine]:
    """Give people of one school by id; those out of the actor's sight are absent from the answer."""
    rows = Person.objects.visible_to(actor).filter(school_id=school_id, id__in=list(ids))
    return {row[0]: PersonLine(*row) for row in rows.values_list(*LINE_FIELDS)}


def people_of(actor: Actor, *, school_id: int) -> QuerySet[Person]:
    """Give the visible people of one school, for this module's own pages."""
    return Person.objects.visible_to(actor).filter(school_id=school_id)


def memberships_of(actor: Actor, *, school_id: int, person_id: uuid.UUID) -> QuerySet[Membership]:
    """Give where a person has been, latest first."""
    rows = Membership.objects.visible_to(actor).filter(school_id=school_id, person_id=person_id)
    return rows.order_by("-starts_on")


def count_members(unit_ids: Iterable[int], since: dt.date) -> int:
    """Count the people who belong to any of the classes or departments on a day or later, for whoever closes them."""
    rows = Membership.objects.whole_tree(reason="a count without names, asked before a unit is closed")
    rows = rows.filter(group_id__in=list(unit_ids), group_kind__in=("CLASS", "DEPARTMENT"))
    return rows.exclude(ends_on__lte=since).values("person_id").distinct().count()
