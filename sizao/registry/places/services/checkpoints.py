"""Checkpoints of key processes (重点环节): what is looked at where, and which post answers for it."""

import datetime as dt
import uuid

from django.db.models import Max

from sizao.core import clock, usecase
from sizao.core.actor import Actor
from sizao.core.errors import Invalid, NotVisible
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.registry.accounts import queries as accounts
from sizao.registry.places import rules
from sizao.registry.places.models import Checkpoint
from sizao.registry.places.queries.tree import find_place


@use_case("places.checkpoint.added", permission="places.manage", on="school_id")
def add_checkpoint(
    *, actor: Actor, now: dt.datetime, school_id: int, place_id: uuid.UUID, process: str, text: str, role: str
) -> uuid.UUID:
    """Add a checkpoint to a process at a place, behind those that are there.

    raises: Invalid, NotVisible.
    """
    roles = [code for code, _ in accounts.school_roles()]
    problems = rules.problems_of_checkpoint(process=process, text=text, role=role, roles=roles)
    if problems:
        raise Invalid(problems)
    place = find_place(school_id, place_id)
    if place is None or place.valid_to is not None:
        raise NotVisible()
    rows = Checkpoint.objects.whole_tree(reason="of a place found above").filter(
        school_id=school_id, place_id=place_id, process=process
    )
    latest = rows.aggregate(latest=Max("position"))["latest"] or 0
    made = Checkpoint.objects.create(
        school_id=school_id, id=new_id(now), place_id=place_id, process=process, text=text.strip(), role=role,
        position=latest + 1, valid_from=clock.school_date(now),
    )  # fmt: skip
    usecase.touch(school_id=school_id, kind="places.checkpoint", id=made.id)
    return made.id


@use_case("places.checkpoint.retired", permission="places.manage", on="school_id")
def retire_checkpoint(*, actor: Actor, now: dt.datetime, school_id: int, checkpoint_id: uuid.UUID) -> None:
    """Let a checkpoint no longer be asked for; what was recorded stays.

    raises: NotVisible.
    """
    Checkpoint.objects.end_open(
        reason="in a school that the use case asked the right for", day=clock.school_date(now), ending="valid_to",
        school_id=school_id, id=checkpoint_id,
    )  # fmt: skip
    usecase.touch(school_id=school_id, kind="places.checkpoint", id=checkpoint_id, fields=("valid_to",))
