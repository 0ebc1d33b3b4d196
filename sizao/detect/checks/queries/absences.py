"""Read absences under trace: what the checks of a day say of a person, and who of one's own groups is absent, why."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import connection

from sizao.core import clock
from sizao.core.actor import Actor, unit_by_id
from sizao.detect.checks.models import CheckEntry
from sizao.detect.checks.queries.group import entry_of
from sizao.detect.checks.rules import LATE_ENTRY_DAYS, AbsenceReason, Entry, Presence, Session
from sizao.registry.orgs import queries as orgs
from sizao.registry.roster import queries as roster

# Later sessions outweigh earlier ones. The first two speak of everyone in the group, the others of those they list.
ORDER = (Session.OBSERVATION, Session.EVENING, Session.NOON, Session.MORNING)
SPEAKS_OF_ALL = (Session.MORNING, Session.NOON)


@dataclass(frozen=True, slots=True)
class Place:
    """A group on a day."""

    school_id: int
    group_id: int
    day: dt.date


@dataclass(frozen=True, slots=True)
class Held:
    """A version that holds: its id and number, and what it says of those who are not simply present and well."""

    check_id: uuid.UUID
    version: int
    said: dict[uuid.UUID, tuple[str, str]] = field(default_factory=dict)


SAID = """
WITH place AS MATERIALIZED (
  SELECT DISTINCT * FROM unnest(%(schools)s::bigint[], %(groups)s::bigint[], %(days)s::date[])
    AS p(school_id, group_id, day)
),
current AS MATERIALIZED (
  SELECT DISTINCT ON (h.school_id, h.day, h.group_id, h.session) h.school_id, h.group_id, h.day, h.session, h.id,
    h.version, h.is_withdrawn
  FROM checks_healthcheck h JOIN place p ON p.school_id = h.school_id AND p.day = h.day AND p.group_id = h.group_id
  WHERE h.day = ANY(%(days)s::date[])
  ORDER BY h.school_id, h.day, h.group_id, h.session, h.version DESC
)
SELECT c.school_id, c.group_id, c.day, c.session, c.id, c.version, e.person_id, e.presence, e.absence_reason
FROM current c LEFT JOIN checks_checkentry e
  ON e.school_id = c.school_id AND e.day = c.day AND e.check_id = c.id AND e.day = ANY(%(days)s::date[])
WHERE NOT c.is_withdrawn
"""


def list_held(places: Collection[Place]) -> dict[Place, dict[str, Held]]:
    """Give the versions that hold for groups and days, by session, in one query; withdrawn ones are absent."""
    if not places:
        return {}
    values = {
        "schools": [place.school_id for place in places],
        "groups": [place.group_id for place in places],
        "days": [place.day for place in places],
    }
    held: dict[Place, dict[str, Held]] = {}
    with connection.cursor() as cursor:
        cursor.execute(SAID, values)
        for school_id, group_id, day, session, check_id, version, person_id, presence, reason in cursor.fetchall():
            sessions = held.setdefault(Place(school_id, group_id, day), {})
            check = sessions.setdefault(session, Held(check_id, version))
            if person_id is not None:
                check.said[person_id] = (presence, reason)
    return held


def speaking_session(sessions: dict[str, Held], person_id: uuid.UUID) -> str | None:
    """Give the session whose word about a person counts, None when no report of the day stands."""
    for session in ORDER:
        if session in sessions and (session in SPEAKS_OF_ALL or person_id in sessions[session].said):
            return session
    return None


def is_pending(sessions: dict[str, Held], person_id: uuid.UUID) -> bool:
    """Tell whether the day's latest word about a person is: absent, cause not yet known."""
    session = speaking_session(sessions, person_id)
    said = sessions[session].said.get(person_id) if session else None
    return said is not None and said == (Presence.ABSENT, AbsenceReason.PENDING)


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


def traced_reasons(day: dt.date, today: dt.date) -> tuple[str, ...]:
    """Tell which absences of a day are under trace: open ones of the last two weeks, illness only today's."""
    return (AbsenceReason.PENDING, AbsenceReason.ILLNESS) if day == today else (AbsenceReason.PENDING,)


def list_absences(actor: Actor, *, now: dt.datetime, person_id: uuid.UUID | None = None) -> list[Absence]:
    """List the absent of the actor's own groups whose cause is illness or open, open ones first; six queries a school.

    source: RTN-ABSENCE
    """
    today = clock.school_date(now)
    rows = CheckEntry.objects.visible_to(actor, "checks.submit").filter(
        day__gt=today - dt.timedelta(days=LATE_ENTRY_DAYS), day__lte=today, presence=Presence.ABSENT,
        absence_reason__in=(AbsenceReason.PENDING, AbsenceReason.ILLNESS),
    )  # fmt: skip
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    found = [row for row in rows.order_by("day", "id") if row.absence_reason in traced_reasons(row.day, today)]
    by_person: dict[tuple[int, uuid.UUID], list[CheckEntry]] = {}
    for row in _standing(found, today):
        by_person.setdefault((row.school_id, row.person_id), []).append(row)
    absences: list[Absence] = []
    for school_id in {school for school, _ in by_person}:
        mine = {person: entries for (school, person), entries in by_person.items() if school == school_id}
        absences += _of_school(actor, school_id, mine)
    return sorted(absences, key=_rank)


def _standing(rows: list[CheckEntry], today: dt.date) -> list[CheckEntry]:
    """Keep entries that are the day's word about a person, and open ones only until a later day's word."""
    held = list_held({place for row in rows for place in _places_since(row, today)})
    return [row for row in rows if _is_word_of_day(held, row) and not _is_answered(held, row, today)]


def _places_since(row: CheckEntry, today: dt.date) -> list[Place]:
    days = range((today - row.day).days + 1)
    return [Place(row.school_id, row.group_id, row.day + dt.timedelta(days=ahead)) for ahead in days]


def _is_word_of_day(held: dict[Place, dict[str, Held]], row: CheckEntry) -> bool:
    sessions = held.get(Place(row.school_id, row.group_id, row.day), {})
    speaks = speaking_session(sessions, row.person_id)
    return speaks is not None and sessions[speaks].check_id == row.check_id


def _is_answered(held: dict[Place, dict[str, Held]], row: CheckEntry, today: dt.date) -> bool:
    """Tell whether a later day says of the person anything but: absent, cause open."""
    later = [held[place] for place in _places_since(row, today)[1:] if place in held]
    return any(speaking_session(day, row.person_id) and not is_pending(day, row.person_id) for day in later)


def _of_school(actor: Actor, school_id: int, entries: dict[uuid.UUID, list[CheckEntry]]) -> list[Absence]:
    people = roster.list_people(actor, school_id=school_id, ids=entries)
    groups = orgs.list_lines({rows[-1].group_id for rows in entries.values()})
    contacts = _contacts(actor, school_id, entries)
    return [
        Absence(
            school_id=school_id,
            group=groups[rows[-1].group_id],
            person=people[person_id],
            entry=entry_of(rows[-1]),
            latest_day=rows[-1].day,
            open_days=tuple(row.day for row in rows if row.absence_reason == AbsenceReason.PENDING),
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
    actor: Actor, school_id: int, entries: dict[uuid.UUID, list[CheckEntry]]
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
