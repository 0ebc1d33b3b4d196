"""Turn what the queries give into what the API shows."""

import datetime as dt
import uuid
from dataclasses import asdict
from typing import Any

from ninja import Schema

from sizao.core.actor import Actor, UnitRef
from sizao.detect.checks import queries
from sizao.detect.checks.api import schemas
from sizao.detect.checks.queries import Current, GroupSlots, StoredEntry

ENTRY_FIELDS = tuple(name for name in schemas.Entry.model_fields if name not in ("id", "kind", "assessment"))


def plain(shown: Schema) -> dict[str, Any]:
    """Give a schema as JSON values, to stand inside a problem document."""
    return shown.model_dump(mode="json")


def check(current: Current, school_id: int, day: dt.date) -> schemas.Check:
    """Show one version of a report."""
    return schemas.Check(**{**asdict(current), "school_id": school_id, "day": day})


def group(row: GroupSlots, school_id: int, day: dt.date) -> schemas.GroupSlots:
    """Show one row of a board."""
    slots = [
        schemas.Slot(
            session=session,
            state=state,
            enrolled=slot.enrolled if slot else None,
            opens_at=slot.opens_at if slot else None,
            due_at=slot.due_at if slot else None,
            waived_reason=slot.waived_reason if slot else "",
            current=check(current, school_id, day) if current else None,
        )
        for session, (slot, current, state) in row.slots.items()
    ]
    return schemas.GroupSlots(group_id=row.group.id, name=row.group.name, slots=slots)


def entry(stored: StoredEntry) -> schemas.Entry:
    """Show one entry with the doctor's latest word."""
    values = {name: getattr(stored.entry, name) for name in ENTRY_FIELDS}
    word = stored.assessment
    shown = schemas.Assessment.model_validate(word) if word else None
    return schemas.Entry(id=stored.id, kind=stored.entry.kind, assessment=shown, **values)


def entries(actor: Actor, unit: UnitRef, day: dt.date, check_id: uuid.UUID) -> list[dict[str, Any]]:
    """Show the entries of a report, as far as the reader may see them."""
    found = queries.list_entries(actor, school_id=unit.key, day=day, check_ids=[check_id])
    return [plain(entry(stored)) for stored in found.get(check_id, [])]


def questions(actor: Actor, unit: UnitRef, day: dt.date) -> list[dict[str, Any]]:
    """Show the open questions of a group."""
    return [
        plain(schemas.Question(person_id=one.person_id, kind=one.kind, asked_on=one.asked_on))
        for one in queries.list_questions(actor, group=unit, day=day)
    ]
