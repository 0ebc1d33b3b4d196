"""Move people between groups and let them leave: a membership is closed and another opened, never rewritten."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max
from django.db.models.functions import Coalesce

from sizao.core import clock, usecase
from sizao.core.actor import Actor, units_by_id
from sizao.core.audit.services import Touch
from sizao.core.errors import FieldProblem, Invalid, NotVisible
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.registry.roster.facts import PersonLeft, PersonMoved
from sizao.registry.roster.models import GroupKind, Membership, Person, PersonKind, PersonStatus
from sizao.registry.roster.services import claiming
from sizao.registry.roster.services.enroll import BATCH

# What everyone belongs to exactly one of.
HOME_KINDS = (GroupKind.CLASS, GroupKind.DEPARTMENT)
EARLIEST_DAYS = 366

PLACE = """
UPDATE roster_person p SET group_id = t.group_id, class_position = NULL, status = 'ACTIVE'
FROM unnest(%s::uuid[], %s::bigint[]) AS t(id, group_id) WHERE p.school_id = %s AND p.id = t.id
"""


RETURN = """
UPDATE roster_person p SET group_id = t.group_id, class_position = t.class_position, status = 'ACTIVE'
FROM unnest(%s::uuid[], %s::bigint[], %s::smallint[]) AS t(id, group_id, class_position)
WHERE p.school_id = %s AND p.id = t.id
"""


@dataclass(frozen=True, slots=True)
class LeftPlace:
    """Where someone who left had been."""

    person_id: uuid.UUID
    group_id: int
    class_position: int | None


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A person and the class or department to move to."""

    person_id: uuid.UUID
    group_id: int


@use_case("roster.person.moved", permission="roster.edit", on="school_id")
def move_people(
    *, actor: Actor, now: dt.datetime, school_id: int, places: Sequence[NewPlace], moved_on: dt.date
) -> None:
    """Move people of one school from a day on, in a fixed number of statements; who had left comes back.

    raises: Invalid, NotVisible when one of the people or groups is not of this school.
    """
    people = _locked(actor, school_id, [one.person_id for one in places])
    to_kind = group_kinds(school_id, people, places)
    problems = bad_day(moved_on, now) or _bad_moves(school_id, people, places, moved_on)
    if problems:
        raise Invalid(problems)
    close_memberships(school_id, people, moved_on, kinds=HOME_KINDS)
    Membership.objects.bulk_create(
        [
            Membership(
                school_id=school_id,
                id=new_id(now),
                person_id=one.person_id,
                group_kind=to_kind[one.group_id],
                group_id=one.group_id,
                starts_on=moved_on,
            )
            for one in places
        ],
        batch_size=BATCH,
    )
    with connection.cursor() as cursor:
        cursor.execute(PLACE, [[one.person_id for one in places], [one.group_id for one in places], school_id])
    back = [one for one in people.values() if one.status == PersonStatus.LEFT and one.identity_hash]
    claiming.claim_identities(school_id, [(bytes(one.identity_hash), one.id) for one in back])
    usecase.touch_many([Touch(school_id, "roster.person", str(one.person_id), ("group_id",)) for one in places])
    usecase.announce(
        *[
            PersonMoved(school_id, one.person_id, people[one.person_id].group_id, one.group_id, moved_on)
            for one in places
        ]
    )


@use_case("roster.person.left", permission="roster.edit", on="school_id")
def leave_school(
    *, actor: Actor, now: dt.datetime, school_id: int, person_ids: Sequence[uuid.UUID], left_on: dt.date
) -> None:
    """Let people leave the school from a day on, in a fixed number of statements; their rows stay.

    raises: Invalid, NotVisible.
    """
    people = _locked(actor, school_id, person_ids)
    problems = bad_day(left_on, now) or [
        FieldProblem("person_id", "已经离校", row=row)
        for row, person_id in enumerate(person_ids, start=1)
        if people[person_id].status == PersonStatus.LEFT
    ]
    problems = problems or too_early(school_id, person_ids, left_on, kinds=tuple(GroupKind))
    if problems:
        raise Invalid(problems)
    close_memberships(school_id, people, left_on, kinds=tuple(GroupKind))
    rows = Person.objects.whole_tree(reason="locked above").filter(school_id=school_id, id__in=list(people))
    rows.update(status=PersonStatus.LEFT, group_id=None, class_position=None)
    claiming.release_identities(school_id, list(people))
    usecase.touch_many([Touch(school_id, "roster.person", str(one), ("status",)) for one in people])
    usecase.announce(*[PersonLeft(school_id, one.id, one.group_id, left_on) for one in people.values()])


def _locked(actor: Actor, school_id: int, person_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Person]:
    rows = Person.objects.visible_to(actor, "roster.edit").filter(school_id=school_id, id__in=list(person_ids))
    people = {one.id: one for one in rows.select_for_update().order_by("id")}
    if not people or set(people) != set(person_ids):
        raise NotVisible()
    if len(people) != len(person_ids):
        raise Invalid([FieldProblem("person_id", "同一人写了两次")])
    return people


def group_kinds(school_id: int, people: Mapping[uuid.UUID, Person], places: Sequence[NewPlace]) -> dict[int, GroupKind]:
    """Give the kind of each group: a class for pupils, a department for staff.

    raises: NotVisible, Invalid.
    """
    units = units_by_id({one.group_id for one in places})
    if any(one.group_id not in units or units[one.group_id].school_id != school_id for one in places):
        raise NotVisible()
    problems = []
    for row, one in enumerate(places, start=1):
        wanted = "CLASS" if people[one.person_id].kind == PersonKind.STUDENT else "DEPARTMENT"
        if units[one.group_id].level != wanted:
            problems.append(FieldProblem("group_id", "学生只能转到班级，教职工只能转到部门", row=row))
    if problems:
        raise Invalid(problems)
    return {unit.id: GroupKind(unit.level) for unit in units.values()}


def bad_day(day: dt.date, now: dt.datetime) -> list[FieldProblem]:
    today = clock.school_date(now)
    if day > today:
        return [FieldProblem("day", "日期不能晚于今天", value=day.isoformat())]
    if day < today - dt.timedelta(days=EARLIEST_DAYS):
        return [FieldProblem("day", "日期不能早于一年前", value=day.isoformat())]
    return []


def _bad_moves(
    school_id: int, people: Mapping[uuid.UUID, Person], places: Sequence[NewPlace], moved_on: dt.date
) -> list[FieldProblem]:
    problems = [
        FieldProblem("group_id", "已经在这个班", row=row)
        for row, one in enumerate(places, start=1)
        if people[one.person_id].group_id == one.group_id
    ]
    return problems or too_early(school_id, [one.person_id for one in places], moved_on, kinds=HOME_KINDS)


def too_early(
    school_id: int, person_ids: Sequence[uuid.UUID], day: dt.date, *, kinds: Sequence[str]
) -> list[FieldProblem]:
    """Find who has a membership that begins or ends after the day."""
    rows = Membership.objects.whole_tree(reason="of people locked above").filter(
        school_id=school_id, person_id__in=list(person_ids), group_kind__in=kinds
    )
    latest = dict(
        rows.values("person_id").annotate(day=Max(Coalesce("ends_on", "starts_on"))).values_list("person_id", "day")
    )
    return [
        FieldProblem("day", "{day}以前有别的班级记录，日期不能早于这一天", {"day": latest[one].isoformat()}, row)
        for row, one in enumerate(person_ids, start=1)
        if one in latest and latest[one] > day
    ]


def close_memberships(school_id: int, people: Iterable[uuid.UUID], day: dt.date, *, kinds: Sequence[str]) -> None:
    rows = Membership.objects.whole_tree(reason="of people locked above").filter(
        school_id=school_id, person_id__in=list(people), group_kind__in=kinds, ends_on__isnull=True
    )
    rows.update(ends_on=day)


@use_case("roster.person.returned", permission="roster.edit", on="school_id")
def undo_leaving(
    *, actor: Actor, now: dt.datetime, school_id: int, left: Sequence[LeftPlace], left_on: dt.date
) -> None:
    """Take back that people left on a day: the same memberships are open again, in a fixed number of statements.

    raises: NotVisible when somebody has come back or moved on since.
    """
    ids = [one.person_id for one in left]
    rows = Person.objects.whole_tree(reason="people whose leaving is undone").filter(school_id=school_id, id__in=ids)
    people = {one.id: one for one in rows.filter(status=PersonStatus.LEFT).select_for_update().order_by("id")}
    if set(people) != set(ids):
        raise NotVisible()
    periods = Membership.objects.whole_tree(reason="of people locked above")
    periods.filter(school_id=school_id, person_id__in=ids, ends_on=left_on, starts_on__lt=left_on).update(ends_on=None)
    with connection.cursor() as cursor:
        cursor.execute(
            RETURN,
            [ids, [one.group_id for one in left], [one.class_position for one in left], school_id],
        )
    held = [(bytes(one.identity_hash), one.id) for one in people.values() if one.identity_hash]
    claiming.claim_identities(school_id, held)
    usecase.unrecorded("nobody had left")
    usecase.touch_many([Touch(school_id, "roster.person", str(one), ("status",)) for one in ids])
    usecase.announce(*[PersonMoved(school_id, one.person_id, None, one.group_id, left_on) for one in left])
