"""Read absences under trace: who of one's own groups is absent, since when the cause is open, whom to call."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connection

from sizao.core import clock
from sizao.core.actor import Actor, unit_by_id
from sizao.detect.checks import queries as checks
from sizao.detect.checks.queries import LATE_ENTRY_DAYS, AbsenceReason, Entry, EntryRecord, Extent, Held, Place, Reader
from sizao.registry.orgs import queries as orgs
from sizao.registry.roster import queries as roster

# The cause is due the same school day. source: RTN-ABSENCE; the hour, and the time left to a late report, are ours.
DUE_HOUR = dt.time(18)
LEAST_TIME = dt.timedelta(hours=1)
# Whoever reports for a group traces its absences.
READER = Reader("checks.submit")
TRACED = (AbsenceReason.PENDING, AbsenceReason.ILLNESS)


def due_at(day: dt.date, now: dt.datetime) -> dt.datetime:
    """Tell until when an absence of a day must have its cause: 18:00, or an hour after a late report."""
    return max(clock.at(day, DUE_HOUR), now + LEAST_TIME)


@dataclass(frozen=True, slots=True)
class Contact:
    """A guardian to call; of the phone only the last four digits."""

    name: str
    relation: str
    phone_last4: str


@dataclass(frozen=True, slots=True)
class Absence:
    """An absent pupil of one's own groups: the latest entry, the days whose cause is open, whom to call."""

    school_id: int
    group: orgs.UnitLine
    person: roster.PersonLine
    entry: Entry
    latest_day: dt.date
    open_days: tuple[dt.date, ...]
    contacts: tuple[Contact, ...] = ()

    @property
    def needs_cause(self) -> bool:
        """The cause is open, or illness stands without a symptom or a diagnosis."""
        return bool(self.open_days) or not (self.entry.symptoms or self.entry.diagnosis)


def is_traced(row: EntryRecord, today: dt.date) -> bool:
    """Tell whether an absence is under trace: open ones of the last two weeks, illness only today's."""
    reason = row.entry.absence_reason
    is_open = reason == AbsenceReason.PENDING or (reason == AbsenceReason.ILLNESS and row.day == today)
    return is_open and row.entry.is_absent


def reach(today: dt.date, school_id: int | None = None) -> Extent:
    """Give the days whose reports may still be corrected."""
    return Extent(today - dt.timedelta(days=LATE_ENTRY_DAYS - 1), today, school_id)


def list_traced(actor: Actor, *, today: dt.date, person_id: uuid.UUID | None = None) -> list[EntryRecord]:
    """List all that was said of the absences under trace in the actor's own groups, outdated versions included."""
    people = None if person_id is None else [person_id]
    rows = checks.list_entry_records(actor, reach(today), READER, people=people, absent_for=TRACED)
    return [row for row in rows if is_traced(row, today)]


def list_absences(actor: Actor, *, now: dt.datetime, person_id: uuid.UUID | None = None) -> list[Absence]:
    """List the absent of the actor's own groups whose cause is illness or open, open ones first; six queries a school.

    source: RTN-ABSENCE
    """
    today = clock.school_date(now)
    rows = list_traced(actor, today=today, person_id=person_id)
    by_person: dict[tuple[int, uuid.UUID], list[EntryRecord]] = {}
    for row in _standing(rows, today):
        by_person.setdefault((row.school_id, row.entry.person_id), []).append(row)
    absences: list[Absence] = []
    for school_id in {school for school, _ in by_person}:
        mine = {person: entries for (school, person), entries in by_person.items() if school == school_id}
        absences += _of_school(actor, school_id, mine)
    return sorted(absences, key=_rank)


def _standing(rows: list[EntryRecord], today: dt.date) -> list[EntryRecord]:
    """Keep entries that are the day's word about a person, and open ones only until a later day's word."""
    held = checks.list_held({place for row in rows for place in _places_since(row, today)})
    return [row for row in rows if _is_word_of_day(held, row) and not _is_answered(held, row, today)]


def _places_since(row: EntryRecord, today: dt.date) -> list[Place]:
    days = range((today - row.day).days + 1)
    return [Place(row.school_id, row.group_id, row.day + dt.timedelta(days=ahead)) for ahead in days]


def _is_word_of_day(held: dict[Place, dict[str, Held]], row: EntryRecord) -> bool:
    sessions = held.get(Place(row.school_id, row.group_id, row.day), {})
    speaks = checks.speaking_session(sessions, row.entry.person_id)
    return speaks is not None and sessions[speaks].check_id == row.check_id


def _is_answered(held: dict[Place, dict[str, Held]], row: EntryRecord, today: dt.date) -> bool:
    """Tell whether a later day says of the person anything but: absent, cause open."""
    person = row.entry.person_id
    later = [held[place] for place in _places_since(row, today)[1:] if place in held]
    return any(checks.speaking_session(day, person) and not checks.is_pending(day, person) for day in later)


def _of_school(actor: Actor, school_id: int, entries: dict[uuid.UUID, list[EntryRecord]]) -> list[Absence]:
    people = roster.list_people(actor, school_id=school_id, ids=entries)
    groups = orgs.list_lines({rows[-1].group_id for rows in entries.values()})
    contacts = _contacts(actor, school_id, entries)
    return [
        Absence(
            school_id=school_id,
            group=groups[rows[-1].group_id],
            person=people[person_id],
            entry=rows[-1].entry,
            latest_day=rows[-1].day,
            open_days=tuple(row.day for row in rows if row.entry.absence_reason == AbsenceReason.PENDING),
            contacts=contacts.get(person_id, ()),
        )
        for person_id, rows in entries.items()
        if person_id in people
    ]


def _rank(absence: Absence) -> tuple:
    place = (absence.group.position, absence.group.id, absence.person.class_position or 0, absence.person.name)
    return (not absence.open_days, not absence.needs_cause, *place)


CONTACTS = """
SELECT person_id, name, relation, phone_last4 FROM roster_guardian
WHERE school_id = %s AND person_id = ANY(%s::uuid[]) ORDER BY person_id, id
"""


def _contacts(
    actor: Actor, school_id: int, entries: dict[uuid.UUID, list[EntryRecord]]
) -> dict[uuid.UUID, tuple[Contact, ...]]:
    """Give the guardians of those whose group the actor may see guardians of."""
    groups = {rows[-1].group_id for rows in entries.values()}
    open_groups = {group for group in groups if actor.may("roster.view_guardians", unit_by_id(group))}
    wanted = [person for person, rows in entries.items() if rows[-1].group_id in open_groups]
    if not wanted:
        return {}
    found: dict[uuid.UUID, tuple[Contact, ...]] = {}
    with connection.cursor() as cursor:
        cursor.execute(CONTACTS, [school_id, wanted])
        for person_id, *rest in cursor.fetchall():
            found[person_id] = (*found.get(person_id, ()), Contact(*rest))
    return found
