"""What holds for a unit as programs read and set it."""

import json

import pytest

from sizao.demo.cast import CITY, COUNTY

pytestmark = pytest.mark.django_db


def plan_of(client, unit_id, now):
    return client.get(f"/api/v1/policies/plans/{unit_id}/{now.date()}")


def put(client, unit_id, key, **body):
    where = f"/api/v1/policies/values/{unit_id}/{key}"
    return client.put(where, json.dumps(body), content_type="application/json")


def test_plan_names_the_day_and_every_value_with_its_source(signed_in, cast, now):
    plan = plan_of(signed_in("principal"), cast.school.id, now).json()

    values = {one["key"]: one for one in plan["values"]}
    due = values["checks.morning.due"]
    assert plan["verdict"]["is_school_day"] and plan["verdict"]["kind"] == "SCHOOL_DAY"
    assert (due["value"], due["source"], due["tighter"]) == ("10:30", "RTN-AM-SUBMIT", "EARLIER")
    assert due["set_by"] == {"unit_id": None, "unit_name": None, "value": "10:30"}
    assert values["checks.sessions.day_pupil"]["value"] == ["MORNING", "NOON"]


def test_value_set_above_holds_below_and_says_who_set_it(signed_in, cast, now):
    answer = put(signed_in("county"), COUNTY, "checks.morning.due", value="09:30", reason="流感季")
    due = next(
        one
        for one in plan_of(signed_in("principal"), cast.school.id, now).json()["values"]
        if one["key"] == "checks.morning.due"
    )

    assert (answer.status_code, answer.json()["starts_on"]) == (200, "2026-11-23")
    assert (due["value"], due["set_by"]["unit_id"]) == ("09:30", COUNTY)
    assert due["path"] == [{"unit_id": COUNTY, "unit_name": due["set_by"]["unit_name"], "value": "09:30"}]


@pytest.mark.parametrize(
    ("key", "value", "status", "code"),
    [
        ("checks.morning.due", "11:30", 422, "looser_than_above"),
        ("checks.morning.due", "06:00", 422, "slot_never_open"),
        ("checks.morning.due", "25:00", 422, "bad_policy_value"),
        ("checks.morning.due", 7, 422, "bad_policy_value"),
        ("checks.morning.due", "9" * 300, 422, "invalid"),
        ("checks.reminder_minutes", 10**30, 422, "bad_policy_value"),
        ("checks.sessions.day_pupil", ["MORNING"], 422, "looser_than_above"),
        ("checks.nothing", 1, 404, "unknown_policy"),
    ],
)
def test_wrong_value_is_refused(signed_in, key, value, status, code):
    answer = put(signed_in("county"), COUNTY, key, value=value)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("who", "status"),
    [("principal", 200), ("county", 200), ("city", 200), ("neighbor_principal", 404), ("other_county", 404)],
)
def test_plan_is_read_in_ones_jurisdiction(signed_in, cast, now, who, status):
    assert plan_of(signed_in(who), cast.school.id, now).status_code == status


@pytest.mark.parametrize(
    ("who", "unit", "status"),
    [("county", COUNTY, 200), ("city", COUNTY, 200), ("other_county", COUNTY, 404), ("teacher", COUNTY, 404),
     ("inspector", COUNTY, 403), ("county", CITY, 404)],
)  # fmt: skip
def test_value_is_set_by_the_units_own_leaders(signed_in, who, unit, status):
    assert put(signed_in(who), unit, "checks.reminder_minutes", value=20).status_code == status
