"""Plan a change for a day to come, and take it back until then."""

import datetime as dt

from sizao.core import clock, usecase
from sizao.core.actor import Actor, UnitRef, unit_by_id, units_by_id
from sizao.core.errors import SizaoError
from sizao.core.usecase import use_case
from sizao.registry.changes import queries
from sizao.registry.changes.facts import UnitChangeStepped
from sizao.registry.changes.models import UnitChange
from sizao.registry.changes.rules import LONGEST_REASON, Kind, Plan, Step
from sizao.registry.orgs import queries as orgs

KIND = "changes.change"


class ChangeOver(SizaoError):
    """The change has taken effect or was withdrawn."""

    code = "change_over"
    message = "这项调整已经生效或撤回"
    http_status = 409


@use_case("changes.change.planned", permission=None)
def plan_change(*, actor: Actor, now: dt.datetime, plan: Plan) -> int:
    """Plan a change; it takes effect at the beginning of its day. returns: its id.

    The right is asked at the unit above the one that changes, and at where it goes.
    raises: Invalid, NotVisible, Forbidden.
    """
    unit = unit_by_id(plan.unit_id)
    queries.require_above(actor, unit)
    queries.require_target(actor, plan)
    queries.require_parts(actor, plan)
    queries.check_plan(plan, today=clock.school_date(now))
    row = UnitChange.objects.create(
        kind=plan.kind, unit_id=plan.unit_id, target_id=plan.target_id, part_ids=list(plan.part_ids),
        name=plan.name.strip(), short_name=plan.short_name.strip(), code=plan.code.strip(), starts_on=plan.starts_on,
        reason=plan.reason.strip()[:LONGEST_REASON], made_by=actor.user_id, made_at=now,
    )  # fmt: skip
    record(row, Step.PLANNED, unit)
    return row.id


@use_case("changes.change.withdrawn", permission=None)
def withdraw_change(*, actor: Actor, now: dt.datetime, change_id: int) -> None:
    """Take a planned change back.

    raises: NotVisible, Forbidden, ChangeOver.
    """
    row = locked(change_id)
    if row is None:
        queries.get_change(actor, change_id)
        raise ChangeOver()
    queries.get_change(actor, change_id)
    unit = unit_by_id(row.unit_id)
    queries.require_above(actor, unit)
    row.withdrawn_at, row.withdrawn_by = now, actor.user_id
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(row, Step.WITHDRAWN, unit)


def locked(change_id: int) -> UnitChange | None:
    """Lock a change that is still planned."""
    rows = UnitChange.objects.whole_tree(reason="the right is asked for its unit")
    rows = rows.filter(id=change_id, applied_at__isnull=True, withdrawn_at__isnull=True)
    return rows.select_for_update().first()


def record(row: UnitChange, step: Step, unit: UnitRef, heir_id: int | None = None) -> None:
    """Write the audit entry of a step and announce it to the units concerned."""
    plan = queries.plan_of(row)
    concerned = {row.unit_id, *row.part_ids, *_above_and_inside(unit, plan)} | ({row.target_id} - {None})
    told = [one.id for one in units_by_id(concerned).values() if one.level in (*orgs.OFFICE_LEVELS, "SCHOOL")]
    usecase.touch(school_id=unit.key, kind=KIND, id=row.id, fields=(str(row.kind), str(step)))
    usecase.announce(
        UnitChangeStepped(
            unit.key, row.id, row.unit_id, row.kind, str(step), row.starts_on, tuple(sorted(told)), heir_id
        )
    )


def _above_and_inside(unit: UnitRef, plan: Plan) -> list[int]:
    """List who else is told: the offices above, and the schools that go along with their county."""
    above = [int(part) for part in unit.territory_path.strip("/").split("/")][1:-1]
    inside = queries.schools_of(plan) if plan.kind in (Kind.MOVE, Kind.MERGE) else []
    return [*above, *inside]
