"""What is asked of teachers: measured where enough was, estimated else, for everyone it concerns."""

import datetime as dt

import pytest

from sizao.core.actor import Actor, unit_by_id
from sizao.core.burden import services as burden
from sizao.core.burden.rules import FEWEST_ENTRIES
from sizao.core.errors import Forbidden, NotVisible
from sizao.detect.checks import services as checks
from sizao.oversee.situation import queries
from sizao.oversee.situation.rules import change_of

pytestmark = pytest.mark.django_db
COUNTY, MONDAY = 430_102, dt.date(2026, 11, 23)
JOB = Actor.system("test")


@pytest.fixture
def monday(cast, now):
    """Five groups of the county are asked once on Monday."""
    checks.open_slots(actor=JOB, now=now, day=now.date())
    while checks.fold(actor=JOB, now=now):
        pass


def entered(cast, now, times: int, seconds: float = 11) -> None:
    group = unit_by_id(cast.school.classes[0].id)
    stamped = burden.stamp("checks.MORNING", group, now=now)
    for _ in range(times):
        burden.note(stamped, role="HOMEROOM_TEACHER", now=now + dt.timedelta(seconds=seconds))


def published(cast, now, who: str, unit_id: int) -> queries.Published:
    return queries.get_burden(cast.actor(who, now), unit=unit_by_id(unit_id), today=MONDAY + dt.timedelta(days=1))


def test_unmeasured_burden_is_an_estimate(cast, now, monday):
    found = published(cast, now, "county", COUNTY)

    assert found.weeks[MONDAY].minutes_per_teacher == pytest.approx(0.5)
    assert not found.weeks[MONDAY].is_measured
    assert found.forms == ()


def test_county_with_enough_entries_is_measured_and_a_small_school_is_not(cast, now, monday):
    entered(cast, now, FEWEST_ENTRIES)
    found = published(cast, now, "county", COUNTY)

    assert found.weeks[MONDAY].is_measured
    assert found.weeks[MONDAY].minutes_per_teacher == pytest.approx(11 * FEWEST_ENTRIES / 60 / 5)
    assert [(one.ask, one.entries) for one in found.forms] == [("checks.MORNING", FEWEST_ENTRIES)]
    assert not any(one.is_measured for _line, one in found.below)


def test_teacher_reads_what_the_own_school_asks_and_nothing_else(cast, now, monday):
    assert published(cast, now, "teacher", cast.school.id).weeks
    with pytest.raises(NotVisible):
        published(cast, now, "teacher", cast.neighbor_school.id)
    with pytest.raises((NotVisible, Forbidden)):
        published(cast, now, "teacher", COUNTY)
    with pytest.raises(NotVisible):
        published(cast, now, "other_county", COUNTY)


@pytest.mark.parametrize(
    ("minutes", "change"), [([], None), ([1.0], None), ([1.0, None, 1.5], 0.5), ([2.0, 1.0], -1.0)]
)
def test_change_steps_over_weeks_without_school(minutes, change):
    assert change_of(minutes) == change


def test_page_says_minutes_basis_and_how_it_is_measured(cast, now, monday, signed_in, monkeypatch):
    monkeypatch.setattr("sizao.core.clock.now", lambda: now + dt.timedelta(days=1))
    page = signed_in("county").get(f"/situation/burden/{COUNTY}/").content.decode()

    assert "0.5分钟" in page
    assert "估算" in page
    assert "育英小学" in page
    assert signed_in("teacher").get("/situation/burden/", follow=True).status_code == 200
    assert signed_in("other_county").get(f"/situation/burden/{COUNTY}/").status_code == 404
