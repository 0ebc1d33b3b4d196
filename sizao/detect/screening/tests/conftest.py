"""A school morning in which guardians write before the class reports."""

import datetime as dt

import pytest

from sizao.core.actor import Actor
from sizao.core.ids import new_id
from sizao.detect.checks import services as checks
from sizao.detect.screening import services
from sizao.detect.screening.rules import SelfReport

JOB = Actor.system("test")


@pytest.fixture
def slots(cast, now, db):
    """The morning check is open."""
    checks.open_slots(actor=JOB, now=now, day=now.date())


@pytest.fixture
def child(cast):
    """The child of `guardian`, first of the first class."""
    return cast.school.classes[0].people[0]


@pytest.fixture
def message(cast, now, child):
    """Write the guardian's message about the child, with changes."""

    def write(**changes) -> SelfReport:
        values = {
            "id": new_id(now), "school_id": cast.school.id, "person_id": child, "day": now.date(),
            "leave": "ILLNESS", "symptoms": ("FEVER", "COUGH"), "onset_date": now.date() - dt.timedelta(days=1),
            "seen_doctor": True,
        }  # fmt: skip
        return SelfReport(**{**values, **changes})

    return write


@pytest.fixture
def send(cast, now, message):
    """Send a message as someone of the cast and give its id."""

    def run(who: str = "guardian", at: dt.datetime = now, **changes):
        return services.send_report(actor=cast.actor(who, now), now=at, report=message(**changes))

    return run
