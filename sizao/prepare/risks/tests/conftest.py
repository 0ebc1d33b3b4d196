"""Put risk points on registers as the machine, as of the fixture `now`."""

import datetime as dt

import pytest

from sizao.core.actor import Actor
from sizao.prepare.risks import services
from sizao.prepare.risks.rules import OWNERS, NewPoint

JOB = Actor.system("test")


@pytest.fixture
def new(now):
    """Write a risk point, with changes."""

    def write(level: str = "SCHOOL", **changes) -> NewPoint:
        values = {
            "title": "饮水机滤芯过期", "kind": "FOOD_WATER", "likelihood": 3, "impact": 4, "measure": "每月更换并登记",
            "owner": OWNERS[level][0], "review_on": now.date() + dt.timedelta(days=30),
        }  # fmt: skip
        return NewPoint(**{**values, **changes})

    return write


@pytest.fixture
def put(now, new, db):
    """Put a risk point on the register of a unit."""

    def run(unit_id: int, *, actor: Actor = JOB, level: str = "SCHOOL", at=None, **changes):
        return services.add_point(actor=actor, now=at or now, unit_id=unit_id, new=new(level, **changes))

    return run
