"""A morning of which some groups have reported."""

import pytest

from sizao.core.actor import Actor
from sizao.core.ids import new_id
from sizao.core.notify import queries as notices
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check

JOB = Actor.system("test")


@pytest.fixture
def slots(cast, now):
    """Open the morning."""
    checks.open_slots(actor=JOB, now=now, day=now.date())


@pytest.fixture
def report(cast, now):
    """Let a group of the first school report, and the roll-up follow."""

    def send(number: int, at=None, who: str = "reporter") -> None:
        moment = at or now
        check = Check(new_id(moment), cast.school.id, cast.school.groups[number].id, now.date(), "MORNING")
        checks.submit_one(actor=cast.actor(who, now), now=moment, check=check)
        fold(moment)

    return send


def fold(now) -> None:
    while checks.fold(actor=JOB, now=now):
        pass


@pytest.fixture
def texts(cast, now):
    """Give what stands in someone's inbox."""
    return lambda who: [line.text for line in notices.list_own(cast.actor(who, now))[0]]


@pytest.fixture
def at_time(monkeypatch):
    """Let the pages stand at another moment."""
    return lambda moment: monkeypatch.setattr("sizao.core.clock.now", lambda: moment)
