"""Remind of what is not recorded, once a day: whoever answers for a place, and the school's health teacher."""

import datetime as dt
import itertools
from collections.abc import Iterable

from django.db import connection
from django.urls import reverse

from sizao.core import clock, usecase
from sizao.core.actor import Actor
from sizao.core.notify import queries as rounds
from sizao.core.notify import services as notify
from sizao.core.notify.services import About, Message, Person, first_at, role_at
from sizao.core.notify.templates import Param, Template
from sizao.core.usecase import use_case
from sizao.prepare.hygiene import queries
from sizao.prepare.hygiene.queries import MissingOwner
from sizao.prepare.hygiene.rules import GRACE
from sizao.registry.policies import queries as policies

POLICY = "hygiene.cutoff"
SCHOOL_ROLES = ("HEALTH_TEACHER", "SCHOOL_DOCTOR", "EPIDEMIC_REPORTER", "SCHOOL_LEADER")
LOCK = 740_061

OWN = Template("hygiene.missing", "今天还有{count}处没登记消毒通风或检查，点开一次登完。", {"count": Param.COUNT})
SCHOOL = Template("hygiene.missing_school", "全校今天有{count}处没登记消毒通风或检查。", {"count": Param.COUNT})
TEMPLATES = (OWN, SCHOOL)


@use_case("hygiene.missing.reminded", permission="hygiene.remind")
def remind_missing(*, actor: Actor, now: dt.datetime) -> int:
    """Tell owners and schools what is missing once the hour of the register has passed; each school once a day.

    A round is claimed with its notices in one transaction: a restart makes it as a whole or finds it made.
    returns: number of notices written.
    """
    usecase.unrecorded("reminders change nothing but what is told")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
    day = clock.school_date(now)
    ripe = {one.prefix: _is_ripe(one, day, now) for one in policies.list_plans(day)}
    names = {prefix: f"hygiene.missing:{day.isoformat()}:{prefix}" for prefix, is_ripe in ripe.items() if is_ripe}
    made = rounds.rounds_made(list(names.values()))
    waiting = {prefix: name for prefix, name in names.items() if name not in made}
    if not waiting:
        return 0
    missing = queries.list_missing(day, {prefix: prefix in waiting for prefix in ripe})
    notify.begin_rounds(list(waiting.values()), now=now)
    return notify.send_many(_messages(missing, day), now=now)


def _is_ripe(plan: policies.Plan, day: dt.date, now: dt.datetime) -> bool:
    due_at = clock.at(day, plan.values[POLICY])  # type: ignore[arg-type]
    return due_at <= now < due_at + GRACE


def _messages(missing: Iterable[MissingOwner], day: dt.date) -> list[Message]:
    messages = []
    for school_id, group in itertools.groupby(missing, key=lambda one: one.school_id):
        own = list(group)
        about = About(f"hygiene:{school_id}:{day.isoformat()}", reverse("hygiene:home"))
        for one in own:
            if to := _addressed(one):
                messages.append(Message(OWN, to, about, {"count": one.count}))
        whole = {"count": sum(one.count for one in own)}
        messages.append(Message(SCHOOL, (first_at(school_id, *SCHOOL_ROLES),), about, whole))
    return messages


def _addressed(one: MissingOwner) -> tuple[notify.Address, ...]:
    """Address who answers: the person, or the holders of the post in the unit that runs the place and in the school."""
    if one.user_id:
        return (Person(one.user_id, one.school_id),)
    if not one.role:
        return ()
    return tuple(role_at(unit, one.role) for unit in dict.fromkeys((one.unit_id, one.school_id)))
