"""Who lives, or lived, in rooms: memberships of kind ROOM, read by the number of the room."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, Q

from sizao.core.actor import Actor
from sizao.registry.roster.models import GroupKind, Membership, Person, PersonKind, PersonStatus


@dataclass(frozen=True, slots=True)
class Resident:
    """A person in a room on a day, as their keeper sees them: name and class, nothing else."""

    id: uuid.UUID
    name: str
    class_position: int | None
    class_id: int | None
    room_number: int
    starts_on: dt.date
    ends_on: dt.date | None


RESIDENT_FIELDS = (
    "person_id", "person__name", "person__class_position", "person__group_id", "group_id", "starts_on", "ends_on",
)  # fmt: skip


def list_residents(*, school_id: int, room_numbers: Collection[int], day: dt.date) -> list[Resident]:
    """List who lives in rooms on a day, room by room, in class order; one query. The caller has asked for the right.

    It answers for any day: contact tracing asks who slept there then.
    """
    if not room_numbers:
        return []
    rows = Membership.objects.whole_tree(reason="of rooms that the caller opened for the actor").filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=day),
        school_id=school_id, group_kind=GroupKind.ROOM, group_id__in=list(room_numbers), starts_on__lte=day,
    )  # fmt: skip
    rows = rows.order_by("group_id", F("person__group_id").asc(nulls_last=True), "person__class_position", "person_id")
    return [Resident(*row) for row in rows.values_list(*RESIDENT_FIELDS)]


def list_housed(*, school_id: int, ids: Collection[uuid.UUID], day: dt.date) -> set[uuid.UUID]:
    """Give which of these people, whom the caller has read in scope, have a room on a day."""
    rows = Membership.objects.whole_tree(reason="of people that the caller read in scope").filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=day),
        school_id=school_id, group_kind=GroupKind.ROOM, person_id__in=list(ids), starts_on__lte=day,
    )  # fmt: skip
    return set(rows.values_list("person_id", flat=True))


def list_stays(*, school_id: int, room_numbers: Collection[int], first: dt.date, until: dt.date) -> list[Resident]:
    """List who lived in rooms on any of the days [first, until], with their periods; the caller has asked the right."""
    rows = Membership.objects.whole_tree(reason="of rooms that the caller opened for the actor").filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=first),
        school_id=school_id, group_kind=GroupKind.ROOM, group_id__in=list(room_numbers), starts_on__lte=until,
    )  # fmt: skip
    return [Resident(*row) for row in rows.order_by("starts_on", "id").values_list(*RESIDENT_FIELDS)]


def list_unhoused(actor: Actor, *, school_id: int) -> list[tuple[uuid.UUID, str, int | None]]:
    """List the boarders (id, name, class) who have no room, to whoever keeps the roster."""
    rows = Person.objects.visible_to(actor, "roster.edit").filter(
        school_id=school_id, is_boarder=True, status=PersonStatus.ACTIVE, kind=PersonKind.STUDENT
    )
    housed = Membership.objects.whole_tree(reason="left out of people read in scope").filter(
        school_id=school_id, group_kind=GroupKind.ROOM, ends_on__isnull=True
    )
    rows = rows.exclude(id__in=housed.values("person_id")).order_by("group_id", "class_position", "id")
    return list(rows.values_list("id", "name", "group_id"))


def find_by_number(*, school_id: int, numbers: Collection[str]) -> dict[str, uuid.UUID]:
    """Find pupils now at a school by their student numbers; the caller has asked for the right to keep the roster."""
    rows = Person.objects.whole_tree(reason="an import of rooms by whoever keeps the roster").filter(
        school_id=school_id, student_number__in=list(numbers), status=PersonStatus.ACTIVE, kind=PersonKind.STUDENT
    )
    return dict(rows.values_list("student_number", "id"))


def find_by_name(*, school_id: int, names: Collection[str]) -> dict[str, list[tuple[uuid.UUID, int | None]]]:
    """Find pupils now at a school by name, each with the class: more than one may have it."""
    rows = Person.objects.whole_tree(reason="an import of rooms by whoever keeps the roster").filter(
        school_id=school_id, name__in=list(names), status=PersonStatus.ACTIVE, kind=PersonKind.STUDENT
    )
    found: dict[str, list[tuple[uuid.UUID, int | None]]] = {}
    for name, person_id, group_id in rows.values_list("name", "id", "group_id"):
        found.setdefault(name, []).append((person_id, group_id))
    return found
