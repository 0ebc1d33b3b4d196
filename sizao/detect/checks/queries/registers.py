"""Read the register (晨午检登记表) that inspectors ask for: who was ill or absent on a day, session by session."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.errors import NotVisible
from sizao.detect.checks.models import CheckEntry, EntryAssessment, HealthCheck, Slot
from sizao.detect.checks.queries.group import CURRENT_FIELDS, Current, entry_of, state_of
from sizao.detect.checks.rules import Entry, Session, SlotState
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs

GROUP_LEVELS = ("CLASS", "DEPARTMENT")
INNER_LEVELS = (*GROUP_LEVELS, "GRADE")
# Observation comes last: it speaks of single persons, through the whole day.
SESSION_ORDER = (Session.MORNING, Session.NOON, Session.EVENING, Session.OBSERVATION)

# What the reader may not see is not read. The first guardian is the one to call.
PEOPLE = """
SELECT p.id, CASE WHEN %(names)s THEN p.name ELSE '' END, p.class_position, p.sex, p.birth_date, p.is_boarder,
  CASE WHEN %(phones)s THEN coalesce(
    (SELECT g.phone_last4 FROM roster_guardian g WHERE g.school_id = p.school_id AND g.person_id = p.id
       AND g.phone_last4 <> '' ORDER BY g.id LIMIT 1), p.phone_last4) ELSE '' END
FROM roster_person p WHERE p.school_id = %(school)s AND p.id = ANY(%(ids)s::uuid[])
"""


@dataclass(frozen=True, slots=True)
class Sight:
    """How much a reader sees of people: names or only numbers in class, phones, what the doctor found."""

    names: bool
    phones: bool
    findings: bool


@dataclass(frozen=True, slots=True)
class RegisterPerson:
    """A person as a register shows them; the name is empty where the reader sees numbers only."""

    id: uuid.UUID
    name: str
    number: int | None
    sex: str
    birth_date: dt.date | None
    is_boarder: bool
    phone_last4: str

    def age_on(self, day: dt.date) -> int | None:
        """Give the age in full years."""
        born = self.birth_date
        if born is None:
            return None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One person in one session; `version` is the correction that brought the entry, 0 as first reported."""

    person: RegisterPerson
    entry: Entry
    assessment: EntryAssessment | None
    version: int


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session of one group: its slot, its latest version, who reported, the lines of the version that holds."""

    session: str
    slot: Slot | None
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


def get_register_unit(unit_id: int) -> UnitRef:
    """Give a unit that has registers: a class, a department or a school.

    raises: NotVisible.
    """
    unit = unit_by_id(unit_id)
    if unit.school_id is None or (unit.level not in GROUP_LEVELS and unit.id != unit.school_id):
        raise NotVisible()
    return unit


def school_name(unit: UnitRef) -> str:
    """Give the name of a unit's school."""
    return unit.name if unit.id == unit.school_id else unit_by_id(unit.key).name


def sight_of(actor: Actor, unit: UnitRef) -> Sight:
    """Tell how much of a unit's people a reader of registers sees.

    raises: NotVisible, Forbidden.
    """
    if actor.may("checks.registers", unit):
        posts = [grant for grant in actor.grants_for("checks.registers") if grant.covers(unit, "territory")]
        of_school = actor.is_system or any(grant.unit.level not in INNER_LEVELS for grant in posts)
        return Sight(names=True, phones=actor.may("roster.view_guardians", unit), findings=of_school)
    if not actor.may("checks.inspect", unit):
        actor.require("checks.registers", unit)
    return Sight(names=False, phones=False, findings=True)


def rows_of(model: type, actor: Actor, sight: Sight) -> QuerySet:
    """Give the rows about persons that a reader of registers may see; narrow them to the unit."""
    if sight.names:
        return model.objects.visible_to(actor, "checks.registers")
    return model.objects.whole_tree(reason="an inspector reads one unit's records by number, under a kept purpose")


def narrow(unit: UnitRef) -> dict[str, int]:
    """Give the columns that narrow rows to a unit: a group, or all of a school."""
    if unit.id == unit.school_id:
        return {"school_id": unit.id}
    return {"school_id": unit.key, "group_id": unit.id}


def list_register_people(unit: UnitRef, sight: Sight, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, RegisterPerson]:
    """Give the persons of a register in one query, as far as the reader sees them."""
    wanted = list(set(ids))
    if not wanted:
        return {}
    values = {"school": unit.school_id, "ids": wanted, "names": sight.names, "phones": sight.phones}
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, values)
        return {row[0]: RegisterPerson(*row) for row in cursor.fetchall()}


def corrected_in(
    person_id: uuid.UUID, versions: Iterable[Current], said: Mapping[uuid.UUID, Mapping[uuid.UUID, Entry]]
) -> int:
    """Tell which correction brought a person's entry as it holds now, 0 when the first version already had it.

    versions: of one group, day and session, ascending. said: entries by check and person.
    """
    before: Entry | None = None
    changed = 0
    for one in versions:
        entry = None if one.is_withdrawn else said.get(one.id, {}).get(person_id)
        if entry != before:
            changed = one.version
        before = entry
    return changed if changed > 1 else 0


def get_register(actor: Actor, *, unit_id: int, day: dt.date, now: dt.datetime) -> Register:
    """Read the register of a class or a whole school for one day; nine queries whatever the number of classes.

    raises: NotVisible, Forbidden. source: HNFORM
    """
    unit = get_register_unit(unit_id)
    sight = sight_of(actor, unit)
    where = {**narrow(unit), "day": day}
    slots = {(one.group_id, one.session): one for one in Slot.objects.visible_to(actor).filter(**where)}
    versions = _versions(actor, where)
    said = _said(actor, sight, where)
    latest = _assessments(actor, sight, where, versions) if said else {}
    people = list_register_people(unit, sight, (person for persons in said.values() for person in persons))
    names = accounts.names_of({one.submitted_by for group in versions.values() for one in group if one.submitted_by})
    sittings: dict[int, list[Sitting]] = {}
    for key in sorted(slots.keys() | versions.keys(), key=lambda key: SESSION_ORDER.index(key[1])):
        slot, group_versions = slots.get(key), versions.get(key, [])
        current = group_versions[-1] if group_versions else None
        lines = _lines(key, group_versions, said, people, latest)
        reporter = names.get(current.submitted_by, "") if current else ""
        sitting = Sitting(key[1], slot, current, state_of(slot, current, now), reporter, lines)
        sittings.setdefault(key[0], []).append(sitting)
    found = orgs.list_lines(sittings)
    groups = [GroupDay(found[group], tuple(rows)) for group, rows in sittings.items() if group in found]
    ordered = sorted(groups, key=lambda one: (one.group.position, one.group.id))
    return Register(unit, school_name(unit), day, sight, tuple(ordered))


def _versions(actor: Actor, where: dict) -> dict[tuple[int, str], list[Current]]:
    """Give all versions of a day's checks by group and session, ascending."""
    rows = HealthCheck.objects.visible_to(actor).filter(**where).order_by("version").values_list(*CURRENT_FIELDS)
    found: dict[tuple[int, str], list[Current]] = {}
    for one in (Current(*row) for row in rows):
        found.setdefault((one.group_id, one.session), []).append(one)
    return found


def _said(actor: Actor, sight: Sight, where: dict) -> dict[uuid.UUID, dict[uuid.UUID, Entry]]:
    """Give what all versions say of persons, by check and person."""
    said: dict[uuid.UUID, dict[uuid.UUID, Entry]] = {}
    for row in rows_of(CheckEntry, actor, sight).filter(**where):
        said.setdefault(row.check_id, {})[row.person_id] = entry_of(row)
    return said


def _assessments(
    actor: Actor, sight: Sight, where: dict, versions: Mapping[tuple[int, str], list[Current]]
) -> dict[tuple, EntryAssessment]:
    """Give the doctor's latest word by group, session and person: it outlives corrections of the report."""
    place = {one.id: key for key, group in versions.items() for one in group}
    rows = rows_of(EntryAssessment, actor, sight).filter(**where).order_by("assessed_at", "id")
    return {(*place[row.check_id], row.person_id): row for row in rows if row.check_id in place}


def _lines(
    key: tuple[int, str],
    versions: list[Current],
    said: Mapping[uuid.UUID, Mapping[uuid.UUID, Entry]],
    people: Mapping[uuid.UUID, RegisterPerson],
    latest: Mapping[tuple, EntryAssessment],
) -> tuple[RegisterLine, ...]:
    if not versions or versions[-1].is_withdrawn:
        return ()
    lines = [
        RegisterLine(people[person], entry, latest.get((*key, person)), corrected_in(person, versions, said))
        for person, entry in said.get(versions[-1].id, {}).items()
        if person in people
    ]
    return tuple(sorted(lines, key=lambda line: (line.person.number or 0, line.person.name, line.person.id)))
