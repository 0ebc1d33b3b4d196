"""Move people from one school to another: closed in the old school, opened in the new one under the same id.

A key never changes (docs/decisions/0002-keyed-tables.md), so the person has a row in both schools; what was recorded in
the old school stays there and is read by those who may read it there.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.db import connection

from sizao.core import privacy, scope, usecase
from sizao.core.actor import Actor
from sizao.core.audit.services import Touch
from sizao.core.errors import FieldProblem, Invalid, NotVisible
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.registry.roster.facts import PersonLeft, PersonMoved
from sizao.registry.roster.models import (
    GUARDIAN_PHONE,
    PERSON_IDENTITY,
    GroupKind,
    Guardian,
    Membership,
    Person,
    PersonStatus,
)
from sizao.registry.roster.services.enroll import BATCH
from sizao.registry.roster.services.moving import NewPlace, bad_day, close_memberships, group_kinds, too_early
from sizao.registry.roster.services.reveal import PERSON_PHONE

KEPT = (
    "kind, name, pinyin_key, pinyin_initials, sex, birth_date, student_number, is_boarder, identity_hash, phone_hash,"
    " phone_last4, user_id"
)
# Ciphers are bound to the school, so they come written anew. Whoever was here before has a row already.
COPY = f"""
INSERT INTO roster_person (school_id, id, {KEPT}, class_position, group_id, status, identity_cipher, phone_cipher)
SELECT %(to)s, p.id, {", ".join(f"p.{name.strip()}" for name in KEPT.split(","))}, NULL, t.group_id, 'ACTIVE',
  t.identity_cipher, t.phone_cipher
FROM roster_person p JOIN unnest(%(ids)s::uuid[], %(groups)s::bigint[], %(identities)s::bytea[], %(phones)s::bytea[])
  AS t(id, group_id, identity_cipher, phone_cipher) ON t.id = p.id
WHERE p.school_id = %(from)s
ON CONFLICT (school_id, id) DO UPDATE SET ({KEPT}, class_position, group_id, status, identity_cipher, phone_cipher)
  = ({", ".join(f"excluded.{name.strip()}" for name in KEPT.split(","))}, NULL, excluded.group_id, 'ACTIVE',
     excluded.identity_cipher, excluded.phone_cipher)
"""
# The number of a person is held by one school: now by the new one.
HAND_OVER = "UPDATE roster_identity SET school_id = %(to)s WHERE school_id = %(from)s AND person_id = ANY(%(ids)s)"
TAKEN = """
SELECT o.id FROM roster_person o JOIN roster_person n ON n.student_number = o.student_number
WHERE o.school_id = %(from)s AND o.id = ANY(%(ids)s) AND o.student_number <> ''
  AND n.school_id = %(to)s AND n.id <> o.id
"""
TAKEN_WORDS = "学籍号在接收学校已有，先核对两校名册"


@use_case("roster.people.relocated", permission="roster.edit", on="to_school_id")
def relocate_people(
    *,
    actor: Actor,
    now: dt.datetime,
    from_school_id: int,
    to_school_id: int,
    places: Sequence[NewPlace],
    moved_on: dt.date,
) -> None:
    """Move active people to classes and departments of another school from a day on, with their guardians.

    Whoever calls has asked that the old school lets them go. A fixed number of statements; two schools in one
    transaction. raises: Invalid, NotVisible when somebody is not active in the old school.
    """
    ids = [one.person_id for one in places]
    with scope.open_schools([from_school_id, to_school_id], reason="the old school lets them go, the new one agreed"):
        people = _locked(from_school_id, ids)
        kinds = group_kinds(to_school_id, people, places)
        problems = bad_day(moved_on, now) or _taken(from_school_id, to_school_id, ids)
        problems = problems or too_early(from_school_id, ids, moved_on, kinds=tuple(GroupKind))
        problems = problems or too_early(to_school_id, ids, moved_on, kinds=tuple(GroupKind))
        if problems:
            raise Invalid(problems)
        _copy(from_school_id, to_school_id, people, places)
        _copy_guardians(from_school_id, to_school_id, ids, now)
        _open(to_school_id, places, kinds, moved_on, now)
        close_memberships(from_school_id, ids, moved_on, kinds=tuple(GroupKind))
        rows = Person.objects.whole_tree(reason="locked above").filter(school_id=from_school_id, id__in=ids)
        rows.update(status=PersonStatus.LEFT, group_id=None, class_position=None)
        with connection.cursor() as cursor:
            cursor.execute(HAND_OVER, {"from": from_school_id, "to": to_school_id, "ids": ids})
    for school_id in (from_school_id, to_school_id):
        usecase.touch_many([Touch(school_id, "roster.person", str(one), ("school_id", "group_id")) for one in ids])
    usecase.announce(*[PersonLeft(from_school_id, one.id, one.group_id, moved_on) for one in people.values()])
    usecase.announce(*[PersonMoved(to_school_id, one.person_id, None, one.group_id, moved_on) for one in places])


def _locked(school_id: int, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Person]:
    rows = Person.objects.whole_tree(reason="people who change schools; both schools are open")
    rows = rows.filter(school_id=school_id, id__in=ids, status=PersonStatus.ACTIVE)
    people = {one.id: one for one in rows.select_for_update().order_by("id")}
    if not people or set(people) != set(ids) or len(people) != len(ids):
        raise NotVisible()
    return people


def _taken(from_school_id: int, to_school_id: int, ids: Sequence[uuid.UUID]) -> list[FieldProblem]:
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, {"from": from_school_id, "to": to_school_id, "ids": list(ids)})
        taken = {row[0] for row in cursor.fetchall()}
    return [FieldProblem("student_number", TAKEN_WORDS, row=row) for row, one in enumerate(ids, 1) if one in taken]


def _copy(
    from_school_id: int, to_school_id: int, people: Mapping[uuid.UUID, Person], places: Sequence[NewPlace]
) -> None:
    rows = [people[one.person_id] for one in places]
    values = {
        "from": from_school_id, "to": to_school_id, "ids": [one.id for one in rows],
        "groups": [one.group_id for one in places],
        "identities": _resealed([one.identity_cipher for one in rows], PERSON_IDENTITY, from_school_id, to_school_id),
        "phones": _resealed([one.phone_cipher for one in rows], PERSON_PHONE, from_school_id, to_school_id),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(COPY, values)


def _resealed(
    ciphers: Sequence[bytes | None], column: privacy.Column, from_school_id: int, to_school_id: int
) -> list[bytes | None]:
    """Write ciphers of one school for another one, in the order given."""
    texts = [privacy.decrypt(bytes(one), column, owner=from_school_id) for one in ciphers if one is not None]
    fresh = iter(privacy.encrypt_many(texts, column, owner=to_school_id))
    return [next(fresh) if one is not None else None for one in ciphers]


def _copy_guardians(from_school_id: int, to_school_id: int, ids: Sequence[uuid.UUID], now: dt.datetime) -> None:
    rows = Guardian.objects.whole_tree(reason="guardians of people who change schools").filter(person_id__in=ids)
    here = list(rows.filter(school_id=from_school_id).order_by("id"))
    there = {(one.person_id, one.name, _hash(one)) for one in rows.filter(school_id=to_school_id)}
    coming = [one for one in here if (one.person_id, one.name, _hash(one)) not in there]
    ciphers = _resealed([one.phone_cipher for one in coming], GUARDIAN_PHONE, from_school_id, to_school_id)
    Guardian.objects.bulk_create(
        [
            Guardian(
                school_id=to_school_id, id=new_id(now), person_id=one.person_id, name=one.name, relation=one.relation,
                phone_cipher=cipher, phone_hash=one.phone_hash, phone_last4=one.phone_last4, user_id=one.user_id,
            )
            for one, cipher in zip(coming, ciphers, strict=True)
        ],
        batch_size=BATCH,
    )  # fmt: skip


def _hash(one: Guardian) -> bytes:
    return bytes(one.phone_hash or b"")


def _open(
    school_id: int, places: Sequence[NewPlace], kinds: Mapping[int, GroupKind], day: dt.date, now: dt.datetime
) -> None:
    Membership.objects.bulk_create(
        [
            Membership(
                school_id=school_id, id=new_id(now), person_id=one.person_id, group_kind=kinds[one.group_id],
                group_id=one.group_id, starts_on=day,
            )
            for one in places
        ],
        batch_size=BATCH,
    )  # fmt: skip
