"""Record a day: as planned with one tap, or an exception; one record stands, and nobody overwrites another's."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from sizao.core import clock, usecase
from sizao.core.actor import Actor
from sizao.core.audit.services import Touch
from sizao.core.converters import Key
from sizao.core.errors import FieldProblem, Invalid, NotVisible
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.prepare.hygiene import queries
from sizao.prepare.hygiene.models import Record
from sizao.prepare.hygiene.queries import Row
from sizao.prepare.hygiene.rules import AlreadyRecorded, NothingDue, Result, TakeBackOver, problems_of_exception
from sizao.registry.accounts import queries as accounts

RIGHT = "hygiene.record"

# Whoever comes second writes nothing: what stands is left as it is.
INSERT = """
INSERT INTO hygiene_record (school_id, day, id, place_id, subject_id, process, unit_id, result, missed, note,
  recorded_by, recorded_at)
SELECT %s, %s, g.id, g.place_id, g.subject_id, g.process, g.unit_id, %s, %s, %s, %s, %s
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::bigint[])
  AS g(id, place_id, subject_id, process, unit_id)
ORDER BY g.subject_id
ON CONFLICT (school_id, day, subject_id) WHERE taken_back_at IS NULL DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What is recorded: as planned, or (with a note) that some lines were not, and what was done instead."""

    result: Result = Result.DONE
    missed: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many places were recorded now, and how many already were and stay as they are."""

    made: int
    already: int


@use_case("hygiene.place.recorded", permission=RIGHT)
def record(*, actor: Actor, now: dt.datetime, key: Key, said: Said | None = None) -> None:
    """Record today for one place or checkpoint; one's own record of today is replaced, another's is left.

    raises: NotVisible, Forbidden, NothingDue, AlreadyRecorded, Invalid.
    """
    said, today = said or Said(), clock.school_date(now)
    row = queries.get_row(_rows(actor, key.school_id, today), key.id)
    _judge(said, row, today)
    standing = row.cells[today].record
    if standing is not None and standing.by == actor.user_id:
        if (standing.result, standing.missed, standing.note) == (said.result, said.missed, said.note):
            usecase.unrecorded("the same was sent before")
            return
        _end(key.school_id, today, standing.id, now)
    if not _insert(actor, now, key.school_id, [row], said):
        raise _already(key, today)


@use_case("hygiene.places.recorded", permission=RIGHT)
def record_below(*, actor: Actor, now: dt.datetime, key: Key) -> Outcome:
    """Record as planned today for a place and all in it that is due (a floor, a building); what was recorded stays.

    raises: NotVisible, Forbidden, NothingDue.
    """
    today = clock.school_date(now)
    rows = _rows(actor, key.school_id, today)
    below = [one for one in rows if one.point is None and one.site.is_in(key.id)]
    if not below:
        raise NotVisible()
    due = [one for one in below if one.cells[today].is_due]
    if not due:
        raise NothingDue()
    made = _insert(actor, now, key.school_id, [one for one in due if one.cells[today].record is None], Said())
    if not made:
        usecase.unrecorded("all of it was recorded before")
    return Outcome(made, len(due) - made)


def _rows(actor: Actor, school_id: int, today: dt.date) -> list[Row]:
    """Give what the actor may record; no row where no post of theirs reaches the school."""
    return queries.list_rows(actor, school_id=school_id, days=[today], permission=RIGHT, with_idle=True)


def _judge(said: Said, row: Row, today: dt.date) -> None:
    if not row.cells[today].is_due:
        raise NothingDue()
    if said.result == Result.EXCEPTION:
        problems = problems_of_exception(said.note)
        if not set(said.missed) <= {one.code for one in row.cells[today].lines}:
            problems.append(FieldProblem("missed", "选计划里的哪几条"))
        if problems:
            raise Invalid(problems)


def _insert(actor: Actor, now: dt.datetime, school_id: int, rows: Sequence[Row], said: Said) -> int:
    """Write records in one statement. returns: how many; the others stood already."""
    ids = [new_id(now) for _ in rows]
    columns = [
        ids, [one.site.id for one in rows], [one.id for one in rows],
        [one.point.process if one.point else "" for one in rows], [one.site.unit_id for one in rows],
    ]  # fmt: skip
    values = [school_id, clock.school_date(now), said.result, list(said.missed), said.note.strip(), actor.user_id, now]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [*values, *columns])
        made = [one for (one,) in cursor.fetchall()]
    usecase.touch_many([Touch(school_id, "hygiene.record", str(one), ("result",)) for one in made])
    return len(made)


def _already(key: Key, day: dt.date) -> AlreadyRecorded:
    """Say who was first."""
    standing = queries.find_standing(key.school_id, day, key.id)
    who = accounts.names_of([standing.by]).get(standing.by, "") if standing and standing.by else ""
    at = standing.at.astimezone(clock.SHANGHAI).strftime("%H:%M") if standing else ""
    return AlreadyRecorded(who=who or "另一个人", at=at)


def _end(school_id: int, day: dt.date, record_id: uuid.UUID, now: dt.datetime) -> int:
    rows = Record.objects.whole_tree(reason="one's own record, found above")
    rows = rows.filter(school_id=school_id, day=day, id=record_id, taken_back_at__isnull=True)
    usecase.touch(school_id=school_id, kind="hygiene.record", id=record_id, fields=("taken_back_at",))
    return rows.update(taken_back_at=now)


@use_case("hygiene.record.taken_back", permission=RIGHT)
def take_back(*, actor: Actor, now: dt.datetime, key: Key) -> None:
    """Take back one's own record of today; it stays on file as taken back, and the place is missing again.

    raises: NotVisible, Forbidden, TakeBackOver.
    """
    today = clock.school_date(now)
    rows = Record.objects.visible_to(actor, RIGHT) | Record.objects.whole_tree(reason="one's own records").filter(
        recorded_by=actor.user_id
    )
    found = rows.filter(school_id=key.school_id, id=key.id, taken_back_at__isnull=True).first()
    if found is None:
        raise NotVisible()
    if found.day != today or (found.recorded_by != actor.user_id and not actor.is_system):
        raise TakeBackOver()
    _end(key.school_id, today, found.id, now)
