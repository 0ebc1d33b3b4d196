"""Who meets what at hygiene: keepers record what they reach, health teacher and leaders plan, offices read."""

from sizao.core.ids import new_id
from sizao.prepare.hygiene import services
from sizao.prepare.hygiene.rules import Numbers
from sizao.prepare.hygiene.services import Wanted
from sizao.registry.places import services as places
from sizao.registry.places.services import NewPlace, PlaceWords
from tests.access.rules import holders, row, school, unit
from tests.access.world import JOB, Sample, World


def _line(world: World, where) -> Sample:
    wanted = Wanted("LIBRARY", work="CLEANING", what="书架除尘", numbers=Numbers(1))
    made = services.set_line(actor=JOB, now=world.now, school_id=where.id, wanted=wanted)
    return Sample({"school_id": where.id, "setting_id": made, "code": "VENT"})


def _place(world: World, where) -> Sample:
    key = new_id(world.now)
    made = [NewPlace("LIBRARY", PlaceWords("图书馆"), key)]
    places.add_places(actor=JOB, now=world.now, school_id=where.id, places=made)
    return Sample({"key": f"{where.id}~{key}"})


PLACE = row("hygiene place", "hygiene.view", at="school")
RECORDED = row("hygiene place", "hygiene.record", at="school").but(in_school=True)

ROUTES = {
    "hygiene:home": holders("hygiene.view").but(also=(404,)),  # offices keep no places
    "hygiene:place": PLACE,
    "hygiene:done": RECORDED,
    "hygiene:exception": RECORDED,
    # The id is a place's, not a record's: whoever may record is told that there is none.
    "hygiene:take_back": RECORDED.but(also=(404,)),
    "hygiene:board": school("hygiene.board"),
    "hygiene:week": school("hygiene.board"),
    "hygiene:register": row("hygiene month", "hygiene.board", at="school"),
    "hygiene:office": unit("hygiene.board"),
    "hygiene:plan": school("hygiene.board"),
    "hygiene:new_line": school("hygiene.plan"),
    "hygiene:line": row("plan line", "hygiene.plan", at="school"),
    "hygiene:retire_line": row("plan line", "hygiene.plan", at="school"),
}


def _month(world: World, where) -> Sample:
    return Sample({"school_id": where.id, "year": world.day.year, "month": world.day.month})


SAMPLES = {"plan line": _line, "hygiene place": _place, "hygiene month": _month}
