"""Which concerns an office is to answer, as lines without a person; whom to tell of new ones."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sizao.core import clock, scope
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.detect.concerns import queries as concerns
from sizao.registry.orgs import queries as orgs

ANSWER = "unjudged.answer"
JOB = Actor.system("unjudged: the schools of an office")


@dataclass(frozen=True, slots=True)
class Line:
    """A concern in the list of an office: nothing of what it says."""

    key: Key
    school: str
    reported_at: dt.datetime
    state: str
    due_at: dt.datetime | None


def schools_of(actor: Actor, day: dt.date) -> list[int]:
    """List the schools that stand directly under an office in which the actor may answer."""
    offices = [grant.unit.id for grant in actor.grants_for(ANSWER)]
    rows = orgs.list_in_force_on(JOB, day).filter(level="SCHOOL", territory_parent_id__in=offices)
    return list(rows.values_list("id", flat=True))


def list_unjudged(actor: Actor, *, now: dt.datetime) -> list[Line]:
    """List what the actor's office is to answer or answered lately, open ones first, oldest first."""
    schools = schools_of(actor, clock.school_date(now))
    with scope.open_schools(schools, reason="whether anybody there may judge; states and times alone leave"):
        rows = concerns.list_unjudged(schools, now=now)
    names = orgs.list_lines({row.school_id for row in rows})
    lines = [
        Line(Key(row.school_id, row.id), names[row.school_id].name, row.reported_at, row.state, row.state_due_at)
        for row in rows
    ]
    return sorted(lines, key=lambda one: one.state == "CLOSED")


def offices_to_tell(came: Collection[tuple[int, uuid.UUID]], *, now: dt.datetime) -> dict[tuple[int, uuid.UUID], int]:
    """Find which of the concerns that came nobody at their school may judge, with the office above each."""
    schools = {school for school, _ in came}
    with scope.open_schools(schools, reason="whether anybody there may judge; ids alone leave"):
        found = {(row.school_id, row.id) for row in concerns.list_unjudged(schools, now=now)} & set(came)
    above = {school: orgs.next_office(school) for school, _ in found}
    return {one: office.id for one in found if (office := above[one[0]]) is not None}
