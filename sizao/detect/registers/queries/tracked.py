"""Read the tracking register (因病缺勤追踪登记表): absences, with the persons as far as one sees."""

import datetime as dt
from dataclasses import dataclass

from sizao.core.actor import Actor, UnitRef
from sizao.detect.absences import queries as absences
from sizao.detect.absences.queries import TrackedAbsence
from sizao.detect.registers.queries.people import (
    OF_PERSONS,
    RegisterPerson,
    Sight,
    list_register_people,
    open_span,
    school_name,
    sight_of,
)


@dataclass(frozen=True, slots=True)
class TrackedLine:
    """One absence with the person."""

    person: RegisterPerson
    absence: TrackedAbsence


@dataclass(frozen=True, slots=True)
class TrackingRegister:
    """The absences of a class or school that touch [first, until]; `until` is included."""

    unit: UnitRef
    school: str
    first: dt.date
    until: dt.date
    sight: Sight
    lines: tuple[TrackedLine, ...]


def get_tracking_register(
    actor: Actor, *, unit_id: int, first: dt.date, until: dt.date, now: dt.datetime
) -> TrackingRegister:
    """Read the absences of a class or school that touch [first, until]; eleven queries whatever their number.

    raises: NotVisible, Forbidden, Invalid for a range that ends before it begins or is too long.
    source: SZFORM
    """
    span = open_span(actor, unit_id=unit_id, first=first, until=until, rights=OF_PERSONS, now=now)
    unit, first, until = span.unit, span.first, span.until
    sight = sight_of(actor, unit)
    found = absences.list_tracked(actor, unit=unit, first=first, until=until, reader=sight.reader, now=now)
    people = list_register_people(unit, sight, (one.person_id for one in found))
    lines = [TrackedLine(people[one.person_id], one) for one in found if one.person_id in people]
    return TrackingRegister(unit, school_name(unit), first, until, sight, tuple(sorted(lines, key=_place)))


def _place(line: TrackedLine) -> tuple:
    group = line.absence.group
    return group.position, group.id, line.absence.since, line.person.number or 0
