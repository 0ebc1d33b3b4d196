"""What ordering a bundle would change: whom it reaches, and what it costs them a day."""

import datetime as dt
from dataclasses import dataclass

from sizao.core.actor import UnitRef
from sizao.core.burden import queries as burden
from sizao.core.burden.roles import Cell, RoleBurden, burden_of
from sizao.registry.levels.queries.responses import list_below, tightenings_of
from sizao.registry.levels.rules import DUTIES, Bundle, is_weaker
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import queries as policies

# The forms of the checks, by session, as their burden is measured.
SESSIONS = {session: f"checks.{session}" for session in ("MORNING", "NOON", "EVENING")}


@dataclass(frozen=True, slots=True)
class Effect:
    """What a bundle would change on the first day it holds.

    counts: cities, counties, schools and classes reached, by level. overruled: units below on a weaker level.
    """

    counts: dict[str, int]
    burdens: list[RoleBurden]
    overruled: int


def effect_of(unit: UnitRef, bundle: Bundle, level: str, day: dt.date) -> Effect:
    """Work out what a bundle would change for a unit and all below it on a day."""
    asked = tightenings_of(unit.id, [line.as_json() for line in bundle.lines])
    after = policies.list_kind_plans(day, more=asked)
    alike = {(plan.prefix, kind): plan for plan in policies.list_kind_plans(day) for kind in plan.kinds or [""]}
    measured = any("checks.temperature_sessions" in one.values for one in asked)
    paths = [(plan.prefix, plan.kinds) for plan in after]
    cells = [
        Cell(one, _before(after[one.place], alike).values, after[one.place].values)
        for one in orgs.count_classes(paths, under=unit.territory_path, day=day, with_pupils=measured)
    ]
    costs = burden.cost_of(SESSIONS.values(), policies.chain_of(unit.territory_path), day=day)
    seconds = {session: costs[code].seconds for session, code in SESSIONS.items()}
    counts = orgs.count_below([unit.territory_path], day)[unit.territory_path]
    overruled = [one for one in list_below(unit, day) if is_weaker(one.level, level) and one.starts_on <= day]
    return Effect(counts, burden_of(cells, DUTIES, seconds), len({one.unit_id for one in overruled}))


def _before(plan: policies.Plan, alike: dict[tuple[str, str], policies.Plan]) -> policies.Plan:
    """Find the plan that holds today for the schools of one that is to hold: by longest path, by kind first."""
    kind, prefix = min(plan.kinds, default=""), plan.prefix
    while True:
        found = alike.get((prefix, kind)) or alike.get((prefix, ""))
        if found is not None:
            return found
        prefix = prefix.rstrip("/").rpartition("/")[0] + "/"
