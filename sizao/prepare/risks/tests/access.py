"""Who meets what at risk points: schools and counties keep their own, offices read what is below."""

import datetime as dt

from sizao.core.actor import Actor, UnitRef
from sizao.prepare.risks import services
from sizao.prepare.risks.rules import KEEPERS, OWNERS, NewPoint
from tests.access.rules import holders, row, unit
from tests.access.world import JOB, Sample, World


def _point(world: World, unit: UnitRef) -> Sample | None:
    """Put a point on a register; units that keep none have none to show."""
    if unit.level not in KEEPERS:
        return None
    review = world.day + dt.timedelta(days=20)
    new = NewPoint("饮水机滤芯过期", "FOOD_WATER", 3, 4, "每月更换并登记", OWNERS[unit.level][0], review)
    made = services.add_point(actor=JOB, now=world.now, unit_id=unit.id, new=new)
    return Sample({"key": f"{unit.id}~{made.id}", "move": "control"})


def _is_its_own(actor: Actor, unit: UnitRef | None) -> bool:
    """Tell whether somebody keeps the register of the very unit, not only stands above it."""
    return unit is None or (unit.level in KEEPERS and unit.id in actor.held_in("risks.keep"))


ROUTES = {
    "risks:home": holders("risks.view"),
    "risks:unit": unit("risks.view"),
    "risks:new": unit("risks.keep").but(when=_is_its_own),
    "risks:point": row("risk point", "risks.view", at="unit"),
    "risks:review": row("risk point", "risks.keep", at="unit").but(when=_is_its_own),
    "risks:act": row("risk point", "risks.keep", at="unit").but(when=_is_its_own, body={"reason": "滤芯已换"}),
}

SAMPLES = {"risk point": _point}
