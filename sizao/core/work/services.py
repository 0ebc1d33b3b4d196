"""Start long work, cancel it, and end what died."""

import datetime as dt
import uuid
from typing import Any

from procrastinate.contrib.django import app

from sizao.core import usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.audit.services import Touch
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.core.ids import new_id
from sizao.core.looped import move_many, start_many
from sizao.core.usecase import use_case
from sizao.core.work import kinds
from sizao.core.work.models import Work
from sizao.core.work.rules import OPEN_STATES

TASK = "sizao.work"
QUEUE = "long"
KIND = "core.work"
SILENT_MINUTES = 2
LABEL_LENGTH = 200


@use_case("work.work.started", permission=None)
def start(
    *, actor: Actor, now: dt.datetime, kind: str, unit_id: int, about_id: str, label: str, **arguments: Any
) -> uuid.UUID:
    """Put work into the queue, inside the caller's use case, which has asked for the right.

    label: what it is called on its page. arguments: JSON values for the kind's `run`. returns: its id; that of the open
    one when the same is under way already.
    """
    if actor.user_id is None:
        raise NotVisible()
    school_id = unit_by_id(unit_id).key
    declared = kinds.get(kind)
    open_one = Work.objects.filter(school_id=school_id, kind=declared.code, about_id=about_id, state__in=OPEN_STATES)
    if (known := open_one.first()) is not None:
        usecase.unrecorded("the same work is under way")
        return known.id
    work = Work(
        school_id=school_id, id=new_id(now), kind=declared.code, unit_id=unit_id, about_id=about_id,
        label=label[:LABEL_LENGTH], arguments=arguments, started_by=actor.user_id, started_role=actor.role,
        started_at=now,
    )  # fmt: skip
    start_many([work], actor=actor, now=now)
    work.save(force_insert=True)
    app.configure_task(TASK, queue=QUEUE).defer(school_id=school_id, work_id=str(work.id))
    usecase.touch(school_id=school_id, kind=KIND, id=work.id)
    return work.id


@use_case("work.work.cancelled", permission=None)
def cancel(*, actor: Actor, now: dt.datetime, key: Key) -> None:
    """Ask for an end: waiting work ends at once, running work at its next step.

    raises: NotVisible, MoveRefused when it has ended.
    """
    work = Work.objects.filter(school_id=key.school_id, id=key.id).select_for_update().first()
    if work is None or work.started_by != actor.user_id:
        raise NotVisible()
    if work.state == "RUNNING":
        work.is_unwanted = True
        work.save(update_fields=["is_unwanted"])
    else:
        work.move("cancel", actor=actor, now=now)
    usecase.touch(school_id=key.school_id, kind=KIND, id=key.id)


@use_case("work.works.ended", permission=None)
def end_dead(*, actor: Actor, now: dt.datetime) -> int:
    """End running work whose worker is silent; what it wrote was rolled back with its transaction.

    returns: number of works ended.
    """
    if not actor.is_system:
        raise NotVisible()
    since = now - dt.timedelta(minutes=SILENT_MINUTES)
    dead = list(Work.objects.filter(state="RUNNING", heard_at__lt=since).select_for_update(skip_locked=True))
    for work in dead:
        work.failure = "服务中断"
        work.save(update_fields=["failure"])
    move_many(dead, "fail", actor=actor, now=now)
    usecase.unrecorded("nothing had died")
    usecase.touch_many([Touch(work.school_id, KIND, str(work.id)) for work in dead])
    return len(dead)
