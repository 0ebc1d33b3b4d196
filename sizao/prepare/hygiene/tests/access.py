"""Who meets what at the plan: the staff and the offices above read it, the health teacher and leaders set it."""

from sizao.prepare.hygiene import services
from sizao.prepare.hygiene.rules import Numbers
from sizao.prepare.hygiene.services import Wanted
from tests.access.rules import holders, row, school
from tests.access.world import JOB, Sample, World


def _line(world: World, unit) -> Sample:
    wanted = Wanted("LIBRARY", work="CLEANING", what="书架除尘", numbers=Numbers(1))
    made = services.set_line(actor=JOB, now=world.now, school_id=unit.id, wanted=wanted)
    return Sample({"school_id": unit.id, "setting_id": made, "code": "VENT"})


ROUTES = {
    "hygiene:home": holders("hygiene.board").but(also=(404,)),  # offices name a school
    "hygiene:plan": school("hygiene.board"),
    "hygiene:new_line": school("hygiene.plan"),
    "hygiene:line": row("plan line", "hygiene.plan", at="school"),
    "hygiene:retire_line": row("plan line", "hygiene.plan", at="school"),
}

SAMPLES = {"plan line": _line}
