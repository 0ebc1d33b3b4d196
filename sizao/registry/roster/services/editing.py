"""Correct what the roster says of one person, and of those responsible for a pupil."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sizao.core import usecase
from sizao.core.actor import Actor
from sizao.core.errors import FieldProblem, Invalid, NotVisible
from sizao.core.ids import new_id
from sizao.core.people.spelling import from_key, pinyin_of
from sizao.core.usecase import use_case
from sizao.registry.roster.models import Guardian, Person
from sizao.registry.roster.queries import sealing
from sizao.registry.roster.services import claiming


@dataclass(frozen=True, slots=True)
class PersonEdit:
    """What a person shall be; `identity_number` None leaves it as it is, "" takes it away.

    pinyin_key: as corrected by hand, empty to make it of the name.
    user_id: the account of a member of staff, 0 for none; None leaves it as it is.
    """

    name: str
    sex: str
    birth_date: dt.date | None
    student_number: str
    class_position: int | None
    is_boarder: bool
    pinyin_key: str = ""
    identity_number: str | None = None
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class GuardianEdit:
    """What a guardian of a person shall be; without `id` a new one. `phone` None leaves it as it is.

    user_id: the guardian's account, 0 for none; None leaves it as it is.
    """

    person_id: uuid.UUID
    name: str
    relation: str = ""
    phone: str | None = None
    id: uuid.UUID | None = None
    user_id: int | None = None


@use_case("roster.person.edited", permission="roster.edit", on="school_id")
def edit_person(*, actor: Actor, now: dt.datetime, school_id: int, person_id: uuid.UUID, edit: PersonEdit) -> None:
    """Change what is written of one person; class and status change by `move_people` and `leave_school`.

    raises: Invalid when the student number is another's; NotVisible.
    """
    person = _locked(actor, school_id, person_id)
    _refuse_taken_number(person, edit.student_number)
    _refuse_taken_account(person, edit.user_id)
    changed = _apply(person, edit)
    if edit.identity_number is not None:
        sealed = sealing.seal_identity(edit.identity_number, school_id=school_id)
        person.identity_cipher, person.identity_hash = sealed.cipher, sealed.hash
        changed.append("identity_number")
        claiming.release_identities(school_id, [person.id])
        if sealed.hash:
            claiming.claim_identities(school_id, [(sealed.hash, person.id)])
    person.save()
    usecase.touch(school_id=school_id, kind="roster.person", id=person.id, fields=tuple(changed))


def _apply(person: Person, edit: PersonEdit) -> list[str]:
    """Write the plain fields and name those that changed."""
    pinyin = from_key(edit.pinyin_key) if edit.pinyin_key else pinyin_of(edit.name)
    wanted = {
        "name": edit.name,
        "pinyin_key": pinyin.key,
        "pinyin_initials": pinyin.initials,
        "sex": edit.sex,
        "birth_date": edit.birth_date,
        "student_number": edit.student_number,
        "class_position": edit.class_position,
        "is_boarder": edit.is_boarder,
    }
    if edit.user_id is not None:
        wanted["user_id"] = edit.user_id or None
    changed = [field for field, value in wanted.items() if getattr(person, field) != value]
    for field in changed:
        setattr(person, field, wanted[field])
    return changed


def _locked(actor: Actor, school_id: int, person_id: uuid.UUID) -> Person:
    rows = Person.objects.visible_to(actor, "roster.edit").filter(school_id=school_id, id=person_id)
    person = rows.select_for_update().first()
    if person is None:
        raise NotVisible()
    return person


def _refuse_taken_number(person: Person, number: str) -> None:
    rows = Person.objects.whole_tree(reason="a number may be held once in a school")
    same = rows.filter(school_id=person.school_id, student_number=number).exclude(id=person.id)
    if number and same.exists():
        raise Invalid([FieldProblem("student_number", "名册中已有这个学籍号", value=number)])


def _refuse_taken_account(person: Person, user_id: int | None) -> None:
    rows = Person.objects.whole_tree(reason="an account stands for one person of a school")
    if user_id and rows.filter(school_id=person.school_id, user_id=user_id).exclude(id=person.id).exists():
        raise Invalid([FieldProblem("account", "这个账号已登记给另一个人")])


@use_case("roster.guardian.saved", permission="roster.edit", on="school_id")
def save_guardian(*, actor: Actor, now: dt.datetime, school_id: int, edit: GuardianEdit) -> uuid.UUID:
    """Add a guardian to a pupil or change one.

    returns: id of the guardian. raises: NotVisible.
    """
    person = _locked(actor, school_id, edit.person_id)
    guardian = Guardian(school_id=school_id, id=new_id(now), person_id=person.id)
    if edit.id is not None:
        guardian = _guardian(person, edit.id)
    guardian.name, guardian.relation = edit.name, edit.relation
    if edit.phone is not None:
        sealed = sealing.seal_guardian_phone(edit.phone, school_id=school_id)
        guardian.phone_cipher, guardian.phone_hash, guardian.phone_last4 = sealed.cipher, sealed.hash, sealed.last4
    fields = ("name", "relation", "phone")
    if edit.user_id is not None:
        guardian.user_id = edit.user_id or None
        fields = (*fields, "account")
    guardian.save(force_insert=edit.id is None)
    usecase.touch(school_id=school_id, kind="roster.guardian", id=guardian.id, fields=fields)
    return guardian.id


@use_case("roster.guardian.removed", permission="roster.edit", on="school_id")
def remove_guardian(
    *, actor: Actor, now: dt.datetime, school_id: int, person_id: uuid.UUID, guardian_id: uuid.UUID
) -> None:
    """Take a guardian off a pupil.

    raises: NotVisible.
    """
    person = _locked(actor, school_id, person_id)
    rows = Guardian.objects.whole_tree(reason="of a person locked above")
    rows.filter(school_id=school_id, person_id=person.id, id=_guardian(person, guardian_id).id).delete()
    usecase.touch(school_id=school_id, kind="roster.guardian", id=guardian_id)


def _guardian(person: Person, guardian_id: uuid.UUID) -> Guardian:
    rows = Guardian.objects.whole_tree(reason="of a person locked above")
    guardian = rows.filter(school_id=person.school_id, person_id=person.id, id=guardian_id).first()
    if guardian is None:
        raise NotVisible()
    return guardian
