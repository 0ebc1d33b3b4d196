"""What rules and detectors were worth: shares of those decided, only with enough of them, to those who steer."""

import uuid

import pytest

from sizao.detect.signals import queries
from sizao.detect.signals.models import Signal

pytestmark = pytest.mark.django_db
AREA = {"county_id": 430_102, "city_id": 430_100, "province_id": 430_000}


def decided(cast, now, rule: str, state: str, count: int, origin: str = "RULE", school=None) -> None:
    Signal.objects.bulk_create([
        Signal(
            school_id=(school or cast.school).id, id=uuid.uuid4(), origin=origin, name=str(uuid.uuid4()), event="e",
            opens_event=True, rule=rule, kind="CLUSTER", unit_scope="CLASS", unit_code="1", case_count=3,
            latest_count=3, crossing_date=now.date(), detected_at=now, updated_at=now, visible_at=now, state=state,
            state_since=now, **AREA,
        )
        for _ in range(count)
    ])  # fmt: skip


def test_share_is_of_those_somebody_decided(cast, now):
    decided(cast, now, "A", "CONFIRMED", 3)
    decided(cast, now, "A", "HANDED", 1)
    decided(cast, now, "A", "DISMISSED", 2)
    decided(cast, now, "A", "NEW", 4)
    decided(cast, now, "A", "REVOKED", 5)

    (one,) = queries.list_worth(cast.actor("county", now), now)
    assert (one.true, one.decided, one.waiting, one.undecided) == (4, 6, 4, 5)


def test_few_are_a_fraction_and_many_a_percentage(cast, now, signed_in):
    decided(cast, now, "A", "CONFIRMED", 4)
    decided(cast, now, "A", "DISMISSED", 15)
    decided(cast, now, "TREE-SCAN", "CONFIRMED", 15, "STATISTIC")
    decided(cast, now, "TREE-SCAN", "DISMISSED", 5, "STATISTIC")
    page = signed_in("county").get("/signals/worth/").content.decode()

    assert "4/19" in page and "21.1%" not in page
    assert "75.0%（15/20）" in page and "区域扫描" in page


def test_reporter_sees_the_own_school_alone(cast, now, signed_in):
    decided(cast, now, "MINE", "CONFIRMED", 1)
    decided(cast, now, "THEIRS", "CONFIRMED", 1, school=cast.neighbor_school)
    page = signed_in("reporter").get("/signals/worth/").content.decode()

    assert "MINE" in page and "THEIRS" not in page


@pytest.mark.parametrize("who", ["teacher", "doctor", "guardian"])
def test_others_may_not_see_it(who, signed_in):
    assert signed_in(who).get("/signals/worth/").status_code == 403
    assert "/signals/worth/" not in signed_in("doctor").get("/signals/").content.decode()


def test_offices_find_it_on_the_list(signed_in):
    assert "/signals/worth/" in signed_in("county").get("/signals/").content.decode()


def test_page_without_signals_says_what_will_stand_there(signed_in):
    assert "还没有信号" in signed_in("city").get("/signals/worth/").content.decode()


def test_page_costs_the_same_whatever_there_is(cast, now, signed_in, django_assert_max_num_queries):
    for number in range(30):
        decided(cast, now, f"R{number}", "CONFIRMED", 1)
    browser = signed_in("county")

    with django_assert_max_num_queries(9):
        browser.get("/signals/worth/")
