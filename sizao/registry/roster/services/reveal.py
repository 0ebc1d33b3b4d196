"""Show a masked number of a person in plain, for a named purpose; each look stays on record."""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sizao.core import privacy, usecase
from sizao.core.actor import Actor
from sizao.core.errors import FieldProblem, Invalid, NotVisible
from sizao.core.privacy import Column
from sizao.core.usecase import use_case
from sizao.registry.roster.models import GUARDIAN_PHONE, PERSON_IDENTITY, PHONE, Guardian, Person
from sizao.registry.roster.rules import Purpose, Revealed

PERSON_PHONE = Column("roster_person", PHONE.cipher)


@dataclass(frozen=True, slots=True)
class PlainValue:
    """One number in plain; `of` names the guardian it belongs to, empty for the person's own."""

    field: str
    value: str
    of: str = ""


@use_case("roster.person.revealed", permission="roster.reveal", on="school_id")
def reveal_person(
    *, actor: Actor, now: dt.datetime, school_id: int, person_id: uuid.UUID, purpose: str, fields: Sequence[str]
) -> list[PlainValue]:
    """Give the asked numbers of one person in plain; one audit entry for each field asked, with its purpose.

    purpose: a code of Purpose. fields: codes of Revealed. returns: what is on record, in the order asked.
    raises: Invalid, NotVisible.
    """
    problems = []
    if purpose not in Purpose.values():
        problems.append(FieldProblem("purpose", "选用途"))
    if not fields or not set(fields) <= set(Revealed.values()):
        problems.append(FieldProblem("fields", "选要显示的内容"))
    if problems:
        raise Invalid(problems)
    person = Person.objects.visible_to(actor, "roster.reveal").filter(school_id=school_id, id=person_id).first()
    if person is None:
        raise NotVisible()
    for field in fields:
        usecase.touch(school_id=school_id, kind="roster.person", id=person_id, fields=(field,), purpose=purpose)
    return [value for field in fields for value in _plain(actor, person, field)]


def _plain(actor: Actor, person: Person, field: str) -> Iterator[PlainValue]:
    owner = person.school_id
    if field == Revealed.IDENTITY and person.identity_cipher:
        yield PlainValue(field, privacy.decrypt(person.identity_cipher, PERSON_IDENTITY, owner=owner))
    elif field == Revealed.PHONE and person.phone_cipher:
        yield PlainValue(field, privacy.decrypt(person.phone_cipher, PERSON_PHONE, owner=owner))
    elif field == Revealed.GUARDIAN_PHONE:
        guardians = Guardian.objects.visible_to(actor, "roster.reveal").filter(school_id=owner, person_id=person.id)
        for guardian in guardians.exclude(phone_cipher=None).order_by("id"):
            phone = privacy.decrypt(guardian.phone_cipher, GUARDIAN_PHONE, owner=owner)
            yield PlainValue(field, phone, f"{guardian.name} {guardian.relation}".strip())
