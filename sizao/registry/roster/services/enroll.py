"""Enroll people with their first membership."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sizao.core import usecase
from sizao.core.actor import Actor
from sizao.core.audit.services import Touch
from sizao.core.errors import FieldProblem, Invalid
from sizao.core.ids import new_id
from sizao.core.people.spelling import from_key, pinyin_of
from sizao.core.usecase import use_case
from sizao.registry.roster.models import GroupKind, Guardian, Membership, Person, PersonKind, PersonStatus, Sex
from sizao.registry.roster.queries import sealing
from sizao.registry.roster.services import claiming

BATCH = 5000


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A pupil or member of staff to be enrolled in a group from a day on.

    identity_number, guardian_phone: clean (`identity.clean_number`, `identity.clean_phone`), empty when not known.
    id: made by the sender, so that the same form sent twice enrolls once.
    """

    name: str
    kind: str
    group_id: int
    group_kind: str
    starts_on: dt.date
    sex: str = Sex.UNKNOWN
    birth_date: dt.date | None = None
    student_number: str = ""
    class_position: int | None = None
    is_boarder: bool = False
    pinyin_key: str = ""
    identity_number: str = ""
    guardian_name: str = ""
    guardian_relation: str = ""
    guardian_phone: str = ""
    id: uuid.UUID | None = None


@use_case("roster.person.enrolled", permission="roster.edit", on="school_id")
def enroll_people(*, actor: Actor, now: dt.datetime, school_id: int, people: Sequence[NewPerson]) -> list[uuid.UUID]:
    """Enroll people in one school with their first membership, in a fixed number of statements.

    returns: ids in the order given. raises: Invalid with the row of each problem.
    """
    if sent_before := _sent_before(school_id, people):
        usecase.unrecorded("the same people were sent before")
        return sent_before
    problems = _problems(people) or _taken(school_id, people)
    if problems:
        raise Invalid(problems)
    made = [_person(one, school_id, now) for one in people]
    Person.objects.bulk_create(made, batch_size=BATCH)
    Membership.objects.bulk_create(
        [
            Membership(
                school_id=school_id,
                id=new_id(now),
                person_id=person.id,
                group_kind=one.group_kind,
                group_id=one.group_id,
                starts_on=one.starts_on,
            )
            for person, one in zip(made, people, strict=True)
        ],
        batch_size=BATCH,
    )
    guardians = [_guardian(one, person, now) for person, one in zip(made, people, strict=True) if one.guardian_name]
    Guardian.objects.bulk_create(guardians, batch_size=BATCH)
    claiming.claim_identities(school_id, [(one.identity_hash, one.id) for one in made if one.identity_hash])
    usecase.touch_many([Touch(school_id, "roster.person", str(person.id)) for person in made])
    return [person.id for person in made]


def _sent_before(school_id: int, people: Sequence[NewPerson]) -> list[uuid.UUID]:
    """Give the ids when all of them are in the roster already; empty for new people and for ids made here."""
    ids = [one.id for one in people if one.id is not None]
    if not ids or len(ids) != len(people):
        return []
    rows = Person.objects.whole_tree(reason="a form sent twice").filter(school_id=school_id, id__in=ids)
    return ids if rows.count() == len(set(ids)) else []


def _problems(people: Sequence[NewPerson]) -> list[FieldProblem]:
    problems = [
        FieldProblem("name", "填姓名", row=row) for row, one in enumerate(people, start=1) if not one.name.strip()
    ]
    problems += [
        FieldProblem("kind", "不认识的选项：{code}", {"code": one.kind}, row)
        for row, one in enumerate(people, start=1)
        if one.kind not in PersonKind.values() or one.group_kind not in GroupKind.values()
    ]
    return problems


def _taken(school_id: int, people: Sequence[NewPerson]) -> list[FieldProblem]:
    """Find student numbers that are in the roster already, in one query."""
    numbers = {one.student_number for one in people if one.student_number}
    if not numbers:
        return []
    rows = Person.objects.whole_tree(reason="a number may be held once in a school").filter(
        school_id=school_id, student_number__in=numbers
    )
    held = dict(rows.values_list("student_number", "status"))
    return [
        FieldProblem("student_number", _taken_words(held[one.student_number]), row=row, value=one.student_number)
        for row, one in enumerate(people, start=1)
        if one.student_number in held
    ]


def _taken_words(status: str) -> str:
    if status == PersonStatus.LEFT:
        return "这个学籍号的学生已离校，打开其页面转入班级"
    return "名册中已有这个学籍号"


def _person(one: NewPerson, school_id: int, now: dt.datetime) -> Person:
    name = one.name.strip()
    pinyin = from_key(one.pinyin_key) if one.pinyin_key else pinyin_of(name)
    identity = sealing.seal_identity(one.identity_number, school_id=school_id)
    return Person(
        school_id=school_id,
        id=one.id or new_id(now),
        kind=one.kind,
        name=name,
        pinyin_key=pinyin.key,
        pinyin_initials=pinyin.initials,
        sex=one.sex,
        birth_date=one.birth_date,
        student_number=one.student_number,
        class_position=one.class_position,
        group_id=one.group_id,
        is_boarder=one.is_boarder,
        identity_cipher=identity.cipher,
        identity_hash=identity.hash,
    )


def _guardian(one: NewPerson, person: Person, now: dt.datetime) -> Guardian:
    phone = sealing.seal_guardian_phone(one.guardian_phone, school_id=person.school_id)
    return Guardian(
        school_id=person.school_id,
        id=new_id(now),
        person_id=person.id,
        name=one.guardian_name,
        relation=one.guardian_relation,
        phone_cipher=phone.cipher,
        phone_hash=phone.hash,
        phone_last4=phone.last4,
    )
