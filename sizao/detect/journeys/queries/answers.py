"""Of whom one may answer, what they said, and who of a class has not."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from sizao.core.actor import Actor, unit_by_id
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.detect.journeys.models import Answer, Collection, Stay, Trip
from sizao.detect.journeys.rules import Source, Whereabouts
from sizao.registry.orgs import queries as orgs
from sizao.registry.roster import queries as roster
from sizao.registry.roster.queries import PersonLine

ANSWER, ANSWER_CLASS, ANSWER_SELF, READ = (
    "journeys.answer", "journeys.answer_class", "journeys.answer_self", "journeys.read",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subject:
    """Someone of whom the actor may answer: a person of the roster, or an account that the roster does not hold."""

    school_id: int
    person_id: uuid.UUID | None
    user_id: int | None
    group_id: int
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said, with its parts in order."""

    answer: Answer
    stays: tuple[Stay, ...] = ()
    trips: tuple[Trip, ...] = ()

    @property
    def key(self) -> Key:
        return Key(self.answer.school_id, self.answer.id)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One person of a class or department with what was said of them now, and where they were last time."""

    person: PersonLine
    now: Answered | None
    last_away: str = field(default="")


def get_subject(actor: Actor, *, school_id: int, person_id: uuid.UUID) -> Subject:
    """Give a person of whom the actor answers: an own child, oneself, someone of a class one answers for.

    raises: NotVisible.
    """
    if actor.grants_for(ANSWER):
        for child in roster.list_children(actor, ANSWER):
            if (child.school_id, child.id) == (school_id, person_id):
                return Subject(school_id, child.id, None, child.group_id, child.name, Source.GUARDIAN)
    own = roster.find_self(actor, school_id) if actor.grants_for(ANSWER_SELF) else None
    if own is not None and own.id == person_id:
        return Subject(school_id, own.id, None, own.group_id or school_id, own.name, Source.SELF)
    if actor.grants_for(ANSWER_CLASS):
        person = roster.get_person(actor, school_id=school_id, person_id=person_id)
        if person.group_id is not None and actor.may(ANSWER_CLASS, unit_by_id(person.group_id)):
            return Subject(school_id, person.id, None, person.group_id, person.name, Source.CLASS)
    raise NotVisible()


def get_self(actor: Actor, school_id: int) -> Subject:
    """Give the actor as one of the staff of a school.

    raises: NotVisible for whoever is not asked there by their account.
    """
    own = roster.find_self(actor, school_id) if actor.grants_for(ANSWER_SELF) else None
    if own is not None:
        return Subject(school_id, own.id, None, own.group_id or school_id, own.name, Source.SELF)
    if school_id not in schools_of_self(actor):
        raise NotVisible()
    return Subject(school_id, None, actor.user_id, school_id, actor.name, Source.SELF)


def schools_of_self(actor: Actor) -> list[int]:
    """List the schools in which the actor's account is asked: whose posts lie in departments are asked with these."""
    units = [grant.unit for grant in actor.grants_for(ANSWER_SELF)]
    return sorted({unit.school_id for unit in units if unit.school_id is not None and unit.level != "DEPARTMENT"})


def find_answer(subject: Subject, collection: Collection) -> Answered | None:
    """Find what was said of someone whom the actor was given."""
    row = _of(subject).filter(collection_id=collection.id).first()
    return parts_of([row])[0] if row is not None else None


def find_last(subject: Subject, collection: Collection) -> Answered | None:
    """Find what was said of them the last time, to begin with."""
    row = _of(subject).exclude(collection_id=collection.id).order_by("-return_on", "-answered_at").first()
    return parts_of([row])[0] if row is not None else None


def _of(subject: Subject) -> QuerySet[Answer]:
    rows = Answer.objects.whole_tree(reason="of someone of whom the actor may answer")
    return rows.filter(school_id=subject.school_id, person_id=subject.person_id, user_id=subject.user_id)


def get_answer(actor: Actor, key: Key) -> tuple[Answered, Subject]:
    """Give an answer and whom it is about, to whoever may give it.

    raises: NotVisible.
    """
    rows = Answer.objects.whole_tree(reason="the subject is asked for below")
    row = rows.filter(school_id=key.school_id, id=key.id).first()
    if row is None:
        raise NotVisible()
    if row.person_id is not None:
        subject = get_subject(actor, school_id=key.school_id, person_id=row.person_id)
    else:
        subject = get_self(actor, key.school_id)
        if subject.user_id != row.user_id:
            raise NotVisible()
    return parts_of([row])[0], subject


def parts_of(rows: Iterable[Answer]) -> list[Answered]:
    """Give answers that were read in scope with their stays and trips; two queries, none where nobody is away."""
    rows = list(rows)
    away = [row for row in rows if row.whereabouts == Whereabouts.AWAY]
    if not away:
        return [Answered(row) for row in rows]
    schools, ids = {row.school_id for row in away}, [row.id for row in away]
    reason = "parts of answers that were read in scope"
    stays: dict[uuid.UUID, list[Stay]] = {}
    for stay in (
        Stay.objects.whole_tree(reason=reason)
        .filter(school_id__in=schools, answer_id__in=ids)
        .order_by("starts_on", "id")
    ):
        stays.setdefault(stay.answer_id, []).append(stay)
    trips: dict[uuid.UUID, list[Trip]] = {}
    for trip in (
        Trip.objects.whole_tree(reason=reason)
        .filter(school_id__in=schools, answer_id__in=ids)
        .order_by("left_on", "id")
    ):
        trips.setdefault(trip.answer_id, []).append(trip)
    return [Answered(row, tuple(stays.get(row.id, ())), tuple(trips.get(row.id, ()))) for row in rows]


def list_group(actor: Actor, *, collection: Collection, group_id: int) -> list[GroupLine]:
    """List the people of a class or department, each with what was said of them and where they were last time away.

    raises: NotVisible, Forbidden.
    """
    unit = unit_by_id(group_id)
    actor.require(ANSWER_CLASS, unit)
    if unit.school_id is None or unit.id == unit.school_id:
        raise NotVisible()
    people = roster.list_group(actor, school_id=unit.school_id, group_id=group_id)
    rows = Answer.objects.whole_tree(reason="of the people of a group for which the right was asked")
    rows = rows.filter(school_id=unit.school_id, person_id__in=[one.id for one in people])
    said = {one.answer.person_id: one for one in parts_of(rows.filter(collection_id=collection.id))}
    earlier = rows.exclude(collection_id=collection.id).filter(return_on__gte=collection.starts_on - _A_YEAR)
    last = {one.answer.person_id: one for one in parts_of(earlier.order_by("return_on", "answered_at"))}
    return [GroupLine(one, said.get(one.id), _away(last.get(one.id))) for one in people]


_A_YEAR = dt.timedelta(days=366)


def _away(last: Answered | None) -> str:
    if last is None or not last.stays:
        return ""
    first = last.stays[0]
    return orgs.name_division(first.area_code) if first.area_code else first.place
