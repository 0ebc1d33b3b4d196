"""Who meets what at places: offices look, the school and those who run it keep them."""

from django.core.files.uploadedfile import SimpleUploadedFile

from sizao.core.ids import new_id
from sizao.registry.places import services
from sizao.registry.places.services import NewPlace, PlaceWords
from tests.access.rules import holders, row, school
from tests.access.world import JOB, Sample, World


def _room(world: World, unit) -> Sample:
    """Build a room of a floor of a building, with what is to be done in it."""
    building, floor, room = (new_id(world.now) for _ in range(3))
    places = [
        NewPlace("BUILDING", PlaceWords("一号楼"), building),
        NewPlace("FLOOR", PlaceWords("1层", parent_id=building), floor),
        NewPlace("DORM_ROOM", PlaceWords("101", parent_id=floor, capacity=8), room),
    ]
    services.add_places(actor=JOB, now=world.now, school_id=unit.id, places=places)
    checkpoint = services.add_checkpoint(
        actor=JOB, now=world.now, school_id=unit.id, place_id=room, process="EXAM", text="开窗", role="HEALTH_TEACHER"
    )
    person = world.first_group(unit).people[2]
    return Sample({"key": f"{unit.id}~{room}", "checkpoint_id": checkpoint, "person_id": person})


def _import(world: World, unit) -> Sample:
    upload = SimpleUploadedFile("宿舍.csv", "楼栋,楼层,房间,床位,姓名,班级\n二号楼,1层,201,4,,\n".encode("utf-8-sig"))
    made = services.start_import(actor=JOB, now=world.now, school_id=unit.id, upload=upload, effective_on=world.day)
    return Sample({"key": f"{unit.id}~{made}"})


def _looks(actor, unit) -> bool:
    """Whoever keeps a place has to be one who may look at it."""
    return actor.may("places.view", unit)


PLACE = row("room", "places.view", at="school")
KEPT = row("room", "places.manage", at="school").but(when=_looks)
HOUSED = row("room", "roster.edit", at="school").but(when=_looks)
IMPORT = row("room import", "roster.edit", at="school").but(in_school=True)

ROUTES = {
    "places:home": holders("places.view").but(also=(404,)),  # offices name a school
    "places:place": PLACE,
    "places:edit": KEPT,
    "places:retire": KEPT,
    "places:new_checkpoint": KEPT,
    "places:retire_checkpoint": KEPT,
    "places:house": HOUSED,
    "places:unhouse": HOUSED.but(also=(404,)),  # nobody lives there
    "places:new": school("places.manage"),
    "places:labels": school("places.manage"),
    "places:template": school("roster.edit"),
    "places:export": school("roster.export"),
    "places:imports": school("roster.edit"),
    "places:import": IMPORT,
    "places:import_commit": IMPORT,
    "places:import_undo": IMPORT,
    "places:import_discard": IMPORT,
}

SAMPLES = {"room": _room, "room import": _import}
