"""Tags as programs do them: listed as far as one sees, set in one go or not at all, lifted with a reason."""

import datetime as dt
import json

import pytest

from sizao.core.actor import Actor
from sizao.registry.tags import services
from sizao.registry.tags.models import Tag

pytestmark = pytest.mark.django_db
URL, DAY = "/api/v1/tags", dt.timedelta(days=1)


def post(client, where: str, body: dict):
    return client.post(where, json.dumps(body), content_type="application/json")


def written(cast, now, place: int = 0, **changes) -> dict:
    return {
        "person_id": str(cast.school.classes[0].people[place]), "reason": "CHRONIC", "measures": ["NO_SPORT"],
        "latest_day": str(now.date() + 9 * DAY), "note": "哮喘", **changes,
    }  # fmt: skip


def body(cast, *tags: dict) -> dict:
    return {"school_id": cast.school.id, "tags": list(tags)}


def kept():
    return Tag.objects.whole_tree(reason="test")


@pytest.fixture
def tag(cast, now):
    """A pupil of the first class has a chronic illness until in nine days."""
    new = services.NewTag(cast.school.classes[0].people[0], "CHRONIC", ("NO_SPORT",), now.date() + 10 * DAY, "哮喘")
    where = {"actor": Actor.system("test"), "now": now, "school_id": cast.school.id}
    return services.set_tags(**where, tags=[new])[0]


def test_health_staff_set_tags_and_read_them_back(cast, now, signed_in):
    browser = signed_in("doctor")
    made = post(browser, URL, body(cast, written(cast, now), written(cast, now, 1, reason="RETURNEE", note="")))
    assert made.status_code == 201 and len(made.json()["ids"]) == 2

    listed = browser.get(URL, {"school_id": cast.school.id}).json()
    assert {(one["reason"], one["latest_day"], one["note"]) for one in listed["items"]} == {
        ("CHRONIC", "2026-12-02", "哮喘"), ("RETURNEE", "2026-12-02", ""),
    }  # fmt: skip
    assert listed["total"] == 2 and "安子宁" not in json.dumps(listed, ensure_ascii=False)
    only = browser.get(URL, {"school_id": cast.school.id, "reason": "RETURNEE", "per_page": 1}).json()
    assert [one["reason"] for one in only["items"]] == ["RETURNEE"] and only["next"] is None


@pytest.mark.parametrize(
    ("who", "seen"),
    [("doctor", [("CHRONIC", "哮喘")]), ("teacher", [("", "")]), ("teacher2", []), ("principal", 403), ("county", 403),
     ("neighbor", 404), ("neighbor_principal", 403), ("other_county", 403)],
)  # fmt: skip
def test_reason_and_note_go_only_to_those_who_set_tags(cast, tag, signed_in, who, seen):
    answer = signed_in(who).get(URL, {"school_id": cast.school.id})
    if isinstance(seen, int):
        assert answer.status_code in (seen, 404)
    else:
        assert [(one["reason"], one["note"]) for one in answer.json()["items"]] == seen


def test_reason_that_is_not_told_cannot_be_asked_for(cast, tag, signed_in):
    asked = {"school_id": cast.school.id, "reason": "CHRONIC"}

    assert signed_in("teacher").get(URL, asked).json()["items"] == []
    assert len(signed_in("doctor").get(URL, asked).json()["items"]) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"latest_day": "2026-11-22"}, "latest_day"), ({"latest_day": "2028-01-01"}, "latest_day"),
     ({"reason": "OTHER", "note": ""}, "note"), ({"reason": "PARTY"}, "tags.1.reason"),
     ({"measures": []}, "tags.1.measures"),
     ({"latest_day": "morgen"}, "tags.1.latest_day"), ({"name": "安子宁"}, "tags.1.name")],
)  # fmt: skip
def test_wrong_tag_names_row_field_and_reason_and_nothing_is_saved(cast, now, signed_in, changes, field):
    answer = post(signed_in("doctor"), URL, body(cast, written(cast, now), written(cast, now, 1, **changes)))

    assert answer.status_code == 422 and answer.headers["Content-Type"] == "application/problem+json"
    (problem,) = answer.json()["errors"]
    assert problem["reason"] and field.rpartition(".")[2] in problem["field"]
    assert problem["row"] == 2 or "tags.1" in problem["field"]
    assert not kept().exists()


def test_reason_that_holds_already_is_refused(cast, now, tag, signed_in):
    answer = post(signed_in("doctor"), URL, body(cast, written(cast, now)))

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "reason")
    assert kept().count() == 1


@pytest.mark.parametrize(
    ("who", "status"), [("teacher", 404), ("principal", 403), ("county", 403), ("neighbor_principal", (403, 404))]
)
def test_nobody_else_sets_tags(cast, now, signed_in, who, status):
    answer = post(signed_in(who), URL, body(cast, written(cast, now)))

    assert answer.status_code in (status if isinstance(status, tuple) else (status,)) and not kept().exists()


def test_pupil_of_another_school_is_not_found(cast, now, signed_in):
    other = written(cast, now, person_id=str(cast.neighbor_school.classes[0].people[0]))

    assert post(signed_in("doctor"), URL, body(cast, other)).status_code == 404


def test_tag_is_lifted_once_with_a_reason(cast, tag, signed_in):
    browser, where = signed_in("doctor"), f"{URL}/{cast.school.id}/{tag}/lift"

    assert post(browser, where, {"lift_reason": " "}).status_code == 422
    assert kept().get().lifted_at is None
    assert post(browser, where, {"lift_reason": "已停药"}).status_code == 204
    assert kept().get().lifted_reason == "已停药"
    assert browser.get(URL, {"school_id": cast.school.id}).json()["total"] == 0
    assert post(browser, where, {"lift_reason": "已停药"}).status_code == 404
    assert post(signed_in("neighbor"), where, {"lift_reason": "已停药"}).status_code == 404
