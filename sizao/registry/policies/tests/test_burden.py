"""What a session costs is known before it is switched on."""

import pytest

from sizao.registry.policies import queries, services

pytestmark = pytest.mark.django_db
COUNTY = 430_102
DAY_PUPIL = "checks.sessions.day_pupil"


def asked(load) -> dict[str, int]:
    return {one.cost.ask.removeprefix("checks."): one.groups for one in load.asked}


def test_day_as_it_is_asks_every_group_by_what_holds_for_it(cast, now):
    change = queries.estimate_slots(COUNTY, {}, now.date())

    assert asked(change.before) == {"MORNING": 5, "NOON": 5, "EVENING": 4}
    assert change.before == change.after
    assert change.before.burden_seconds == pytest.approx(30 * 14 / 5)


def test_added_session_shows_what_it_would_cost(cast, now):
    change = queries.estimate_slots(COUNTY, {DAY_PUPIL: frozenset({"MORNING", "NOON", "EVENING"})}, now.date())

    assert asked(change.after)["EVENING"] == 5
    assert change.added_seconds == pytest.approx(30 * 1 / 5)
    assert not change.after.is_measured


def test_school_that_already_asks_more_adds_nothing(cast, now):
    services.set_value(
        actor=cast.actor("neighbor_principal", now), now=now, unit_id=cast.neighbor_school.id, key=DAY_PUPIL,
        value=["MORNING", "NOON", "EVENING"], starts_on=now.date(),
    )  # fmt: skip
    change = queries.estimate_slots(COUNTY, {DAY_PUPIL: frozenset({"MORNING", "NOON", "EVENING"})}, now.date())

    assert change.added_seconds == 0


def test_estimate_takes_a_fixed_number_of_queries(cast, now, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):
        queries.estimate_slots(COUNTY, {DAY_PUPIL: frozenset({"MORNING"})}, now.date())


def test_page_shows_the_cost_before_a_session_is_added(cast, now, signed_in):
    typed = {
        "value": ["MORNING", "NOON", "EVENING"],
        "starts_on": f"{now:%Y-%m-%d}",
        "reason": "流感",
        "step": "preview",
    }
    page = signed_in("county").post(f"/policies/{COUNTY}/{DAY_PUPIL}/", typed).content.decode()

    assert "每位老师每天由84秒变为90秒，按估算" in page
