"""Read the records of a school or a group over days, as values for other modules: who asks brings the right."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.detect.checks.models import CheckEntry, EntryAssessment, HealthCheck, Slot
from sizao.detect.checks.queries.group import CURRENT_FIELDS, Current, SlotLine, entry_of
from sizao.detect.checks.rules import Entry, Presence
from sizao.registry.changes import queries as changes

SLOT_FIELDS = tuple(SlotLine.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Extent:
    """The days [first, until], `until` included, of one school or of all the reader's; of some groups where given."""

    first: dt.date
    until: dt.date
    school_id: int | None = None
    group_ids: tuple[int, ...] | None = None

    @classmethod
    def of(cls, unit: UnitRef, first: dt.date, until: dt.date) -> "Extent":
        """Give the days of a unit: a group, or a whole school."""
        groups = None if unit.id == unit.school_id else (unit.id,)
        return cls(first, until, unit.school_id, groups)

    def where(self) -> dict:
        """Give the columns that narrow rows to it."""
        columns: dict = {"day__gte": self.first, "day__lte": self.until}
        if self.school_id is not None:
            columns["school_id"] = self.school_id
        if self.group_ids is not None:
            columns["group_id__in"] = self.group_ids
        return columns


@dataclass(frozen=True, slots=True)
class Reader:
    """The right under which persons are read; by number, whoever oversees a school reads it without their names."""

    permission: str
    by_number: bool = False


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """What one version of a check says of one person."""

    id: uuid.UUID
    school_id: int
    group_id: int
    day: dt.date
    check_id: uuid.UUID
    entry: Entry


@dataclass(frozen=True, slots=True)
class Assessed:
    """What the doctor made of an entry."""

    check_id: uuid.UUID
    person_id: uuid.UUID
    group_id: int
    day: dt.date
    verdict: str
    disposition: str
    symptoms: tuple[str, ...]
    temperature_celsius: Decimal | None
    assessed_at: dt.datetime


ASSESSED_FIELDS = tuple(Assessed.__dataclass_fields__)


def list_extent_slots(actor: Actor, extent: Extent) -> list[SlotLine]:
    """List what was expected in the days."""
    rows = Slot.objects.visible_to(actor).filter(**extent.where())
    return [SlotLine(*row) for row in rows.values_list(*SLOT_FIELDS)]


def list_versions(actor: Actor, extent: Extent) -> list[Current]:
    """List every version that was reported in the days, ascending, withdrawn ones included."""
    rows = HealthCheck.objects.visible_to(actor).filter(**extent.where()).order_by("version")
    return [Current(*row) for row in rows.values_list(*CURRENT_FIELDS)]


def list_entry_records(
    actor: Actor,
    extent: Extent,
    reader: Reader,
    *,
    people: Collection[uuid.UUID] | None = None,
    check_ids: Collection[uuid.UUID] | None = None,
    absent_for: Collection[str] | None = None,
) -> list[EntryRecord]:
    """List what all versions say of persons, oldest first; of some persons or versions, or absences
    for some reasons, where given.

    raises: NotVisible, Forbidden for a school that the reader oversees by number and may not.
    """
    rows = _readable(CheckEntry, actor, extent, reader)
    if people is not None:
        rows = rows.filter(person_id__in=people)
    if check_ids is not None:
        rows = rows.filter(check_id__in=check_ids)
    if absent_for is not None:
        rows = rows.filter(presence=Presence.ABSENT, absence_reason__in=absent_for)
    return [
        EntryRecord(row.id, row.school_id, row.group_id, row.day, row.check_id, entry_of(row))
        for row in rows.order_by("day", "id")
    ]


def list_assessed(
    actor: Actor, extent: Extent, reader: Reader, *, people: Collection[uuid.UUID] | None = None
) -> list[Assessed]:
    """List the doctor's words, oldest first; about some persons where given.

    raises: NotVisible, Forbidden as for the entries.
    """
    rows = _readable(EntryAssessment, actor, extent, reader)
    if people is not None:
        rows = rows.filter(person_id__in=people)
    return [Assessed(*row) for row in rows.order_by("assessed_at", "id").values_list(*ASSESSED_FIELDS)]


def _readable(model: type, actor: Actor, extent: Extent, reader: Reader) -> QuerySet:
    if not reader.by_number:
        return model.objects.visible_to(actor, reader.permission).filter(**extent.where())
    if extent.school_id is None:
        raise ValueError("persons are read by number in one school at a time")
    if not actor.may(reader.permission, unit_by_id(extent.school_id)):
        places = [place for _day, place in changes.places_of(extent.school_id, extent.first, extent.until)]
        if not any(actor.may(reader.permission, place) for place in places):
            actor.require(reader.permission, places[-1])
    rows = model.objects.whole_tree(reason="an overseer reads one school's records by number, under a kept purpose")
    return rows.filter(**extent.where())
