"""Enroll people and move them between groups; a membership is closed and opened, never rewritten."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sizao.core import usecase
from sizao.core.actor import Actor
from sizao.core.audit.services import Touch
from sizao.core.errors import FieldProblem, Invalid
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.registry.roster.models import GroupKind, Membership, Person, PersonKind, Sex


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A pupil or member of staff to be enrolled in a group from a day on."""

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


@use_case("roster.person.enrolled", permission="roster.edit", on="school_id")
def enroll_people(*, actor: Actor, now: dt.datetime, school_id: int, people: Sequence[NewPerson]) -> list[uuid.UUID]:
    """Enroll people in one school with their first membership, in two statements whatever their number.

    returns: ids in the order given. raises: Invalid with the row of each problem.
    """
    problems = [
        FieldProblem("name", "填姓名", row=row) for row, one in enumerate(people, start=1) if not one.name.strip()
    ]
    problems += [
        FieldProblem("kind", "不认识的选项：{code}", {"code": one.kind}, row)
        for row, one in enumerate(people, start=1)
        if one.kind not in PersonKind.values() or one.group_kind not in GroupKind.values()
    ]
    if problems:
        raise Invalid(problems)
    made = [
        Person(
            school_id=school_id,
            id=new_id(now),
            kind=one.kind,
            name=one.name.strip(),
            pinyin_key=one.pinyin_key,
            sex=one.sex,
            birth_date=one.birth_date,
            student_number=one.student_number,
            class_position=one.class_position,
            group_id=one.group_id,
            is_boarder=one.is_boarder,
        )
        for one in people
    ]
    Person.objects.bulk_create(made, batch_size=5000)
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
        batch_size=5000,
    )
    usecase.touch_many([Touch(school_id, "roster.person", str(person.id)) for person in made])
    return [person.id for person in made]
