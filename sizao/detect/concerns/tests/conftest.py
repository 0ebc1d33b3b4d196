"""A school morning in which people tell what they saw."""

import dataclasses
import datetime as dt

import pytest

from sizao.core.actor import Actor
from sizao.core.ids import new_id
from sizao.detect.checks import services as checks
from sizao.detect.concerns import services
from sizao.detect.concerns.models import Concern
from sizao.detect.concerns.rules import NewConcern

JOB = Actor.system("test")


@pytest.fixture
def slots(cast, now, db):
    """The morning check is open."""
    checks.open_slots(actor=JOB, now=now, day=now.date())


@pytest.fixture
def said(cast, now):
    """Write what a guardian saw of a pupil of another class, with changes."""

    def write(**changes) -> NewConcern:
        concern = NewConcern(new_id(now), cast.school.id, "PERSON", ("FEVER", "COUGH"), now.date())
        return dataclasses.replace(concern, **{"class_words": "三2班", "name_words": "曹轩", **changes})

    return write


@pytest.fixture
def tell(cast, now, said):
    """Tell something as one of the cast and give its key."""

    def run(who: str = "guardian", *, at: dt.datetime | None = None, **changes):
        return services.send_concern(actor=cast.actor(who, now), now=at or now, new=said(**changes))

    return run


@pytest.fixture
def judge(cast, now):
    """Run one of the doctor's use cases on a concern."""

    def run(name: str, key, *, who: str = "doctor", at: dt.datetime | None = None, **more):
        return getattr(services, name)(actor=cast.actor(who, now), now=at or now, key=key, **more)

    return run


@pytest.fixture
def taken(tell, judge):
    """Tell something and let the doctor take it."""

    def run(who: str = "guardian", **changes):
        key = tell(who, **changes)
        judge("take_concern", key)
        return key

    return run


@pytest.fixture
def asked(cast, taken, judge):
    """Tell something about a pupil of the second class, and let the doctor ask the class."""

    def run(**changes):
        key = taken(**changes)
        judge("match_person", key, person_id=cast.school.classes[1].people[1])
        judge("ask_class", key, symptoms=("FEVER",))
        return key

    return run


def read(key) -> Concern:
    """Give the row as it stands."""
    return Concern.objects.whole_tree(reason="test").get(school_id=key.school_id, id=key.id)
