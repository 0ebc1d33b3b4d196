"""Who meets what at the checks: groups report, the school looks and waives."""

from sizao.core.ids import new_id
from sizao.detect.checks import services
from sizao.detect.checks.models import CheckEntry, HealthCheck
from sizao.detect.checks.rules import Check, Entry
from sizao.registry.places import services as places
from sizao.registry.places.services import NewPlace, PlaceWords
from tests.access.rules import group, holders, row, school
from tests.access.world import JOB, Sample, World


def _check(world: World, unit) -> Sample:
    """Let a group report one pupil with a fever, the second one absent."""
    found = HealthCheck.objects.whole_tree(reason="sweep").filter(group_id=unit.id).first()
    if found is None:
        services.open_slots(actor=JOB, now=world.now, day=world.day)
        people = world.group(unit).people
        entries = (Entry(people[0], symptoms=("COUGH",)), Entry(people[1], presence="ABSENT", absence_reason="PRIVATE"))
        check = Check(new_id(world.now), unit.school_id, unit.id, world.day, "MORNING", entries=entries)
        services.submit_one(actor=JOB, now=world.now, check=check)
        found = HealthCheck.objects.whole_tree(reason="sweep").get(group_id=unit.id)
    return Sample({"school_id": unit.school_id, "check_id": found.id})


def _to_send(world: World, unit) -> Sample:
    check = {
        "id": new_id(world.now), "school_id": unit.school_id, "group_id": unit.id, "day": world.day, "session": "NOON"
    }  # fmt: skip
    return Sample(body=check)


def _reports(world: World, unit) -> Sample:
    group = next(unit for unit in world.places("group"))
    return Sample(body=[_to_send(world, group).body])


def _entry(world: World, unit) -> Sample:
    group = world.units[world.first_group(unit).id]
    _check(world, group)
    found = CheckEntry.objects.whole_tree(reason="sweep").filter(school_id=unit.id).first()
    return Sample({"entry_id": found.id})


def _assessment(world: World, unit) -> Sample:
    values = _entry(world, unit).values
    return Sample(body={"school_id": unit.id, "day": world.day, "verdict": "CONFIRMED", **values})


def _waiver(world: World, unit) -> Sample:
    body = {"group_id": unit.id, "day": world.day, "sessions": ["NOON"], "reason": "春游"}
    return Sample(body=body)


def _dormitory(world: World, unit) -> Sample:
    """Build a dormitory that the school itself runs."""
    building, floor = new_id(world.now), new_id(world.now)
    rooms = [
        NewPlace("BUILDING", PlaceWords("三号楼"), building),
        NewPlace("FLOOR", PlaceWords("1层", parent_id=building), floor),
        NewPlace("DORM_ROOM", PlaceWords("101", parent_id=floor, capacity=8)),
    ]
    places.add_places(actor=JOB, now=world.now, school_id=unit.id, places=rooms)
    return Sample({"key": f"{unit.id}~{building}"})


def _reports_there(actor, unit) -> bool:
    """Whoever reports for a group of the school sees that group's part of its board."""
    return any(grant.unit.school_id == unit.school_id for grant in actor.grants_for("checks.view"))


CHECK = group("checks.submit")
WAIVER = {"sessions": "MORNING", "reason": "春游"}

ROUTES = {
    "checks:board": holders("checks.board").but(in_school=True),
    "checks:board_day": school("checks.board"),
    "checks:waive": row("group of a school", "checks.waive").but(body=WAIVER),
    "checks:unwaive": row("group of a school", "checks.waive").but(body=WAIVER),
    "checks:entries": school("checks.view_entries"),
    "checks:assess": row("entry", "checks.assess", at="school"),
    "checks:check": CHECK,
    "checks:withdraw": group("checks.submit"),
    "checks:arrived": row("person of a group", "checks.submit"),
    "api:checks_assess_entry": row("assessment", "checks.assess", at="school"),
    "api:checks_waive_slots": row("waiver", "checks.waive"),
    "api:checks_unwaive_slots": group("checks.waive"),
    "api:checks_get_board": row("board", "checks.view", at="school").but(opens=_reports_there),
    "api:checks_submit_checks": row("check to send", "checks.submit"),
    "api:checks_list_questions": row("board", "checks.view_entries"),
    "api:checks_get_check": row("check", "checks.view"),
    "checks:dorm": row("dormitory", "checks.view_entries", at="school"),
    "api:checks_submit_all": holders("checks.submit").but(sample="reports to send"),
    "api:checks_list_entries": row("check", "checks.view_entries"),
}

SAMPLES = {
    "group of a school": lambda world, unit: Sample({"school_id": unit.school_id, "group_id": unit.id}),
    "person of a group": lambda world, unit: Sample({"person_id": world.group(unit).people[1]}),
    "check": _check,
    "check to send": _to_send,
    "entry": _entry,
    "assessment": _assessment,
    "dormitory": _dormitory,
    "reports to send": _reports,
    "waiver": _waiver,
    "board": lambda world, unit: Sample(query={"school_id": unit.key, "group_id": unit.id, "day": world.day}),
}
