"""Changes of units as programs do them: listed as far as one sees, planned with every wrong field named, withdrawn."""

import datetime as dt
import json

import pytest

from sizao.core.actor import Actor
from sizao.demo.cast import CITY, COUNTY, OTHER_COUNTY
from sizao.registry.changes import services
from sizao.registry.changes.models import UnitChange
from sizao.registry.changes.rules import Plan

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
URL, DAY = "/api/v1/changes", dt.timedelta(days=1)


def post(client, where: str, body: dict):
    return client.post(where, json.dumps(body), content_type="application/json")


def kept():
    return UnitChange.objects.whole_tree(reason="test")


@pytest.fixture
def body(cast, now):
    def write(kind: str, unit_id: int, **more) -> dict:
        day = str(now.date() + DAY)
        return {"kind": kind, "unit_id": unit_id, "starts_on": day, "reason": "湘政函〔2026〕1号", **more}

    return write


@pytest.fixture
def moved(cast, now) -> int:
    asked = Plan("MOVE", cast.school.id, now.date() + DAY, "湘政函1号", OTHER_COUNTY)
    return services.plan_change(actor=JOB, now=now, plan=asked)


def test_all_four_kinds_are_planned_and_read_back(cast, body, signed_in):
    browser, school, neighbor = signed_in("admin"), cast.school.id, cast.neighbor_school.id
    sent = [
        body("RENAME", CITY, name="星城市"),
        body("SPLIT", school, part_ids=[cast.school.classes[2].id] * 2, name="育英北校"),
        body("MOVE", neighbor, target_id=OTHER_COUNTY),
        body("MERGE", cast.foreign_school.id, target_id=school, starts_on="2026-12-24"),
    ]
    for one in sent[:3]:
        answer = post(browser, URL, one)
        assert answer.status_code == 201, answer.content
        made = answer.json()
        assert (made["kind"], made["unit_id"], made["state"]) == (one["kind"], one["unit_id"], "PLANNED")
        assert browser.get(f"{URL}/{made['id']}").json() == made
    listed = browser.get(URL, {"per_page": 2}).json()
    assert (listed["total"], len(listed["items"])) == (3, 2) and listed["next"]
    assert kept().get(kind="SPLIT").part_ids == [cast.school.classes[2].id]
    crossed = post(browser, URL, sent[3]).json()
    assert (crossed["status"], crossed["errors"][0]["field"]) == (422, "unit_id")


def test_applied_change_is_over_and_says_what_it_moved(cast, now, moved, signed_in):
    browser = signed_in("admin")
    services.apply_change(actor=JOB, now=now + DAY, change_id=moved)

    assert browser.get(URL).json()["items"] == []
    (one,) = browser.get(URL, {"planned": "false"}).json()["items"]
    assert (one["state"], one["effect"]["SCHOOL"], one["target_id"]) == ("APPLIED", 1, OTHER_COUNTY)
    late = post(browser, f"{URL}/{moved}/withdraw", {})
    assert (late.status_code, late.json()["code"]) == (409, "change_over")


@pytest.mark.parametrize(
    ("kind", "more", "field"),
    [
        ("RENAME", {}, "name"), ("RENAME", {"name": "新区", "target_id": OTHER_COUNTY}, "target_id"),
        ("RENAME", {"name": "天心区"}, "name"), ("RENAME", {"name": "新区", "code": "999999"}, "code"),
        ("RENAME", {"name": "新区", "starts_on": "2026-11-23"}, "starts_on"),
        ("RENAME", {"name": "新区", "starts_on": "morgen"}, "starts_on"),
        ("RENAME", {"name": "新区", "reason": " "}, "reason"), ("RENAME", {"name": "新" * 81}, "name"),
        ("CLOSE", {}, "kind"), ("MOVE", {}, "target_id"), ("MOVE", {"target_id": CITY}, "target_id"),
        ("MERGE", {"target_id": COUNTY}, "target_id"), ("MERGE", {"target_id": OTHER_COUNTY, "name": "新"}, "name"),
        ("SPLIT", {"name": "新湖区"}, "part_ids"), ("RENAME", {"name": "新区", "short": "新"}, "short"),
    ],
)  # fmt: skip
def test_wrong_field_is_named_and_nothing_is_planned(body, signed_in, kind, more, field):
    answer = post(signed_in("admin"), URL, body(kind, COUNTY, **more))

    assert answer.status_code == 422 and answer.headers["Content-Type"] == "application/problem+json"
    assert [(one["field"], bool(one["reason"])) for one in answer.json()["errors"]] == [(field, True)]
    assert not kept().exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("county", 403), ("principal", 403), ("auditor", 403), ("school_admin", 403), ("teacher", 404),
     ("other_city", 404), ("foreign", 404)],
)  # fmt: skip
def test_only_whoever_runs_a_unit_plans_or_withdraws(cast, body, moved, signed_in, who, status):
    browser = signed_in(who)

    assert post(browser, URL, body("RENAME", cast.school.id, name="新校")).status_code == status
    assert post(browser, f"{URL}/{moved}/withdraw", {}).status_code == status
    assert kept().count() == 1 and kept().get().withdrawn_at is None


@pytest.mark.parametrize(
    ("who", "listed", "read"),
    [("principal", 1, 200), ("county", 1, 200), ("auditor", 1, 200), ("other_county", 0, 200),
     ("neighbor_principal", 0, 404), ("other_city", 0, 404), ("teacher", 403, 404), ("guardian", 403, 404)],
)  # fmt: skip
def test_read_by_those_concerned_alone(moved, signed_in, who, listed, read):
    browser = signed_in(who)
    answer = browser.get(URL)

    assert (answer.status_code if listed == 403 else answer.json()["total"]) == listed
    assert browser.get(f"{URL}/{moved}").status_code == read


def test_withdrawn_once(moved, now, signed_in):
    browser = signed_in("admin")

    answer = post(browser, f"{URL}/{moved}/withdraw", {}).json()
    assert (answer["state"], bool(answer["withdrawn_at"]), answer["applied_at"]) == ("WITHDRAWN", True, None)
    assert post(browser, f"{URL}/{moved}/withdraw", {}).status_code == 409
    assert post(browser, f"{URL}/999999/withdraw", {}).status_code == 404
