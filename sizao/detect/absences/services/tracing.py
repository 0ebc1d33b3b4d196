"""因病缺勤追查: open a task for everyone absent without a known cause, register the cause, close what is answered."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.db import connection
from django.urls import reverse

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.converters import Key
from sizao.core.errors import NotVisible, SizaoError
from sizao.core.ids import new_id
from sizao.core.tasks import queries as open_tasks
from sizao.core.tasks import services as tasks
from sizao.core.tasks.kinds import TaskKind
from sizao.core.usecase import use_case
from sizao.detect.absences.queries import due_at, is_traced, reach
from sizao.detect.absences.queries.waiting import READER
from sizao.detect.checks import queries as checks
from sizao.detect.checks import services as reports
from sizao.detect.checks.queries import (
    AbsenceReason,
    Check,
    Entry,
    EntryRecord,
    Extent,
    Held,
    Place,
    Presence,
    Session,
    Source,
)
from sizao.detect.checks.services import Receipt
from sizao.registry.orgs import queries as orgs

REASON = "追查登记"


def _page(key: Key, about_id: str) -> str:
    """Open the list of absences at the person the task is about."""
    return f"{reverse('absences:list')}#person-{about_id.partition('/')[0]}"


TRACE = TaskKind(
    code="absences.trace",
    title="因病缺勤追查",
    line="{who}缺勤原因待查",
    roles=("HOMEROOM_TEACHER", "EPIDEMIC_REPORTER"),
    permission="checks.submit",
    closes_with_record=True,
    url=_page,
)


class NothingToTrace(SizaoError):
    """The person's cause is registered, or nobody reported the person absent."""

    code = "nothing_to_trace"
    message = "缺勤原因已登记，不用再登记"
    http_status = 409


class UnknownCause(SizaoError):
    """A trace must end with a cause."""

    code = "unknown_cause"
    message = "选缺勤原因"
    http_status = 422


@dataclass(frozen=True, slots=True)
class Cause:
    """What was found out about an absence; symptoms and the like belong to illness and injury alone.

    has_arrived: the person came late on the latest day; earlier days are then answered by that.
    """

    reason: str = ""
    symptoms: tuple[str, ...] = ()
    onset_date: dt.date | None = None
    seen_doctor: bool | None = None
    diagnosis: str = ""
    has_arrived: bool = False

    def applied_to(self, entry: Entry) -> Entry:
        """Give the entry with the cause in it."""
        if self.has_arrived:
            return replace(entry, presence=Presence.ARRIVED_LATE, absence_reason="")
        if self.reason not in (AbsenceReason.ILLNESS, AbsenceReason.INJURY):
            return Entry(entry.person_id, presence=entry.presence, absence_reason=self.reason, note=entry.note)
        return replace(
            entry, absence_reason=self.reason, symptoms=self.symptoms, onset_date=self.onset_date,
            seen_doctor=self.seen_doctor, diagnosis=self.diagnosis,
        )  # fmt: skip


def about(person_id: uuid.UUID, day: dt.date) -> str:
    """Name the thing a trace is about: one person's absence on one day."""
    return f"{person_id}/{day.isoformat()}"


def _read_about(text: str) -> tuple[uuid.UUID, dt.date]:
    person, _, day = text.partition("/")
    return uuid.UUID(person), dt.date.fromisoformat(day)


@use_case("absences.absences.followed", permission="absences.follow")
def follow_absences(
    *, actor: Actor, now: dt.datetime, places: Collection[Place], quiet: Collection[Place] = frozenset()
) -> int:
    """Bring the trace tasks of groups and days in line with what their reports say now; idempotent, four statements.

    A cause, an arrival or a later report without the person finishes a task; a withdrawn report cancels it.
    quiet: places whose new reports leave nobody's cause open; they are read only when a task waits there.
    returns: number of tasks opened, finished or cancelled.
    """
    usecase.unrecorded("each task has an entry of its own")
    waiting = open_tasks.list_open(TRACE.code, {(place.school_id, place.group_id) for place in places})
    by_group: dict[tuple[int, int], list[tuple[uuid.UUID, dt.date]]] = {}
    for task in waiting:
        by_group.setdefault((task.school_id, task.unit_id), []).append(_read_about(task.about_id))
    asked = [place for place in places if place not in quiet or (place.school_id, place.group_id) in by_group]
    held = checks.list_held(asked)
    opened: list[tuple[Place, uuid.UUID]] = []
    answered: dict[str, list[tuple[int, str]]] = {}
    gone: list[tuple[int, str]] = []
    for place in asked:
        sessions, known = held.get(place, {}), by_group.get((place.school_id, place.group_id), [])
        opened += [(place, person) for person in _pending(sessions) if (person, place.day) not in known]
        for person, day in known:
            session = checks.speaking_session(sessions, person)
            if session is None and day == place.day:
                gone.append((place.school_id, about(person, day)))
            elif session is not None and day <= place.day and not checks.is_pending(sessions, person):
                answered.setdefault(_proof(place.day, session), []).append((place.school_id, about(person, day)))
    return _apply(actor, now, opened, answered, gone)


def _pending(sessions: dict[str, Held]) -> list[uuid.UUID]:
    told = {person for check in sessions.values() for person in check.said}
    return sorted(person for person in told if checks.is_pending(sessions, person))


def _proof(day: dt.date, session: str) -> str:
    return f"{day.isoformat()} {Session(session).label}"


def _apply(
    actor: Actor,
    now: dt.datetime,
    opened: list[tuple[Place, uuid.UUID]],
    answered: dict[str, list[tuple[int, str]]],
    gone: list[tuple[int, str]],
) -> int:
    done = 0
    for proof, things in answered.items():
        done += tasks.finish_many(actor=actor, now=now, kind=TRACE.code, about=things, proof=proof)
    if gone:
        done += tasks.cancel_many(actor=actor, now=now, kind=TRACE.code, about=gone, reason="上报已撤回")
    if opened:
        done += len(tasks.open_many(actor=actor, now=now, tasks=_new_tasks(opened, now)))
    return done


# A place in the class and no name: what a task shows of a person.
WHO = """
SELECT p.school_id, p.id, p.class_position FROM roster_person p
JOIN unnest(%s::bigint[], %s::uuid[]) AS k(school_id, id) ON k.school_id = p.school_id AND k.id = p.id
"""


def _new_tasks(opened: list[tuple[Place, uuid.UUID]], now: dt.datetime) -> list[tasks.NewTask]:
    with connection.cursor() as cursor:
        cursor.execute(WHO, [[place.school_id for place, _ in opened], [person for _, person in opened]])
        numbers = {(school_id, person): number for school_id, person, number in cursor.fetchall()}
    groups = orgs.list_lines({place.group_id for place, _ in opened})
    in_class_order = sorted(
        opened,
        key=lambda one: (one[0].school_id, one[0].group_id, numbers.get((one[0].school_id, one[1])) or 0),
    )
    return [
        tasks.NewTask(
            TRACE.code, place.school_id, place.group_id, about(person, place.day), due_at(place.day, now),
            {"who": _who(groups[place.group_id].short_name, numbers.get((place.school_id, person)))},
        )
        for place, person in in_class_order
    ]  # fmt: skip


def _who(group: str, number: int | None) -> str:
    return f"{group}{number}号" if number else f"{group}1人"


@use_case("absences.absence.traced", permission="checks.submit")
def trace_cause(*, actor: Actor, now: dt.datetime, key: Key, cause: Cause, request_id: uuid.UUID) -> list[Receipt]:
    """Register the cause of a person's open absences: a correcting version of every report that leaves it open.

    key: the person. request_id: of the form, so that sending it twice writes once.
    returns: receipts, none when the form was sent before.
    raises: NotVisible, NothingToTrace, UnknownCause, Invalid, CheckRefused by name.
    """
    usecase.unrecorded("each correcting version has an entry of its own")
    if checks.has_version(actor, school_id=key.school_id, check_id=request_id):
        return []
    if not cause.has_arrived and cause.reason in ("", AbsenceReason.PENDING):
        raise UnknownCause()
    rows = _open_rows(actor, now, key, has_arrived=cause.has_arrived)
    actor.require("checks.submit", unit_by_id(rows[-1].group_id))
    corrections = [
        _correction(actor, row, cause, request_id if number == 0 else new_id(now), version)
        for number, (row, version) in enumerate(_with_versions(rows))
    ]
    usecase.touch(school_id=key.school_id, kind="absences.absence", id=key.id, fields=("absence_reason",))
    receipts = []
    for outcome in reports.submit_check(actor=actor, now=now, checks=corrections):
        if isinstance(outcome, SizaoError):
            raise outcome
        receipts.append(outcome)
    return receipts


def _open_rows(actor: Actor, now: dt.datetime, key: Key, *, has_arrived: bool) -> list[EntryRecord]:
    """Give the person's absent entries whose cause is open, and today's illness; versions may be outdated."""
    today = clock.school_date(now)
    found = checks.list_entry_records(actor, reach(today, key.school_id), READER, people=[key.id])
    if not found:
        raise NotVisible()
    wanted = [row for row in found if is_traced(row, today)]
    if not wanted:
        raise NothingToTrace()
    return [row for row in wanted if row.day == wanted[-1].day] if has_arrived else wanted


def _with_versions(rows: Iterable[EntryRecord]) -> list[tuple[EntryRecord, int]]:
    """Keep the entries of versions that hold, with the number to correct."""
    rows = list(rows)
    held = checks.list_held({Place(row.school_id, row.group_id, row.day) for row in rows})
    versions = {check.check_id: check.version for sessions in held.values() for check in sessions.values()}
    kept = [(row, versions[row.check_id]) for row in rows if row.check_id in versions]
    if not kept:
        raise NothingToTrace()
    return kept


def _correction(actor: Actor, row: EntryRecord, cause: Cause, check_id: uuid.UUID, version: int) -> Check:
    """Write the version that follows: everyone as before, this person with the cause."""
    _day, held = checks.get_version(actor, school_id=row.school_id, check_id=row.check_id)
    extent = Extent(row.day, row.day, row.school_id, (row.group_id,))
    entries = checks.list_entry_records(actor, extent, READER, check_ids=[row.check_id])
    return Check(
        id=check_id, school_id=row.school_id, group_id=row.group_id, day=row.day, session=held.session,
        base_version=version, reason=REASON, source=Source.WEB,
        entries=tuple(cause.applied_to(one.entry) if one.id == row.id else one.entry for one in entries),
    )  # fmt: skip
