"""Give people a room and take it back: a membership of kind ROOM is opened and closed, never rewritten."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sizao.core import usecase
from sizao.core.actor import Actor
from sizao.core.audit.services import Touch
from sizao.core.errors import FieldProblem, Invalid
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.registry.roster.models import GroupKind, Membership, Person, PersonStatus
from sizao.registry.roster.services.enroll import BATCH
from sizao.registry.roster.services.moving import NewPlace, _locked, bad_day, close_memberships, too_early

ROOM = (GroupKind.ROOM,)


@use_case("roster.person.housed", permission="roster.edit", on="school_id")
def house_people(
    *, actor: Actor, now: dt.datetime, school_id: int, places: Sequence[NewPlace], moved_on: dt.date
) -> None:
    """Give people a room from a day on, in a fixed number of statements; they are boarders from then on.

    places: person and number of the room; that the rooms exist and have beds is the caller's to know (`places`).
    raises: Invalid, NotVisible when one of the people is not of this school.
    """
    ids = [one.person_id for one in places]
    people = _locked(actor, school_id, ids)
    problems = bad_day(moved_on, now) or [
        FieldProblem("person_id", "已经离校", row=row)
        for row, one in enumerate(ids, start=1)
        if people[one].status == PersonStatus.LEFT
    ]
    problems = problems or too_early(school_id, ids, moved_on, kinds=ROOM)
    if problems:
        raise Invalid(problems)
    close_memberships(school_id, people, moved_on, kinds=ROOM)
    Membership.objects.bulk_create(
        [
            Membership(
                school_id=school_id, id=new_id(now), person_id=one.person_id, group_kind=GroupKind.ROOM,
                group_id=one.group_id, starts_on=moved_on,
            )
            for one in places
        ],
        batch_size=BATCH,
    )  # fmt: skip
    rows = Person.objects.whole_tree(reason="locked above").filter(school_id=school_id, id__in=ids)
    rows.filter(is_boarder=False).update(is_boarder=True)
    usecase.touch_many([Touch(school_id, "roster.person", str(one), ("room",)) for one in ids])


@use_case("roster.person.unhoused", permission="roster.edit", on="school_id")
def unhouse_people(
    *, actor: Actor, now: dt.datetime, school_id: int, person_ids: Sequence[uuid.UUID], left_on: dt.date,
    stays_boarder: bool = False,
) -> None:  # fmt: skip
    """Let people leave their rooms from a day on; they are day pupils then unless another room follows.

    raises: Invalid, NotVisible.
    """
    people = _locked(actor, school_id, person_ids)
    problems = bad_day(left_on, now) or too_early(school_id, person_ids, left_on, kinds=ROOM)
    if problems:
        raise Invalid(problems)
    close_memberships(school_id, people, left_on, kinds=ROOM)
    if not stays_boarder:
        rows = Person.objects.whole_tree(reason="locked above").filter(school_id=school_id, id__in=list(people))
        rows.update(is_boarder=False)
    usecase.touch_many([Touch(school_id, "roster.person", str(one), ("room",)) for one in people])
