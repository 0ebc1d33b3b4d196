"""Read the register (晨午检登记表) that inspectors ask for: who was ill or absent on a day, session by session."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sizao.core.actor import Actor, UnitRef
from sizao.detect.checks import queries as checks
from sizao.detect.checks.queries import Assessed, Current, Entry, Extent, Session, SlotLine, SlotState
from sizao.detect.registers.queries.people import (
    OF_PERSONS,
    RegisterPerson,
    Sight,
    list_register_people,
    open_span,
    school_name,
    sight_of,
)
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs

# Observation comes last: it speaks of single persons, through the whole day.
SESSION_ORDER = (Session.MORNING, Session.NOON, Session.EVENING, Session.OBSERVATION)


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One person in one session; `version` is the correction that brought the entry, 0 as first reported."""

    person: RegisterPerson
    entry: Entry
    assessment: Assessed | None
    version: int


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session of one group: its slot, its latest version, who reported, the lines of the version that holds."""

    session: str
    slot: SlotLine | None
    current: Current | None
    state: SlotState | None
    reporter: str
    lines: tuple[RegisterLine, ...]

    @property
    def is_reported(self) -> bool:
        return self.current is not None and not self.current.is_withdrawn

    @property
    def enrolled(self) -> int | None:
        if self.is_reported:
            return self.current.enrolled
        return self.slot.enrolled if self.slot else None

    @property
    def present(self) -> int | None:
        return self.current.enrolled - self.current.absent if self.is_reported else None

    @property
    def absent_ill(self) -> int:
        return sum(line.entry.is_absent and line.entry.is_ill for line in self.lines)


@dataclass(frozen=True, slots=True)
class GroupDay:
    """One page of a register: a group with its sessions of the day."""

    group: orgs.UnitLine
    sittings: tuple[Sitting, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """The register of a class, or of all groups of a school, for one day."""

    unit: UnitRef
    school: str
    day: dt.date
    sight: Sight
    groups: tuple[GroupDay, ...]


def get_register(actor: Actor, *, unit_id: int, day: dt.date, now: dt.datetime) -> Register:
    """Read the register of a class or a whole school for one day; nine queries whatever the number of classes.

    raises: NotVisible, Forbidden. source: HNFORM
    """
    unit = open_span(actor, unit_id=unit_id, first=day, until=day, rights=OF_PERSONS, now=now).unit
    sight = sight_of(actor, unit)
    extent = Extent.of(unit, day, day)
    slots = {(one.group_id, one.session): one for one in checks.list_extent_slots(actor, extent)}
    versions: dict[tuple[int, str], list[Current]] = {}
    for one in checks.list_versions(actor, extent):
        versions.setdefault((one.group_id, one.session), []).append(one)
    said: dict[uuid.UUID, dict[uuid.UUID, Entry]] = {}
    for record in checks.list_entry_records(actor, extent, sight.reader):
        said.setdefault(record.check_id, {})[record.entry.person_id] = record.entry
    latest = _assessments(actor, extent, sight, versions) if said else {}
    people = list_register_people(unit, sight, (person for persons in said.values() for person in persons))
    names = accounts.names_of({one.submitted_by for group in versions.values() for one in group if one.submitted_by})
    sittings: dict[int, list[Sitting]] = {}
    for key in sorted(slots.keys() | versions.keys(), key=lambda key: SESSION_ORDER.index(key[1])):
        slot, group_versions = slots.get(key), versions.get(key, [])
        current = group_versions[-1] if group_versions else None
        lines = _lines(key, group_versions, said, people, latest)
        reporter = names.get(current.submitted_by, "") if current else ""
        sitting = Sitting(key[1], slot, current, checks.state_of(slot, current, now), reporter, lines)
        sittings.setdefault(key[0], []).append(sitting)
    found = orgs.list_lines(sittings)
    groups = [GroupDay(found[group], tuple(rows)) for group, rows in sittings.items() if group in found]
    ordered = sorted(groups, key=lambda one: (one.group.position, one.group.id))
    return Register(unit, school_name(unit), day, sight, tuple(ordered))


def _assessments(
    actor: Actor, extent: Extent, sight: Sight, versions: Mapping[tuple[int, str], list[Current]]
) -> dict[tuple, Assessed]:
    """Give the doctor's latest word by group, session and person: it outlives corrections of the report."""
    place = {one.id: key for key, group in versions.items() for one in group}
    words = checks.list_assessed(actor, extent, sight.reader)
    return {(*place[word.check_id], word.person_id): word for word in words if word.check_id in place}


def _lines(
    key: tuple[int, str],
    versions: list[Current],
    said: Mapping[uuid.UUID, Mapping[uuid.UUID, Entry]],
    people: Mapping[uuid.UUID, RegisterPerson],
    latest: Mapping[tuple, Assessed],
) -> tuple[RegisterLine, ...]:
    if not versions or versions[-1].is_withdrawn:
        return ()
    lines = [
        RegisterLine(people[person], entry, latest.get((*key, person)), checks.corrected_in(person, versions, said))
        for person, entry in said.get(versions[-1].id, {}).items()
        if person in people
    ]
    return tuple(sorted(lines, key=lambda line: (line.person.number or 0, line.person.name, line.person.id)))
