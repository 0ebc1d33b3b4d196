"""Read people: always one school at a time, by a group, by ids or by what someone types."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Replace

from sizao.core import privacy, scope
from sizao.core.actor import Actor
from sizao.core.errors import NotVisible
from sizao.registry.orgs import queries as orgs
from sizao.registry.roster.models import IDENTITY, Guardian, Membership, Person, PersonKind, PersonStatus

OVERVIEW = "roster.overview"
SHORTEST_LATIN = 2


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
    rows = Person.objects.visible_to(actor).filter(school_id=school_id, group_id=group_id, status=PersonStatus.ACTIVE)
    rows = rows.order_by("class_position", "pinyin_key", "id")
    return [PersonLine(*row) for row in rows.values_list(*LINE_FIELDS)]


def list_people(
    actor: Actor, *, school_id: int, ids: Iterable[uuid.UUID], permission: str | None = None, present_only: bool = False
) -> dict[uuid.UUID, PersonLine]:
    """Give people of one school by id; those out of the actor's sight are absent from the answer.

    permission: the right that opens them, by default the roster's own. present_only: without who has left.
    """
    rows = Person.objects.visible_to(actor, permission).filter(school_id=school_id, id__in=list(ids))
    rows = rows.filter(status=PersonStatus.ACTIVE) if present_only else rows
    return {row[0]: PersonLine(*row) for row in rows.values_list(*LINE_FIELDS)}


def list_compared(school_id: int, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, PersonLine]:
    """Give people of one school by id, whoever they are, to be compared with a file that its keepers read."""
    rows = Person.objects.whole_tree(reason="compared with rows that the reader keeps; the page masks the names")
    rows = rows.filter(school_id=school_id, id__in=list(ids))
    return {row[0]: PersonLine(*row) for row in rows.values_list(*LINE_FIELDS)}


@dataclass(frozen=True, slots=True)
class Pupil:
    """A pupil as whoever decides about their school needs to know them."""

    name: str
    sex: str
    birth_date: dt.date | None
    student_number: str
    group_id: int | None
    is_present: bool


def lock_pupil(actor: Actor, permission: str, *, school_id: int, person_id: uuid.UUID) -> Pupil | None:
    """Find a pupil under a right and keep others from changing them until the transaction ends."""
    rows = Person.objects.visible_to(actor, permission).filter(kind=PersonKind.STUDENT)
    found = rows.filter(school_id=school_id, id=person_id).select_for_update().first()
    return _pupil(found) if found is not None else None


def describe_pupil(school_id: int, person_id: uuid.UUID) -> Pupil:
    """Give one pupil of a school that the caller has opened, and records that it did."""
    rows = Person.objects.whole_tree(reason="the pupil of a transfer, shown to the school that decides it")
    return _pupil(rows.get(school_id=school_id, id=person_id))


def _pupil(row: Person) -> Pupil:
    is_present = row.status == PersonStatus.ACTIVE
    return Pupil(row.name, row.sex, row.birth_date, row.student_number, row.group_id, is_present)


def list_guardian_accounts(school_id: int, person_id: uuid.UUID) -> list[int]:
    """List the accounts of a pupil's guardians, for whoever gives them their posts."""
    rows = Guardian.objects.whole_tree(reason="accounts of guardians whose pupil has just come; for the machine")
    rows = rows.filter(school_id=school_id, person_id=person_id, user_id__isnull=False)
    return list(rows.values_list("user_id", flat=True))


def list_schools(actor: Actor) -> list[int]:
    """List the schools in which the actor has a post that may count their people; offices have none."""
    schools = {grant.unit.school_id for grant in actor.grants_for(OVERVIEW)}
    return sorted(school for school in schools if school is not None)


@dataclass(frozen=True, slots=True)
class GroupCount:
    """A class or department with the number of its people."""

    id: int
    name: str
    grade: str
    kind: str
    people: int
    boarders: int


def list_group_counts(actor: Actor, *, school_id: int) -> list[GroupCount]:
    """Count the people of the groups that the actor may know of, empty classes included, in the order of the school."""
    rows = Person.objects.visible_to(actor, OVERVIEW).filter(school_id=school_id, status=PersonStatus.ACTIVE)
    counted = rows.values("group_id").annotate(people=Count("id"), boarders=Count("id", filter=Q(is_boarder=True)))
    counts = {row["group_id"]: (row["people"], row["boarders"]) for row in counted if row["group_id"] is not None}
    units = list_groups(actor, school_id=school_id)
    grades = orgs.list_lines({unit.parent_id for unit in units if unit.parent_id is not None})
    return [
        GroupCount(unit.id, unit.name, _grade(unit, grades), unit.level, *counts.get(unit.id, (0, 0))) for unit in units
    ]


def _grade(unit: Any, grades: dict[int, orgs.UnitLine]) -> str:
    """Name the grade of a class; departments and classes without one have none."""
    above = grades.get(unit.parent_id)
    return above.name if above is not None and above.level == "GRADE" else ""


def list_groups(actor: Actor, *, school_id: int) -> list[Any]:
    """List the classes and departments of a school in which the actor has a post or above which one stands."""
    wide = school_id in actor.held_in(OVERVIEW)
    if wide or actor.is_system:
        units = [unit for level in ("CLASS", "DEPARTMENT") for unit in orgs.list_below(actor, school_id, level=level)]
        return [unit for unit in units if unit.school_id == school_id]
    own = [grant.unit for grant in actor.grants_for(OVERVIEW) if grant.unit.school_id == school_id]
    return [orgs.get_unit(actor, unit.id) for unit in own if unit.level in ("CLASS", "DEPARTMENT")]


def find_people(actor: Actor, *, school_id: int, text: str = "") -> QuerySet[Person]:
    """Find people of one school by a part of the name, by pinyin (whole or initials) or by the start of a number."""
    rows = Person.objects.visible_to(actor).filter(school_id=school_id)
    text = text.strip()
    if not text:
        rows = rows.filter(status=PersonStatus.ACTIVE)
    elif text.isascii() and any(character.isdecimal() for character in text):
        rows = rows.filter(student_number__startswith=text.upper())
    elif text.isascii():
        letters = text.lower().replace(" ", "")
        if len(letters) < SHORTEST_LATIN:
            return rows.none()
        rows = rows.annotate(spelled=Replace(F("pinyin_key"), Value(" "), Value("")))
        rows = rows.filter(Q(pinyin_initials__startswith=letters) | Q(spelled__startswith=letters))
    else:
        rows = rows.filter(name__contains=text)
    return rows.order_by("status", "pinyin_key", "id")


def get_person(actor: Actor, *, school_id: int, person_id: uuid.UUID) -> Person:
    """Give one person whom the actor may know by name.

    raises: NotVisible.
    """
    person = Person.objects.visible_to(actor).filter(school_id=school_id, id=person_id).first()
    if person is None:
        raise NotVisible()
    return person


def memberships_of(actor: Actor, person: Person) -> QuerySet[Membership]:
    """Give where a visible person has been, latest first."""
    rows = Membership.objects.whole_tree(reason="of a person read in scope")
    return rows.filter(school_id=person.school_id, person_id=person.id).order_by("-starts_on", "-ends_on")


def guardians_of(actor: Actor, person: Person) -> list[Guardian]:
    """List who is responsible for a pupil, to those who may read or keep guardians; to others nobody."""
    permission = next(
        (code for code in ("roster.view_guardians", "roster.edit") if _holds(actor, code, person.school_id)), None
    )
    if permission is None:
        return []
    rows = Guardian.objects.whole_tree(reason="of a person read in scope, to holders of the right")
    return list(rows.filter(school_id=person.school_id, person_id=person.id).order_by("id"))


def _holds(actor: Actor, permission: str, school_id: int) -> bool:
    return any(grant.unit.school_id == school_id for grant in actor.grants_for(permission))


@dataclass(frozen=True, slots=True)
class Child:
    """A pupil for whom someone is responsible."""

    school_id: int
    id: uuid.UUID
    name: str
    group_id: int


def list_children(actor: Actor, permission: str) -> list[Child]:
    """List the pupils for whom the actor's account stands as guardian, in all schools where they hold a right."""
    schools = {grant.unit.key for grant in actor.grants_for(permission)}
    if actor.user_id is None or not schools:
        return []
    rows = Guardian.objects.whole_tree(reason="one's own children, by the account the roster keeps")
    own = rows.filter(user_id=actor.user_id, school_id__in=schools, person__status=PersonStatus.ACTIVE)
    own = own.filter(person__group_id__isnull=False).order_by("school_id", "person__birth_date", "person_id")
    return [Child(*row) for row in own.values_list("school_id", "person_id", "person__name", "person__group_id")]


def find_self(actor: Actor, school_id: int) -> PersonLine | None:
    """Find the member of staff of a school whose account acts."""
    own = [] if actor.user_id is None else [(school_id, actor.user_id)]
    return next(iter(list_selves(own).values()), None)


def list_selves(accounts: Collection[tuple[int, int]]) -> dict[tuple[int, int], PersonLine]:
    """Find the staff whose accounts act, by school and account; the caller says why. One query."""
    rows = Person.objects.whole_tree(reason="the rows of those who act, by the accounts the roster keeps")
    schools, users = {school for school, _ in accounts}, {user for _, user in accounts}
    found = rows.filter(school_id__in=schools, user_id__in=users, status=PersonStatus.ACTIVE)
    return {(school, user): PersonLine(*line) for school, user, *line in
            found.values_list("school_id", "user_id", *LINE_FIELDS)}  # fmt: skip


def list_linked_accounts(school_ids: Iterable[int]) -> dict[int, set[int]]:
    """List the accounts that stand for someone in the roster of each school, for whoever counts; one query."""
    rows = Person.objects.whole_tree(reason="accounts, without names, so that nobody is counted twice")
    rows = rows.filter(school_id__in=(schools := list(school_ids)), user_id__isnull=False, status=PersonStatus.ACTIVE)
    found: dict[int, set[int]] = {}
    with scope.open_schools(schools, reason="accounts in the roster are not counted twice"):
        for school_id, user_id in rows.values_list("school_id", "user_id"):
            found.setdefault(school_id, set()).add(user_id)
    return found


def count_active(school_ids: Iterable[int]) -> dict[int, int]:
    """Count the people now in the classes and departments of each school, for whoever may count them; one query."""
    rows = Person.objects.whole_tree(reason="counts without names, school by school")
    rows = rows.filter(school_id__in=(schools := list(school_ids)), status=PersonStatus.ACTIVE)
    rows = rows.filter(group_id__isnull=False)
    with scope.open_schools(schools, reason="people are counted by school, no names"):
        return dict(rows.values_list("school_id").annotate(people=Count("id")))


def find_pupils(school_id: int, keys: Iterable[str | uuid.UUID]) -> dict[str | uuid.UUID, tuple[uuid.UUID, int]]:
    """Find pupils of a school by student number or id; the caller has asked for the right.

    returns: person and class by what was given; whoever is not a pupil there now is absent from it.
    """
    wanted = set(keys)
    numbers = [key for key in wanted if isinstance(key, str)]
    ids = [key for key in wanted if not isinstance(key, str)]
    rows = Person.objects.whole_tree(reason="pupils named by a program of their school, which may not read the roster")
    rows = rows.filter(school_id=school_id, kind=PersonKind.STUDENT, status=PersonStatus.ACTIVE)
    rows = rows.filter(Q(student_number__in=numbers) | Q(id__in=ids), group_id__isnull=False)
    found: dict[str | uuid.UUID, tuple[uuid.UUID, int]] = {}
    for key, number, group_id in rows.values_list("id", "student_number", "group_id"):
        found[key] = found[number] = (key, group_id)
    return found


@dataclass(frozen=True, slots=True)
class NamedMember:
    """Someone in a class or department during [starts_on, ends_on), as a file may name them."""

    person_id: uuid.UUID
    group_id: int
    name: str
    student_number: str
    starts_on: dt.date
    ends_on: dt.date | None

    def is_there(self, day: dt.date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on > day)


def find_members(school_ids: Iterable[int], group_ids: Iterable[int], texts: Iterable[str]) -> list[NamedMember]:
    """Find who of some names or numbers was ever in some classes, for whoever has the right to write of them."""
    wanted, schools = list(texts), list(school_ids)
    rows = Membership.objects.whole_tree(reason="people whom a file names, in classes for which the right was asked")
    rows = rows.filter(school_id__in=schools, group_id__in=list(group_ids), group_kind__in=("CLASS", "DEPARTMENT"))
    rows = rows.filter(Q(person__name__in=wanted) | Q(person__student_number__in=wanted))
    fields = ("person_id", "group_id", "person__name", "person__student_number", "starts_on", "ends_on")
    with scope.open_schools(schools, reason="a file of checks names pupils of these schools"):
        return [NamedMember(*row) for row in rows.values_list(*fields)]


def is_elsewhere(school_id: int, number: str) -> bool:
    """Tell whether another school holds this identity number; which one is not said."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM roster_identity_place WHERE identity_hash = ANY(%s) AND school_id <> %s LIMIT 1",
            [privacy.keyed_hashes(number, purpose=IDENTITY.purpose), school_id],
        )
        return cursor.fetchone() is not None


def count_members(unit_ids: Iterable[int], since: dt.date) -> int:
    """Count the people who belong to any of the classes or departments on a day or later, for whoever closes them."""
    rows = Membership.objects.whole_tree(reason="a count without names, asked before a unit is closed")
    rows = rows.filter(group_id__in=list(unit_ids), group_kind__in=("CLASS", "DEPARTMENT"))
    return rows.exclude(ends_on__lte=since).values("person_id").distinct().count()


def count_people_in(school_ids: Iterable[int], group_ids: Iterable[int] | None, day: dt.date) -> int:
    """Count the people of schools on a day, or of some of their classes and departments, for whoever moves them."""
    rows = Membership.objects.whole_tree(reason="a count without names, shown before units are moved")
    rows = rows.filter(school_id__in=(schools := list(school_ids)), group_kind__in=("CLASS", "DEPARTMENT"))
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)
    if group_ids is not None:
        rows = rows.filter(group_id__in=list(group_ids))
    with scope.open_schools(schools, reason="people are counted before their units are moved"):
        return rows.values("school_id", "person_id").distinct().count()


def list_places(school_id: int, group_ids: Iterable[int]) -> list[tuple[uuid.UUID, int, int | None]]:
    """List who is now in classes and departments of a school as (person, group, class number), for the machine."""
    rows = Person.objects.whole_tree(reason="ids of people whose groups are moved; for the machine")
    rows = rows.filter(school_id=school_id, group_id__in=list(group_ids), status=PersonStatus.ACTIVE)
    return list(rows.order_by("group_id", "class_position", "id").values_list("id", "group_id", "class_position"))


def count_by_group(school_ids: Iterable[int], day: dt.date) -> dict[int, int]:
    """Count the people of every class of schools on a day, for whoever moves the classes up; one query."""
    rows = Membership.objects.whole_tree(reason="counts without names, shown before classes move up")
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day, group_kind="CLASS")
    rows = rows.filter(school_id__in=(schools := list(school_ids)))
    with scope.open_schools(schools, reason="people are counted before their classes move up"):
        return dict(rows.values_list("group_id").annotate(people=Count("person_id", distinct=True)))


def count_pupils(actor: Actor, *, school_id: int) -> int:
    """Count the pupils of a school whom the actor may export."""
    rows = Person.objects.visible_to(actor, "roster.export")
    return rows.filter(school_id=school_id, kind=PersonKind.STUDENT, status=PersonStatus.ACTIVE).count()
