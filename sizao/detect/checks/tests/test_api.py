"""The API of the checks: one report or many, what is refused and how it is said, who sees what."""

import datetime as dt
import json

import pytest

from sizao.core.actor import Actor
from sizao.core.ids import new_id
from sizao.detect.checks import services
from sizao.detect.checks.models import HealthCheck

pytestmark = pytest.mark.django_db
URL = "/api/v1/checks"
JOB = Actor.system("test")


@pytest.fixture(autouse=True)
def slots(cast, now, db):
    services.open_slots(actor=JOB, now=now, day=now.date())


def report(cast, now, *, group: int = 0, **changes) -> dict:
    """Write a report of one of the school's classes as a client sends it."""
    built = cast.school.classes[group]
    values = {
        "id": str(new_id(now)), "school_id": cast.school.id, "group_id": built.id, "day": str(now.date()),
        "session": "MORNING",
    }  # fmt: skip
    return {**values, **changes}


def feverish(cast, number: int = 0, **changes) -> dict:
    person = str(cast.school.classes[0].people[number])
    return {"person_id": person, "symptoms": ["FEVER"], "temperature_celsius": 38.5, **changes}


def send(client, body, **headers):
    return client.post(URL, json.dumps(body), content_type="application/json", headers=headers)


class TestOneReport:
    def test_it_is_created_with_a_receipt(self, signed_in, cast, now):
        answer = send(signed_in("teacher"), report(cast, now, entries=[feverish(cast)]))

        assert answer.status_code == 201
        receipt = answer.json()
        assert (receipt["version"], receipt["enrolled"], receipt["ill"]) == (1, 36, 1)
        assert not receipt["is_repeat"] and receipt["due_at"] == "2026-11-23T02:30:00Z"

    def test_sent_again_it_is_answered_with_the_first_result(self, signed_in, cast, now):
        client, body = signed_in("teacher"), report(cast, now, entries=[feverish(cast)])
        first = send(client, body)
        again = send(client, body, **{"Idempotency-Key": body["id"]})

        assert again.status_code == 200
        assert again.json() == {**first.json(), "is_repeat": True}
        assert HealthCheck.objects.whole_tree(reason="test").count() == 1

    def test_same_id_with_other_content_is_409(self, signed_in, cast, now):
        client, body = signed_in("teacher"), report(cast, now)
        send(client, body)
        answer = send(client, {**body, "entries": [feverish(cast)]})

        assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")

    def test_key_in_the_header_must_be_the_id(self, signed_in, cast, now):
        answer = send(signed_in("teacher"), report(cast, now), **{"Idempotency-Key": str(new_id(now))})

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "Idempotency-Key"

    def test_second_teacher_is_shown_the_first_ones_entry(self, signed_in, cast, now):
        send(signed_in("teacher"), report(cast, now, entries=[feverish(cast)]))
        answer = send(signed_in("doctor"), report(cast, now))

        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (409, "version_conflict")
        assert (problem["current"]["version"], problem["current"]["submitted_by"]) == (1, cast.users["teacher"])
        assert [one["symptoms"] for one in problem["current"]["entries"]] == [["FEVER"]]

    def test_open_question_is_named_with_its_person(self, signed_in, cast, now, monkeypatch):
        send(signed_in("teacher"), report(cast, now, entries=[feverish(cast)]))
        noon = now.replace(hour=12, minute=30) + dt.timedelta(days=1)
        services.open_slots(actor=JOB, now=noon, day=noon.date())
        monkeypatch.setattr("sizao.core.clock.now", lambda: noon)
        client, body = signed_in("teacher"), report(cast, noon)
        answer = send(client, body)

        assert (answer.status_code, answer.json()["code"]) == (409, "questions_open")
        assert [one["person_id"] for one in answer.json()["questions"]] == [feverish(cast)["person_id"]]
        assert send(client, {**body, "recovered": [feverish(cast)["person_id"]]}).status_code == 201

    def test_known_actor_costs_no_query_besides_the_statement(self, signed_in, cast, now, django_assert_num_queries):
        client = signed_in("teacher")
        client.get("/api/v1/me")
        with django_assert_num_queries(1) as asked:
            answer = send(client, report(cast, now, entries=[feverish(cast)]))

        assert answer.status_code == 201
        assert "INSERT INTO checks_healthcheck" in asked[0]["sql"]
