"""Read each absence through illness from its first day to the return (因病缺勤追踪)."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef
from sizao.core.errors import FieldProblem, Invalid
from sizao.detect.checks import queries as checks
from sizao.detect.checks.queries import (
    LATE_ENTRY_DAYS,
    ORDER,
    SPEAKS_OF_ALL,
    AbsenceReason,
    Assessed,
    Current,
    Disposition,
    Entry,
    EntryRecord,
    Extent,
    Presence,
    Reader,
    corrected_in,
)
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs

LONGEST_DAYS = 62
# An absence is followed back and ahead as far as late entries reach.
AROUND = dt.timedelta(days=LATE_ENTRY_DAYS)
SENT_AWAY = (Disposition.SENT_HOME, Disposition.HOSPITAL)


@dataclass(frozen=True, slots=True)
class DayWord:
    """What a later day says of the absent: the latest entry, None when back; or that nobody reported."""

    day: dt.date
    group_id: int
    is_reported: bool
    entry: Entry | None = None
    is_out: bool = False


@dataclass(frozen=True, slots=True)
class TrackedAbsence:
    """One absence through illness, or for a cause not yet known.

    entry: the latest word with a cause. left_at: None when the person never came that day. returned_on: None while out.
    """

    group: orgs.UnitLine
    person_id: uuid.UUID
    entry: Entry
    since: dt.date
    left_at: dt.datetime | None
    days: tuple[DayWord, ...]
    returned_on: dt.date | None
    assessment: Assessed | None
    traced_by: str
    recorded_by: str
    version: int


@dataclass(slots=True)
class _Said:
    """All that was reported: versions by place and session, entries and the doctor's words by check and person."""

    versions: dict[tuple[int, dt.date], dict[str, list[Current]]] = field(default_factory=dict)
    entries: dict[uuid.UUID, dict[uuid.UUID, Entry]] = field(default_factory=dict)
    words: dict[tuple, Assessed] = field(default_factory=dict)
    expected: set[tuple[int, dt.date]] = field(default_factory=set)

    def held(self, place: tuple[int, dt.date], session: str) -> Current | None:
        """Give the version of a session that holds."""
        found = self.versions.get(place, {}).get(session)
        return found[-1] if found and not found[-1].is_withdrawn else None

    def sessions(self, place: tuple[int, dt.date]) -> Iterable[str]:
        """List the sessions that were ever reported."""
        return self.versions.get(place, {})

    def entry(self, place: tuple[int, dt.date], session: str, person: uuid.UUID) -> Entry | None:
        """Give what the version that holds says of a person."""
        check = self.held(place, session)
        return self.entries.get(check.id, {}).get(person) if check else None

    def latest(self, place: tuple[int, dt.date], person: uuid.UUID) -> str | None:
        """Give the session whose word about a person counts; None when no report of the day stands."""
        for session in ORDER:
            speaks = session in SPEAKS_OF_ALL or self.entry(place, session, person) is not None
            if speaks and self.held(place, session) is not None:
                return session
        return None

    def is_out(self, place: tuple[int, dt.date], session: str, person: uuid.UUID) -> bool:
        """Tell whether a session leaves a person out of school."""
        entry = self.entry(place, session, person)
        return entry is not None and _is_out(entry, self.words.get((*place, session, person)))

    def is_sick_out(self, place: tuple[int, dt.date], session: str, person: uuid.UUID) -> bool:
        """Tell whether a person is out through illness or for a cause not yet known."""
        entry = self.entry(place, session, person)
        if entry is None or not self.is_out(place, session, person):
            return False
        return entry.is_ill or entry.absence_reason == AbsenceReason.PENDING


def list_tracked(
    actor: Actor, *, unit: UnitRef, first: dt.date, until: dt.date, reader: Reader, now: dt.datetime
) -> list[TrackedAbsence]:
    """List the absences of a class or school that touch [first, until], `until` included; nine queries in all.

    raises: NotVisible, Forbidden, Invalid for a range that ends before it begins or is too long.
    source: SZFORM
    """
    if until < first or (until - first).days >= LONGEST_DAYS:
        raise Invalid([FieldProblem("until", "结束日期不早于开始日期，最多{days}天", {"days": LONGEST_DAYS})])
    extent = Extent.of(unit, first - AROUND, min(until + AROUND, clock.school_date(now)))
    entries = checks.list_entry_records(actor, extent, reader)
    words = checks.list_assessed(actor, extent, reader)
    people, groups = _absent(entries, words)
    if not people:
        return []
    extent = Extent(extent.first, extent.until, extent.school_id, tuple(groups))
    said, homes = _read(actor, extent, [one for one in entries if one.entry.person_id in people], words, now)
    lines = orgs.list_lines(groups)
    names = accounts.names_of(
        one.submitted_by
        for sessions in said.versions.values()
        for group in sessions.values()
        for one in group
        if one.submitted_by
    )
    return [
        _tracked(said, lines[walk[0].group_id], person, walk, names)
        for person, home in homes.items()
        for walk in _walks(said, person, home)
        if walk[0].day <= until and (_is_open(walk) or walk[-1].day >= first)
    ]


def _is_open(walk: list[DayWord]) -> bool:
    return walk[-1].is_out or not walk[-1].is_reported


def _absent(entries: list[EntryRecord], words: list[Assessed]) -> tuple[set[uuid.UUID], set[int]]:
    """Give who was ever reported out through illness or an open cause, or sent away, and the groups they were in."""
    pairs = {
        (one.entry.person_id, one.group_id)
        for one in entries
        if one.entry.presence in (Presence.ABSENT, Presence.LEFT)
        and (one.entry.is_ill or one.entry.absence_reason == AbsenceReason.PENDING)
    }
    pairs |= {(one.person_id, one.group_id) for one in words if one.disposition in SENT_AWAY}
    return {person for person, _group in pairs}, {group for _person, group in pairs}


def _read(
    actor: Actor, extent: Extent, entries: list[EntryRecord], words: list[Assessed], now: dt.datetime
) -> tuple[_Said, dict[uuid.UUID, dict[dt.date, int]]]:
    """Bring together all that was said of persons and their groups; and in which group each was named on which day."""
    said, place_of = _Said(), {}
    for one in checks.list_versions(actor, extent):
        said.versions.setdefault((one.group_id, one.day), {}).setdefault(one.session, []).append(one)
        place_of[one.id] = (one.group_id, one.day, one.session)
    homes: dict[uuid.UUID, dict[dt.date, int]] = {}
    for row in entries:
        if row.group_id in extent.group_ids:
            said.entries.setdefault(row.check_id, {})[row.entry.person_id] = row.entry
            homes.setdefault(row.entry.person_id, {})[row.day] = row.group_id
    for word in words:
        if word.check_id in place_of:
            said.words[(*place_of[word.check_id], word.person_id)] = word
    said.expected = {
        (slot.group_id, slot.day)
        for slot in checks.list_extent_slots(actor, extent)
        if slot.waived_at is None and not slot.boarders_only and slot.due_at <= now
    }
    return said, homes


def _walks(said: _Said, person: uuid.UUID, home: dict[dt.date, int]) -> Iterable[list[DayWord]]:
    """Follow one person day by day; each absence is its days from the first to the one of the return.

    home: the group in which the person was named, by day; between these days they stayed in it.
    """
    days = sorted({day for _group, day in said.versions.keys() | said.expected if day >= min(home)})
    group, walk = home[min(home)], []
    for day in days:
        group = home.get(day, group)
        place = (group, day)
        if place not in said.versions and place not in said.expected:
            continue
        sick = any(said.is_sick_out(place, session, person) for session in said.sessions(place))
        if not walk and not sick:
            continue
        session = said.latest(place, person)
        out = session is not None and said.is_out(place, session, person)
        entry = said.entry(place, session, person) if session else None
        walk.append(DayWord(day, group, session is not None, entry, out))
        if session is not None and not out:
            yield walk
            walk = []
    if walk:
        yield walk


def _tracked(
    said: _Said, group: orgs.UnitLine, person: uuid.UUID, walk: list[DayWord], names: dict[int, str]
) -> TrackedAbsence:
    told = [one for word in walk for one in _told(said, word, person)]
    caused = [one for one in told if one[1].absence_reason != AbsenceReason.PENDING and one[1].is_ill]
    holding = [one for one in caused if said.held(one[2], one[0].session) == one[0]]
    check, entry, place = (holding or caused or told)[-1]
    words = [
        said.words.get((word.group_id, word.day, session, person))
        for word in walk
        for session in said.sessions((word.group_id, word.day))
    ]
    recorder, tracer = (min((one[0] for one in some), key=_came, default=None) for some in (told, caused))
    return TrackedAbsence(
        group=group,
        person_id=person,
        entry=entry,
        since=walk[0].day,
        left_at=_left_at(said, (walk[0].group_id, walk[0].day), person),
        days=tuple(walk[1:]),
        returned_on=None if _is_open(walk) else walk[-1].day,
        assessment=max((one for one in words if one), key=lambda one: one.assessed_at, default=None),
        traced_by=names.get(tracer.submitted_by, "") if tracer else "",
        recorded_by=names.get(recorder.submitted_by, "") if recorder else "",
        version=corrected_in(person, said.versions[place][check.session], said.entries),
    )


def _came(check: Current) -> dt.datetime:
    return check.submitted_at


def _told(said: _Said, word: DayWord, person: uuid.UUID) -> list[tuple[Current, Entry, tuple[int, dt.date]]]:
    """List every version of a day that leaves a person out of school, in the order they came."""
    place = (word.group_id, word.day)
    found = []
    for session, versions in said.versions.get(place, {}).items():
        doctor = said.words.get((*place, session, person))
        for one in versions:
            entry = said.entries.get(one.id, {}).get(person)
            if entry is not None and _is_out(entry, doctor):
                found.append((one, entry, place))
    return sorted(found, key=lambda one: one[0].submitted_at)


def _is_out(entry: Entry, doctor: Assessed | None) -> bool:
    """Tell whether someone is out of school: absent, gone, or sent away by the doctor."""
    return entry.presence in (Presence.ABSENT, Presence.LEFT) or (
        doctor is not None and doctor.disposition in SENT_AWAY
    )


def _left_at(said: _Said, place: tuple[int, dt.date], person: uuid.UUID) -> dt.datetime | None:
    """Tell when a person left school on the first day: as reported, or sent away by the doctor; the earlier."""
    moments = []
    for session, versions in said.versions.get(place, {}).items():
        doctor = said.words.get((*place, session, person))
        if doctor is not None and doctor.disposition in SENT_AWAY:
            moments.append(doctor.assessed_at)
        named = [said.entries.get(one.id, {}).get(person) for one in versions]
        gone = [one for one, entry in zip(versions, named, strict=True) if entry and entry.presence == Presence.LEFT]
        moments += [one.submitted_at for one in gone[:1]]
    return min(moments, default=None)
