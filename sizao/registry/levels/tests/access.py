"""Who meets what at response levels: everyone reads, leaders and offices order."""

import datetime as dt

from sizao.core.actor import unit_by_id
from sizao.registry.levels import queries, services
from tests.access.rules import everyone, row, unit
from tests.access.world import JOB, Sample, World


def _response(world: World, unit) -> Sample:
    day = world.day + dt.timedelta(days=20)
    bundle = next(one for one in queries.list_bundles(unit_by_id(unit.id), day) if one.level in ("", "IV"))
    order = queries.Order("IV", bundle.code, day, day + dt.timedelta(days=7), "试")
    made = services.order_response(actor=JOB, now=world.now, unit_id=unit.id, order=order)
    return Sample({"response_id": made.id})


def _bundle(world: World, unit) -> Sample:
    ref, day = unit_by_id(unit.id), world.day
    like = next(one for one in queries.list_bundles(ref, day) if one.lines)
    bundle = services.NewBundle("试", like.lines, "试", day)
    services.name_bundle(actor=JOB, now=world.now, unit_id=unit.id, bundle=bundle)
    return Sample({"code": "B1"})


RESPONSE = row("response", "levels.order", at="unit")
BUNDLE = row("bundle", "levels.order", at="unit")

ROUTES = {
    "levels:home": everyone,
    "levels:unit": unit("levels.view"),
    "levels:order": unit("levels.order"),
    "levels:extend": RESPONSE,
    "levels:end": RESPONSE,
    "levels:bundles": unit("levels.view"),
    "levels:new_bundle": unit("levels.order"),
    "levels:bundle": BUNDLE,
    "levels:retire_bundle": BUNDLE,
}

SAMPLES = {"response": _response, "bundle": _bundle}
