"""What is planned, done and withdrawn; what may be chosen for a change."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from sizao.core.actor import Actor
from sizao.core.errors import NotVisible
from sizao.registry.changes.models import UnitChange
from sizao.registry.changes.rules import KINDS_OF_LEVEL, TARGET_LEVELS, Kind, Plan
from sizao.registry.orgs import queries as orgs

MOST_CHOICES = 500
Named = list[tuple[int, str]]


def list_changes(actor: Actor, *, planned: bool) -> QuerySet[UnitChange]:
    """List the changes in the actor's tree: those still to come by day, or those over, latest first."""
    rows = UnitChange.objects.visible_to(actor).select_related("unit", "target")
    over = Q(applied_at__isnull=False) | Q(withdrawn_at__isnull=False)
    if planned:
        return rows.exclude(over).order_by("starts_on", "id")
    return rows.filter(over).order_by("-starts_on", "-id")


def list_of_unit(unit_id: int) -> list[UnitChange]:
    """List the changes of an opened unit, latest first, those in which others come to it included."""
    rows = UnitChange.objects.whole_tree(reason="the changes of a unit that was opened for the reader")
    rows = rows.filter(Q(unit_id=unit_id) | Q(target_id=unit_id) | Q(part_ids__contains=[unit_id]))
    return list(rows.select_related("unit", "target").order_by("-starts_on", "-id"))


def get_change(actor: Actor, change_id: int) -> UnitChange:
    """Give a change to whoever may see its unit, the one it goes to, or one of its parts.

    raises: NotVisible.
    """
    rows = UnitChange.objects.whole_tree(reason="the right is asked for the units of this very change")
    row = rows.select_related("unit", "target").filter(id=change_id).first()
    if row is None:
        raise NotVisible()
    concerned = orgs.units_by_id([row.unit_id, *row.part_ids, *([row.target_id] if row.target_id else [])])
    if not any(actor.may("changes.view", one) or actor.may("changes.plan", one) for one in concerned.values()):
        raise NotVisible()
    return row


def list_due(day: dt.date) -> list[int]:
    """List the changes whose day has come, in the order of their days."""
    rows = UnitChange.objects.whole_tree(reason="what is due anywhere, for the job")
    rows = rows.filter(applied_at__isnull=True, withdrawn_at__isnull=True, starts_on__lte=day)
    return list(rows.order_by("starts_on", "id").values_list("id", flat=True))


def plan_of(row: UnitChange) -> Plan:
    """Read a planned change back."""
    return Plan(
        row.kind, row.unit_id, row.starts_on, row.reason, row.target_id, tuple(row.part_ids), row.name,
        row.short_name, row.code,
    )  # fmt: skip


def kinds_for(level: str) -> tuple[Kind, ...]:
    """List what may be done with a unit of a level."""
    return KINDS_OF_LEVEL.get(level, ())


def find_choices(actor: Actor, unit: Any, kind: str, day: dt.date) -> tuple[Named, Named]:
    """List the units that a change of an opened unit may go to, and the parts it may consist of, as (id, name)."""
    rows = orgs.list_in_force_on(actor, day).exclude(id=unit.id)
    if kind == Kind.MOVE:
        wanted = rows.filter(level__in=TARGET_LEVELS[unit.level], province_id=unit.province_id)
        wanted = wanted.exclude(id=unit.territory_parent_id)
    elif kind == Kind.RENAME:
        wanted = rows.none()
    else:
        near = Q(territory_parent_id=unit.territory_parent_id)
        wanted = rows.filter(near, level=unit.level)
    targets = [(one.id, one.name) for one in wanted.order_by("territory_path")[:MOST_CHOICES]]
    if kind != Kind.SPLIT:
        return targets, []
    parts = rows.filter(level="CLASS", school_id=unit.id) if unit.level == "SCHOOL" else rows.filter(
        level="SCHOOL", territory_parent_id=unit.id
    )  # fmt: skip
    return targets, [(one.id, one.name) for one in parts.order_by("position", "code", "id")[:MOST_CHOICES]]
