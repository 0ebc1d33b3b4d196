"""Who meets what at inspections of places: staff read and rectify, health teacher, leaders and offices inspect."""

from sizao.core.converters import KeyedConverter
from sizao.core.ids import new_id
from sizao.oversee.inspections import services
from sizao.oversee.inspections.models import Finding
from sizao.oversee.inspections.rules import items_of
from sizao.oversee.inspections.services import Seen
from sizao.registry.places import services as places
from sizao.registry.places.services import NewPlace, PlaceWords
from tests.access.rules import holders, row
from tests.access.world import JOB, Sample, World


def _place(world: World, unit, name: str = "阅览室") -> Sample:
    key = new_id(world.now)
    made = [NewPlace("LIBRARY", PlaceWords(name), key)]
    places.add_places(actor=JOB, now=world.now, school_id=unit.id, places=made)
    return Sample({"key": f"{unit.id}~{key}"})


def _finding(world: World, unit) -> Sample:
    sample = _place(world, unit, "资料室")
    answers = {one.code: "GOOD" for one in items_of("LIBRARY")} | {"CLEAN": "BAD"}
    key = KeyedConverter().to_python(sample.values["key"])
    services.inspect_place(actor=JOB, now=world.now, key=key, seen=Seen(answers, {"CLEAN": "有积水"}))
    found = Finding.objects.whole_tree(reason="a sample").filter(school_id=unit.id).latest("found_at")
    return Sample({"key": f"{unit.id}~{found.id}"})


ROUTES = {
    "inspections:home": holders("inspections.view"),
    "inspections:place": row("inspected place", "inspections.view", at="school"),
    "inspections:inspect": row("inspected place", "inspections.inspect", at="school"),
    "inspections:finding": row("finding", "inspections.view", at="school"),
}

SAMPLES = {"inspected place": _place, "finding": _finding}
