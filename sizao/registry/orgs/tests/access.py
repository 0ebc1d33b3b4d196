"""Who meets what at the tree of units."""

from tests.access.rules import anywhere, everyone, holders, row, school
from tests.access.world import Sample, World

# What may be added under a unit of the cast; nothing under what was divided by the nation.
ADDED = {"COUNTY": "SCHOOL", "CITY": "SCHOOL", "SCHOOL": "DEPARTMENT"}


def _keeps_above(actor, unit) -> bool:
    """A unit is opened again by who keeps the one above it."""
    if unit.level == "PROVINCE":
        return True
    return any(grant.unit.id != unit.id and grant.covers(unit, "authority") for grant in actor.grants_for("orgs.edit"))


def _place(world: World, unit) -> Sample | None:
    return Sample(query={"level": ADDED[unit.level]}) if unit.level in ADDED else None


ROUTES = {
    "orgs:tree": holders("orgs.browse"),
    "orgs:unit": anywhere("orgs.browse"),
    "orgs:new": row("place", "orgs.edit", at="unit"),
    "orgs:change": anywhere("orgs.edit"),
    "orgs:close": anywhere("orgs.edit"),
    "orgs:reopen": anywhere("orgs.edit").but(when=_keeps_above),
    "orgs:classes": school("orgs.edit"),
    "api:orgs_list_units": everyone,
    "api:orgs_get_unit": anywhere("orgs.view"),
    "api:orgs_list_children": anywhere("orgs.view"),
}

SAMPLES = {"place": _place}
