"""Set key dates as the machine, as of the fixture `now`."""

import datetime as dt

import pytest

from sizao.core.actor import Actor
from sizao.prepare.plans import services
from sizao.prepare.plans.rules import NewDate

JOB = Actor.system("test")


@pytest.fixture
def new(now):
    """Write a key date in so many days, with changes."""

    def write(days: int = 12, **changes) -> NewDate:
        values = {
            "kind": "TERM_START", "name": "开学", "day": now.date() + dt.timedelta(days=days),
            "audience": ("HOMEROOM_TEACHER", "SCHOOL_DOCTOR", "COUNTY_OFFICER"), "lead_days": 14,
        }  # fmt: skip
        return NewDate(**{**values, **changes})

    return write


@pytest.fixture
def put(now, new, db):
    """Set a key date of a unit."""

    def run(unit_id: int, days: int = 12, *, actor: Actor = JOB, **changes):
        return services.set_date(actor=actor, now=now, unit_id=unit_id, new=new(days, **changes))

    return run
