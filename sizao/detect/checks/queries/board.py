"""Read a school's board: every group with the state of each of its sessions."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sizao.core.actor import Actor
from sizao.detect.checks.models import HealthCheck, Slot
from sizao.detect.checks.queries.group import CURRENT_FIELDS, Current, state_of
from sizao.detect.checks.rules import SlotState
from sizao.registry.orgs import queries as orgs
from sizao.registry.places import queries as places


@dataclass(frozen=True, slots=True)
class GroupSlots:
    """One row of a board: a group with the state of each of its sessions."""

    group: orgs.UnitLine
    slots: dict[str, tuple[Slot | None, Current | None, SlotState | None]]


def list_slots(actor: Actor, *, school_id: int, day: dt.date, group_ids: Iterable[int] | None = None) -> list[Slot]:
    """List the slots of a school's day that the actor may see."""
    rows = Slot.objects.visible_to(actor).filter(school_id=school_id, day=day)
    if group_ids is not None:
        rows = rows.filter(group_id__in=list(group_ids))
    return list(rows.order_by("group_id", "opens_at"))


def list_current(
    actor: Actor, *, school_id: int, day: dt.date, group_ids: Iterable[int] | None = None
) -> dict[tuple[int, str], Current]:
    """Give the versions that hold for a school's day, by group and session."""
    rows = HealthCheck.objects.visible_to(actor).filter(school_id=school_id, day=day)
    if group_ids is not None:
        rows = rows.filter(group_id__in=list(group_ids))
    ordered = rows.order_by("version").values_list(*CURRENT_FIELDS)
    return {(one.group_id, one.session): one for one in (Current(*row) for row in ordered)}


def get_board(
    actor: Actor, *, school_id: int, day: dt.date, now: dt.datetime, group_ids: Iterable[int] | None = None
) -> list[GroupSlots]:
    """Read a school's board: each class and department with each session's state, in three queries.

    Rooms stand on the pages of their buildings (`tally_dorms`).
    """
    slots = [
        one
        for one in list_slots(actor, school_id=school_id, day=day, group_ids=group_ids)
        if not _is_room(one.group_id)
    ]
    held = list_current(actor, school_id=school_id, day=day, group_ids=group_ids)
    current = {key: one for key, one in held.items() if not _is_room(key[0])}
    by_group: dict[int, dict[str, Slot | None]] = {}
    for slot in slots:
        by_group.setdefault(slot.group_id, {})[slot.session] = slot
    for group_id, session in current:
        by_group.setdefault(group_id, {}).setdefault(session, None)
    lines = orgs.list_lines(by_group)
    board = []
    for group_id, sessions in by_group.items():
        cells = {
            session: (slot, current.get((group_id, session)), state_of(slot, current.get((group_id, session)), now))
            for session, slot in sessions.items()
        }
        board.append(GroupSlots(lines[group_id], cells))
    return sorted(board, key=lambda row: (row.group.position, row.group.id))


def _is_room(group_id: int) -> bool:
    return places.is_place_number(group_id)
