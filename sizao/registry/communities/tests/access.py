"""Who meets what at communities: a school keeps its own link and matters, its county reads them."""

import datetime as dt

from sizao.core.actor import Actor, UnitRef
from sizao.registry.communities import services
from sizao.registry.communities.services import NewLink, NewMatter
from tests.access.rules import holders, office, row, school
from tests.access.world import JOB, Sample, World

LINK = NewLink("430102001002", "学府社区", "田主任", "社区主任", "13755550900", "学府卫生服务中心", "0731-55550901")


def _matter(world: World, unit: UnitRef) -> Sample:
    place = {"actor": JOB, "now": world.now, "school_id": unit.id}
    services.set_link(**place, new=LINK)
    new = NewMatter("ENVIRONMENT", "清理校门口的积水", world.day + dt.timedelta(days=5))
    return Sample({"key": f"{unit.id}~{services.ask_community(**place, new=new).id}"})


def _keeps(actor: Actor, unit: UnitRef | None) -> bool:
    """Tell whether somebody keeps this very school's link, not only stands above it."""
    return unit is None or unit.id in actor.held_in("communities.keep")


def _is_county(_actor: Actor, unit: UnitRef | None) -> bool:
    return unit is None or unit.level == "COUNTY"


ROUTES = {
    "communities:home": holders("communities.view").but(also=(404,)),
    "communities:county": office("communities.view").but(when=_is_county),
    "communities:school": school("communities.view"),
    "communities:edit": school("communities.keep").but(when=_keeps),
    "communities:phone": school("communities.keep").but(when=_keeps),
    "communities:new": school("communities.keep").but(when=_keeps),
    "communities:matter": row("joint matter", "communities.view", at="school"),
    "communities:answer": row("joint matter", "communities.keep", at="school").but(when=_keeps),
    "communities:withdraw": row("joint matter", "communities.keep", at="school").but(when=_keeps),
}

SAMPLES = {"joint matter": _matter}
