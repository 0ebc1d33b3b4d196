"""Programs tell and read the queue: scopes of a token, masked names, every wrong field named."""

import json

import pytest
from django.test import Client

from sizao.core import clock
from sizao.core.ids import new_id
from sizao.detect.concerns.models import Concern
from sizao.detect.concerns.tests.conftest import JOB, read
from sizao.registry.accounts import queries as people
from sizao.registry.accounts import services as accounts

pytestmark = pytest.mark.django_db
URL = "/api/v1/concerns"


@pytest.fixture
def body(cast, now):
    """Write something as a client does, with changes."""

    def write(**changes) -> dict:
        values = {
            "id": str(new_id(now)), "school_id": cast.school.id, "about": "PERSON", "signs": ["COUGH"],
            "seen_on": str(now.date()), "class_words": "三2班", "name_words": "欧阳晨",
        }  # fmt: skip
        return {**values, **changes}

    return write


@pytest.fixture
def program(cast, now):
    """Give a client with a token of some scopes, for someone who holds one more post in a school."""

    def make(role: str, *scopes: str, school=None) -> Client:
        school = school or cast.school
        (user,) = accounts.create_users(actor=JOB, now=now, users=[accounts.NewUser(f"app{role}", "小程序")])
        posts = [accounts.NewGrant(user, school.id, one, now.date()) for one in (role, "EPIDEMIC_REPORTER")]
        accounts.grant_posts(actor=JOB, now=now, grants=posts)
        actor = people.get_actor(user, on=now.date())
        key = accounts.create_token(
            actor=actor, now=now, name="小程序", days=1, machine_now=clock.machine_now(), scopes=scopes
        )
        return Client(headers={"Authorization": f"Bearer {key}"})

    return make


def post(browser, body):
    return browser.post(URL, json.dumps(body), content_type="application/json")


def test_program_tells_with_the_scope_and_once(program, body):
    browser, sent = program("SCHOOL_DOCTOR", "concerns.report"), body()
    for _ in range(2):
        answer = post(browser, sent)
        assert answer.status_code == 200 and answer.json() == {"school_id": sent["school_id"], "id": sent["id"]}

    assert Concern.objects.whole_tree(reason="test").count() == 1
    assert post(browser, {**sent, "note": "在走廊"}).json()["code"] == "concerns.key_reused"
    assert browser.get(f"{URL}?school_id={sent['school_id']}").status_code == 403


def test_scope_of_the_queue_does_not_tell(program, body):
    browser = program("SCHOOL_DOCTOR", "concerns.triage", "roster.view")

    assert post(browser, body()).status_code == 403
    assert browser.get(f"{URL}?school_id={body()['school_id']}").json()["total"] == 0


def test_queue_is_masked_and_never_says_who_told(cast, tell, judge, program, django_assert_max_num_queries):
    keys = [tell("guardian", name_words="欧阳晨", note="在操场上坐着", is_named=True), tell("guard")]
    judge("take_concern", keys[1])
    judge("match_person", keys[1], person_id=cast.school.classes[1].people[1])
    browser = program("SCHOOL_DOCTOR", "concerns.triage", "roster.view")
    browser.get(f"{URL}?school_id={cast.school.id}")
    with django_assert_max_num_queries(10):
        answer = browser.get(f"{URL}?school_id={cast.school.id}")

    first, second = answer.json()["items"]
    assert (first["id"], first["subject"], first["group"], first["state"]) == (str(keys[0].id), "欧*晨", "三2班", "NEW")
    assert (second["subject"], second["state"]) == ("曹*", "TAKEN") and second["group"]
    assert set(first) == {
        "school_id", "id", "about", "subject", "group", "signs", "seen_on", "reported_at", "state", "due_at", "outcome",
    }  # fmt: skip
    text = answer.content.decode()
    assert "安女士" not in text and "操场" not in text and "曹轩" not in text


def test_closed_ones_are_asked_for(tell, taken, judge, program, cast):
    tell()
    key = taken()
    judge("close_concern", key, outcome="KNOWN", reason="已经知道")
    browser = program("SCHOOL_DOCTOR", "concerns.triage")
    answer = browser.get(f"{URL}?school_id={cast.school.id}&is_open=false&per_page=1").json()

    assert (answer["total"], answer["items"][0]["id"], answer["items"][0]["outcome"]) == (1, str(key.id), "KNOWN")


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"signs": ["PLAGUE"]}, {"signs.0"}),
        ({"signs": []}, {"signs"}),
        ({"about": "GHOST"}, {"about"}),
        ({"seen_on": "昨天"}, {"seen_on"}),
        ({"reporter": "安女士"}, {"reporter"}),
        ({"name_words": ""}, {"name_words"}),
        ({"seen_on": "2026-10-01"}, {"seen_on"}),
    ],
)
def test_everything_wrong_is_named(signed_in, body, changes, fields):
    browser = signed_in("guardian")
    browser.get("/me/")
    answer = post(browser, body(**changes))

    assert answer.status_code == 422 and {one["field"] for one in answer.json()["errors"]} == fields


def test_another_school_is_unknown(cast, signed_in, body, tell):
    tell()
    assert post(signed_in("neighbor"), body()).status_code == 404
    for who, status in (("neighbor", 404), ("teacher", 404), ("county", 403), ("principal", 403), ("doctor", 200)):
        assert signed_in(who).get(f"{URL}?school_id={cast.school.id}").status_code == status


def test_nobody_names_a_pupil_by_id_whom_they_may_not_see(cast, signed_in, body):
    person = str(cast.school.classes[1].people[1])
    assert post(signed_in("guardian"), body(person_id=person)).status_code == 404
    answer = post(signed_in("teacher2"), body(person_id=person))

    (row,) = Concern.objects.whole_tree(reason="test")
    assert answer.status_code == 200 and str(read(row).person_id) == person
