"""Transfers as programs do them: each school its own side, the pupil by id, refusals with field and reason."""

import json

import pytest
from django.test import Client

from sizao.core.ids import new_id
from sizao.demo import builders
from sizao.demo.cast import PASSWORD
from sizao.registry.accounts.queries import SESSION_COOKIE
from sizao.registry.transfers.models import Transfer
from tests.signing import open_session
from tests.tables import stored

pytestmark = pytest.mark.django_db
URL = "/api/v1/transfers"


@pytest.fixture
def sender(signed_in) -> Client:
    """The reporter of the cast's school, who keeps its roster."""
    return signed_in("reporter")


@pytest.fixture
def receiver(cast, now, db) -> Client:
    """The reporter of the neighbor school."""
    posts = [builders.Post("receiver", "接收人", "EPIDEMIC_REPORTER", cast.neighbor_school.id)]
    users = builders.build_posts(posts, now=now, since=now.date(), password=PASSWORD)
    browser = Client()
    browser.cookies[SESSION_COOKIE] = open_session(users["receiver"], now=now)
    return browser


def post(client: Client, where: str, body: dict):
    return client.post(where, json.dumps(body), content_type="application/json")


def ask(cast, client: Client, **changes):
    """Ask the neighbor school to take a pupil of the first class."""
    sent = {
        "school_id": cast.school.id, "person_id": str(cast.school.classes[0].people[3]),
        "to_school_id": cast.neighbor_school.id,
    }  # fmt: skip
    return post(client, URL, {**sent, **changes})


def accept(cast, client: Client, transfer: dict, **changes):
    sent = {"group_id": cast.neighbor_school.classes[0].id, "moved_on": "2026-11-23", **changes}
    return post(client, f"{URL}/{transfer['school_id']}/{transfer['id']}/accept", sent)


def listed(client: Client, school, direction: str) -> list[dict]:
    answer = client.get(URL, {"school_id": school.id, "direction": direction})
    assert answer.status_code == 200, answer.status_code
    return answer.json()["items"]


def test_pupil_is_asked_for_accepted_and_stands_in_the_new_class(cast, sender, receiver):
    made = ask(cast, sender)
    assert (made.status_code, made.json()["state"]) == (201, "REQUESTED")
    child = made.json()["person_id"]

    (going,), (coming,) = listed(sender, cast.school, "GOING"), listed(receiver, cast.neighbor_school, "COMING")
    assert going["person_id"] == child and going["from_group_id"] == cast.school.classes[0].id
    assert (coming["id"], coming["person_id"], coming["from_group_id"]) == (going["id"], None, None)
    assert listed(sender, cast.school, "COMING") == listed(receiver, cast.neighbor_school, "GOING") == []

    taken = accept(cast, receiver, made.json())
    assert taken.status_code == 200
    assert [taken.json()[name] for name in ("state", "to_group_id", "moved_on")] == [
        "ACCEPTED", cast.neighbor_school.classes[0].id, "2026-11-23",
    ]  # fmt: skip
    (person,) = stored("roster_person", school_id=cast.neighbor_school.id, id=child)
    assert (person.status, person.group_id) == ("ACTIVE", cast.neighbor_school.classes[0].id)
    again = accept(cast, receiver, made.json())
    assert (again.status_code, again.json()["code"]) == (409, "move_refused")


def test_asking_twice_or_for_the_own_school_is_refused_by_field(cast, sender):
    assert ask(cast, sender).status_code == 201
    for answer in (ask(cast, sender), ask(cast, sender, to_school_id=cast.school.id)):
        assert answer.status_code == 422 and answer.headers["Content-Type"] == "application/problem+json"
        assert {one["field"] for one in answer.json()["errors"]} == {"to_school_id"}
    assert Transfer.objects.whole_tree(reason="test").count() == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"person_id": "nobody"}, 422), ({"to_school_id": 0}, 422), ({"reason": "搬家"}, 422),
     ({"person_id": "01a205b3-d000-7000-8000-000000000001"}, 404), ({"to_school_id": 430_102}, 404)],
)  # fmt: skip
def test_wrong_input_asks_for_nothing(cast, sender, changes, status):
    answer = ask(cast, sender, **changes)

    assert answer.status_code == status
    assert status == 404 or set(changes) <= {one["field"].rpartition(".")[2] for one in answer.json()["errors"]}
    assert not Transfer.objects.whole_tree(reason="test").exists()


def test_pupil_of_another_school_is_not_found(cast, sender):
    other = str(cast.neighbor_school.classes[0].people[0])

    assert ask(cast, sender, person_id=other).status_code == 404
    assert ask(cast, sender, school_id=cast.neighbor_school.id, person_id=other).status_code in (403, 404)


def test_class_that_is_not_the_schools_takes_nobody(cast, sender, receiver):
    made = ask(cast, sender).json()

    assert accept(cast, receiver, made, group_id=cast.school.classes[1].id).status_code in (404, 422)
    assert accept(cast, receiver, made, moved_on="morgen").json()["errors"][0]["field"].endswith("moved_on")
    assert listed(receiver, cast.neighbor_school, "COMING")[0]["state"] == "REQUESTED"


@pytest.mark.parametrize(
    ("who", "status"),
    [("reporter", 403), ("principal", 404), ("county", 404), ("admin", 404), ("foreign", 404)],
)  # fmt: skip
def test_only_the_school_that_is_asked_accepts(cast, sender, signed_in, who, status):
    made = ask(cast, sender).json()

    assert accept(cast, signed_in(who), made).status_code == status
    assert accept(cast, signed_in(who), {**made, "id": str(new_id())}).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("admin", 403), ("principal", 403), ("county", 403), ("teacher", 404)])
def test_lists_are_of_those_who_keep_the_roster_in_the_school(cast, signed_in, who, status):
    asked = {"school_id": cast.school.id, "direction": "GOING"}

    assert signed_in(who).get(URL, asked).status_code == status
    assert signed_in("reporter").get(URL, {**asked, "direction": "AWAY"}).status_code == 422
