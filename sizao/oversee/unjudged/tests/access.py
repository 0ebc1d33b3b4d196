"""Who meets what at concerns that nobody at a school may judge: the office directly above, and nobody else."""

from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.ids import new_id
from sizao.detect.concerns import services
from sizao.detect.concerns.services import NewConcern
from tests.access.rules import holders, row
from tests.access.world import Sample, World

# Someone with a post of their own in each school.
TELLERS = ("teacher", "neighbor", "foreign")


def _concern(world: World, unit: UnitRef) -> Sample:
    who = next(one for one in TELLERS if world.actors[one].grants[0].unit.school_id == unit.id)
    new = NewConcern(new_id(world.now), unit.id, "PERSON", ("RASH",), world.day, name_words="曹轩")
    return Sample({"key": str(services.send_concern(actor=world.actors[who], now=world.now, new=new))})


def _is_next(actor: Actor, unit: UnitRef) -> bool:
    above = unit_by_id(unit.id).territory_path.strip("/").split("/")[-2]
    return any(grant.unit.id == int(above) for grant in actor.grants_for("unjudged.answer"))


# A school with a doctor judges by itself: its concern is not found by the office either.
ANSWERED = row("unjudged concern", "unjudged.answer", at="school").but(when=_is_next, also=(404,))

ROUTES = {
    "unjudged:home": holders("unjudged.answer"),
    "unjudged:concern": ANSWERED,
    "unjudged:close": ANSWERED,
    "unjudged:reopen": ANSWERED,
}

SAMPLES = {"unjudged concern": _concern}
