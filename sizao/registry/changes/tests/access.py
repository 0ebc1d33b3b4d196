"""Who meets what at changes of units: planned from above, read by those concerned."""

import datetime as dt

from sizao.core.actor import unit_by_id
from sizao.registry.changes import queries
from sizao.registry.changes.models import UnitChange
from tests.access.rules import anywhere, holders, row, unit
from tests.access.world import Sample, World


def _change(world: World, unit) -> Sample:
    made = UnitChange.objects.create(
        kind="RENAME", unit_id=unit.id, name="新名", short_name="新名", reason="文件", made_at=world.now,
        starts_on=world.day + dt.timedelta(days=30),
    )  # fmt: skip
    return Sample({"change_id": made.id})


def _new(world: World, unit) -> Sample:
    day = str(world.day + dt.timedelta(days=30))
    return Sample(body={"kind": "RENAME", "unit_id": unit.id, "name": "新名称", "starts_on": day, "reason": "文件"})


def _takes_back(actor, unit) -> bool:
    return queries.may_plan(actor, unit_by_id(unit.id))


def _plans(actor, unit) -> bool:
    return unit.level != "PROVINCE" and _takes_back(actor, unit)


def _has_years(actor, unit) -> bool:
    return unit.level != "PROVINCE"


YEAR = unit("changes.roll_over").but(when=_has_years)

ROUTES = {
    "changes:list": holders("changes.view"),
    "changes:change": row("change", "changes.view", "changes.plan", at="unit"),
    "changes:withdraw": row("change", "changes.plan", at="unit").but(when=_takes_back),
    "changes:unit": anywhere("orgs.browse"),
    "changes:plan": row("renamed unit", "changes.plan", at="unit").but(when=_plans),
    "changes:year": YEAR,
    "changes:undo_year": YEAR.but(also=(404,)),  # no new year was made
    "api:changes_list_changes": holders("changes.view"),
    "api:changes_get_change": row("change", "changes.view", "changes.plan", at="unit"),
    "api:changes_plan_change": row("change to plan", "changes.plan", at="unit").but(when=_takes_back),
    "api:changes_withdraw_change": row("change", "changes.plan", at="unit").but(when=_takes_back),
}

SAMPLES = {
    "change": _change,
    "renamed unit": lambda world, unit: Sample({"unit_id": unit.id, "kind": "rename"}),
    "change to plan": _new,
}
