"""A winter holiday: the county asks, families answer, an area comes to be at risk."""

import datetime as dt

import pytest

from sizao.core import dispatch
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.demo.cast import COUNTY
from sizao.detect.journeys import services
from sizao.detect.journeys.rules import NewAnswer, NewCollection, NewStay, NewTrip
from sizao.detect.journeys.rules.risks import NewRisk

JOB = Actor.system("test")
LIUYANG, BEIJING_CHAOYANG = "430181", "110105"


@pytest.fixture
def tell(now):
    """Deliver what was announced."""
    return lambda at=now: dispatch.dispatch(now=at)


@pytest.fixture
def collect(now):
    """Open a collection of a unit about the days around `now`; back at school in so many days."""

    def run(unit_id: int = COUNTY, *, kind: str = "HOLIDAY", first: int = -10, days: int = 20, actor=JOB, at=now):
        start = now.date() + dt.timedelta(days=first)
        end = start + dt.timedelta(days=days)
        new = NewCollection(kind, "寒假去向", start, end, end)
        return services.open_collection(actor=actor, now=at, unit_id=unit_id, new=new)

    return run


@pytest.fixture
def child(cast):
    """The child of `guardian`, first of the first class."""
    return cast.school.classes[0].people[0]


@pytest.fixture
def away(now):
    """Say that someone was away from so many days ago until so many days ago, with the train there."""

    def write(area: str = LIUYANG, first: int = 8, latest: int = 3, street: str = "", place: str = "") -> NewAnswer:
        start, end = now.date() - dt.timedelta(days=first), now.date() - dt.timedelta(days=latest - 1)
        trip = NewTrip("430102", area, start, start, "TRAIN", "G6113 05车12A")
        return NewAnswer("AWAY", (NewStay(area, start, end, street, place),), (trip,))

    return write


@pytest.fixture
def say(cast, now, child):
    """Answer as one of the cast, by default the guardian for the child."""

    def run(row, answer=None, *, who: str = "guardian", person_id=child, school_id: int | None = None, at=now) -> Key:
        return services.give_answer(
            actor=cast.actor(who, now), now=at, collection_id=row.id, school_id=school_id or cast.school.id,
            person_id=person_id, answer=answer or NewAnswer("LOCAL"),
        )  # fmt: skip

    return run


@pytest.fixture
def risk(now):
    """List an area at risk since so many days ago."""

    def run(code: str = LIUYANG, unit_id: int = COUNTY, first: int = 20, latest: int | None = None, actor=JOB):
        today = now.date()
        end = today - dt.timedelta(days=latest - 1) if latest is not None else None
        new = NewRisk(code, "HIGH", "县疾控公告", today - dt.timedelta(days=first), end)
        return services.list_risk(actor=actor, now=now, unit_id=unit_id, new=new)

    return run
