"""Who meets what at journeys: families their own, classes theirs, schools by name, offices numbers alone."""

import datetime as dt

from sizao.detect.journeys import queries, services
from sizao.detect.journeys.rules import DAY, NewAnswer, NewCollection, NewStay
from sizao.detect.journeys.rules.risks import NewRisk
from tests.access.rules import everyone, holders, office, row, school, unit
from tests.access.world import JOB, Sample, World

ANY = ("journeys.answer", "journeys.answer_class", "journeys.answer_self")


def _collection(world: World, unit_id: int) -> int:
    """Open a collection of the province once; it asks everywhere."""
    day = world.day
    place = world.actors["province"].acting_unit
    found = queries.list_coming(place, day)
    if found:
        return found[0].id
    new = NewCollection("HOLIDAY", "寒假去向", day - DAY, day + dt.timedelta(days=10), day + dt.timedelta(days=10))
    return services.open_collection(actor=JOB, now=world.now, unit_id=place.id, new=new).id


def _asked(world: World, unit) -> Sample:
    return Sample({"collection_id": _collection(world, unit.id)})


def _own_collection(world: World, unit) -> Sample:
    """A collection that the unit itself opened, each about days of its own."""
    first = world.day + dt.timedelta(days=20 + 3 * list(world.units).index(unit.id))
    new = NewCollection("RETURN", "返校前行程", first, first + DAY, first + DAY)
    row = services.open_collection(actor=JOB, now=world.now, unit_id=unit.id, new=new)
    return Sample({"collection_id": row.id})


def _person(world: World, unit) -> Sample:
    key = f"{unit.key}~{world.group(unit).people[2]}"
    return Sample({"key": key, "collection_id": _collection(world, unit.id)})


def _answer(world: World, unit) -> Sample:
    """Let whoever answers for a class say that someone of it is in two places."""
    who = next(one for one in world.actors.values() if unit.id in one.held_in("journeys.answer_class"))
    end = world.day + DAY
    key = services.give_answer(
        actor=who, now=world.now, collection_id=_collection(world, unit.id), school_id=unit.key,
        person_id=world.group(unit).people[2],
        answer=NewAnswer("AWAY", (NewStay("430181", world.day - DAY, end), NewStay("430182", world.day, end))),
    )  # fmt: skip
    said, _ = queries.get_answer(who, key)
    return Sample({"key": str(key), "part_id": said.stays[0].id})


def _risk(world: World, unit) -> Sample:
    new = NewRisk("430181", "HIGH", "公告", world.day - DAY * 3)
    return Sample({"risk_id": services.list_risk(actor=JOB, now=world.now, unit_id=unit.id, new=new).id})


def _touched(world: World, unit) -> Sample | None:
    """Someone of the first school who was in an area at risk."""
    if unit.id != world.cast.school.id:
        return None
    said = world.made["answer of someone", world.cast.school.classes[0].id]
    risk = world.made["area at risk", world.actors["county"].acting_unit.id]
    assert said is not None and risk is not None
    values = {"key": said.values["key"], "risk_id": risk.values["risk_id"]}
    return Sample(values, body={"outcome": "NO_MEASURE", "reason": "没有下车"})


def _is_staff(actor, place) -> bool:
    """Staff with a post outside departments are asked by their accounts."""
    return place.school_id in queries.schools_of_self(actor)


OF_STAFF = row("collection that asks", "journeys.answer_self", at="school").but(opens=_is_staff, in_school=True)
OF_ANSWER = row("answer of someone", "journeys.answer_class")

ROUTES = {
    "journeys:home": holders("journeys.view"),
    "journeys:mine": holders(*ANY),
    "journeys:areas": everyone,
    "journeys:unit": unit("journeys.view"),
    "journeys:new": unit("journeys.open"),
    "journeys:at": row("collection that asks", "journeys.count", at="unit"),
    "journeys:withdraw": row("collection of a unit", "journeys.open", at="unit"),
    "journeys:export": row("collection that asks", "journeys.export", at="school"),
    "journeys:group": row("collection that asks", "journeys.answer_class", at="group"),
    "journeys:local": row("collection that asks", "journeys.answer_class", at="group"),
    "journeys:person": row("someone of a class", "journeys.answer_class"),
    "journeys:own": row("collection that asks", "journeys.answer_self", at="school").but(
        opens=_is_staff, in_school=True
    ),
    "journeys:answer": OF_ANSWER,
    "journeys:new_stay": OF_ANSWER,
    "journeys:new_trip": OF_ANSWER,
    "journeys:drop": OF_ANSWER,
    "journeys:risks": unit("journeys.view"),
    "journeys:new_risk": office("journeys.list_risks"),
    "journeys:risk": row("area at risk", "journeys.list_risks", at="office"),
    "journeys:withdraw_risk": row("area at risk", "journeys.list_risks", at="office"),
    "journeys:touched": school("journeys.follow"),
    "journeys:decide": row("someone who was there", "journeys.follow", at="school"),
}

SAMPLES = {
    "collection that asks": _asked,
    "collection of a unit": _own_collection,
    "someone of a class": _person,
    "answer of someone": _answer,
    "area at risk": _risk,
    "someone who was there": _touched,
}
