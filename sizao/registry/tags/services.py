"""Tag people who need a measure, let a tag hold longer, lift it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sizao.core import clock, usecase
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.errors import FieldProblem, Invalid, NotVisible
from sizao.core.ids import new_id
from sizao.core.retention import Kept
from sizao.core.usecase import use_case
from sizao.registry.roster import queries as roster
from sizao.registry.tags import queries
from sizao.registry.tags.models import Tag
from sizao.registry.tags.rules import expiry_problems, tag_problems

KIND = "roster.tag"
# As long as leavers: a tag is a mark on a person.
KEPT = (Kept("tags.Tag", "重点人群标记", "retention.leavers_days", day="t.expires_on"),)
LONGEST_REASON = 100


@dataclass(frozen=True, slots=True)
class NewTag:
    """A tag to be set; `expires_on` is the first day without it."""

    person_id: uuid.UUID
    reason: str
    measures: tuple[str, ...]
    expires_on: dt.date
    note: str = ""


@use_case("tags.tag.set", permission="roster.set_tags", on="school_id")
def set_tags(*, actor: Actor, now: dt.datetime, school_id: int, tags: Sequence[NewTag]) -> list[uuid.UUID]:
    """Tag people of one school, in a fixed number of statements; one who has the reason already is refused.

    raises: Invalid, NotVisible when somebody is not at the school or not to be seen.
    """
    today = clock.school_date(now)
    problems = [
        FieldProblem(one.field, one.reason, one.params, row, one.value)
        for row, tag in enumerate(tags, start=1)
        for one in tag_problems(tag.reason, tag.measures, tag.expires_on, tag.note, today=today)
    ]
    if problems:
        raise Invalid(problems)
    ids = {one.person_id for one in tags}
    people = roster.list_people(actor, school_id=school_id, ids=ids, permission="roster.set_tags", present_only=True)
    if len(people) != len(ids):
        raise NotVisible()
    _refuse_held(school_id, tags, today, now)
    made = [
        Tag(
            school_id=school_id, id=new_id(now), person_id=one.person_id, reason=one.reason,
            measures=list(one.measures), note=one.note.strip(), starts_on=today, expires_on=one.expires_on,
            set_by=actor.user_id, set_at=now,
        )
        for one in tags
    ]  # fmt: skip
    Tag.objects.bulk_create(made)
    usecase.touch_many([usecase.audit.Touch(school_id, KIND, str(one.id), ("reason", "measures")) for one in made])
    return [one.id for one in made]


def _refuse_held(school_id: int, tags: Sequence[NewTag], today: dt.date, now: dt.datetime) -> None:
    """Refuse a reason that holds already; one that has run out gives way."""
    asked = {(one.person_id, one.reason) for one in tags}
    rows = Tag.objects.whole_tree(reason="tags of people seen above").filter(
        school_id=school_id, person_id__in={one for one, _reason in asked}, lifted_at__isnull=True
    )
    held = [one for one in rows.select_for_update().order_by("id") if (one.person_id, one.reason) in asked]
    if len(asked) < len(tags) or any(one.expires_on > today for one in held):
        raise Invalid([FieldProblem("reason", "已有这个标记，打开它延长或解除")])
    rows.filter(id__in=[one.id for one in held]).update(lifted_at=now, lifted_reason="已到期")


@use_case("tags.tag.extended", permission=None)
def extend_tag(*, actor: Actor, now: dt.datetime, key: Key, expires_on: dt.date, measures: Sequence[str]) -> None:
    """Let a tag hold until another day, with the measures that it needs now.

    raises: Invalid, NotVisible.
    """
    row = queries.get_tag(actor, school_id=key.school_id, tag_id=key.id)
    problems = expiry_problems(expires_on, today=clock.school_date(now))
    problems += tag_problems(row.reason, measures, expires_on, row.note, today=clock.school_date(now))[:1]
    if problems:
        raise Invalid(problems[:1])
    row.expires_on, row.measures = expires_on, list(measures)
    row.save(update_fields=["expires_on", "measures"])
    usecase.touch(school_id=key.school_id, kind=KIND, id=key.id, fields=("expires_on", "measures"))


@use_case("tags.tag.lifted", permission=None)
def lift_tag(*, actor: Actor, now: dt.datetime, key: Key, reason: str) -> None:
    """End a tag before its day, with the reason.

    raises: Invalid, NotVisible.
    """
    row = queries.get_tag(actor, school_id=key.school_id, tag_id=key.id)
    if not reason.strip():
        raise Invalid([FieldProblem("lift_reason", "写明为什么解除")])
    row.lifted_at, row.lifted_by, row.lifted_reason = now, actor.user_id, reason.strip()[:LONGEST_REASON]
    row.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    usecase.touch(school_id=key.school_id, kind=KIND, id=key.id, fields=("lifted_at",))
