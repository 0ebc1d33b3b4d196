"""Who may read a register, and how much of the people in it: names, or numbers only."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.errors import NotVisible
from sizao.detect.checks.queries import Reader
from sizao.registry.changes import queries as changes

GROUP_LEVELS = ("CLASS", "DEPARTMENT")
INNER_LEVELS = (*GROUP_LEVELS, "GRADE")
OF_PERSONS = ("registers.view", "registers.inspect")
OF_COUNTS = ("registers.summary", "registers.view")

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

    @property
    def reader(self) -> Reader:
        """Give the right under which the records are read."""
        return Reader("registers.view") if self.names else Reader("registers.inspect", by_number=True)


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
class Span:
    """A unit as it stood during [first, until], `until` included: rights on the records are asked of that place."""

    unit: UnitRef
    first: dt.date
    until: dt.date


def open_span(
    actor: Actor, *, unit_id: int, first: dt.date, until: dt.date, rights: Sequence[str], now: dt.datetime
) -> Span:
    """Give a class, department or school with the latest days of [first, until] on which a right was held for it.

    After a move the old county reads its days and the new one those since; who holds none of the rights on any day is
    given all days, and refused by whoever asks for the right. One query more where a day is past.
    raises: NotVisible for a unit that has no registers.
    """
    is_past = first < clock.school_date(now)
    places = changes.places_of(unit_id, first, until) if is_past else [(first, unit_by_id(unit_id))]
    unit = places[-1][1]
    if unit.school_id is None or (unit.level not in GROUP_LEVELS and unit.id != unit.school_id):
        raise NotVisible()
    ends = [*(day - dt.timedelta(days=1) for day, _ in places[1:]), until]
    found: Span | None = None
    for (day, place), end in reversed(list(zip(places, ends, strict=True))):
        if any(actor.may(right, place) for right in rights):
            found = Span(found.unit, day, found.until) if found is not None else Span(place, day, end)
        elif found is not None:
            break
    return found or Span(unit, first, until)


def school_name(unit: UnitRef) -> str:
    """Give the name of a unit's school."""
    return unit.name if unit.id == unit.school_id else unit_by_id(unit.key).name


def sight_of(actor: Actor, unit: UnitRef) -> Sight:
    """Tell how much of a unit's people a reader of registers sees.

    raises: NotVisible, Forbidden.
    """
    if actor.may("registers.view", unit):
        posts = [grant for grant in actor.grants_for("registers.view") if grant.covers(unit, "territory")]
        of_school = actor.is_system or any(grant.unit.level not in INNER_LEVELS for grant in posts)
        return Sight(names=True, phones=actor.may("roster.view_guardians", unit), findings=of_school)
    if not actor.may("registers.inspect", unit):
        actor.require("registers.view", unit)
    return Sight(names=False, phones=False, findings=True)


def list_register_people(unit: UnitRef, sight: Sight, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, RegisterPerson]:
    """Give the persons of a register in one query, as far as the reader sees them."""
    wanted = list(set(ids))
    if not wanted:
        return {}
    values = {"school": unit.school_id, "ids": wanted, "names": sight.names, "phones": sight.phones}
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, values)
        return {row[0]: RegisterPerson(*row) for row in cursor.fetchall()}
