"""Readings of thermal gates: who may send, what asks a class, what is refused row by row."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test import Client

from sizao.core import clock
from sizao.demo.cast import COUNTY, OTHER_COUNTY
from sizao.detect.screening.tests.conftest import JOB
from sizao.registry.accounts import queries as people
from sizao.registry.accounts import services as accounts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("slots")]
URL, BULK = "/api/v1/screening/readings", "/api/v1/checks/bulk"


@pytest.fixture
def gate(now):
    """Give a program with the post 对接 in a unit and a token of some rights."""

    def make(unit_id: int, *scopes: str):
        (user,) = accounts.create_users(actor=JOB, now=now, users=[accounts.NewUser(f"gate{unit_id}", "测温门")])
        accounts.grant_posts(actor=JOB, now=now, grants=[accounts.NewGrant(user, unit_id, "INTEGRATION", now.date())])
        key = accounts.create_token(
            actor=people.get_actor(user, on=now.date()), now=now, name="测温", days=1, machine_now=clock.machine_now(),
            scopes=scopes or ("screening.send_readings", "checks.submit", "checks.ask"),
        )  # fmt: skip

        def send(body, url: str = URL):
            headers = {"Authorization": f"Bearer {key}"}
            return Client().post(url, json.dumps(body), content_type="application/json", headers=headers)

        return send

    return make


def body(cast, now, *readings, school=None) -> dict:
    people = cast.school.classes[0].people
    rows = [
        {"person_id": str(people[number]), "taken_at": (now - dt.timedelta(minutes=50)).isoformat(),
         "temperature_celsius": celsius, "temperature_site": "FOREHEAD"}
        for number, celsius in readings
    ]  # fmt: skip
    return {"school_id": (school or cast.school).id, "readings": rows}


def questions() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, person_id, hint FROM checks_personquestion ORDER BY person_id")
        return cursor.fetchall()


@pytest.mark.parametrize("unit", ["school", "county"])
def test_only_the_warm_ask_and_only_once(cast, now, gate, unit):
    send = gate(cast.school.id if unit == "school" else COUNTY)
    sent = body(cast, now, (0, 36.5), (1, 37.2), (2, 38.5), (2, 37.9))
    first, again = send(sent), send(sent)

    assert (first.status_code, first.json()) == (200, {"received": 4, "abnormal": 1, "asked": 1})
    assert again.json() == {"received": 4, "abnormal": 1, "asked": 0}
    assert [(kind, person) for kind, person, _ in questions()] == [("THERMAL", cast.school.classes[0].people[2])]
    assert questions()[0][2].endswith("|38.5|FOREHEAD")


def test_student_number_names_a_pupil_too(cast, now, gate):
    with connection.cursor() as cursor:
        person = cast.school.classes[0].people[2]
        cursor.execute("UPDATE roster_person SET student_number = 'S2' WHERE id = %s", [person])
    sent = body(cast, now, (2, 38.5))
    sent["readings"][0] |= {"student_number": "S2"}
    del sent["readings"][0]["person_id"]

    assert gate(cast.school.id)(sent).json()["asked"] == 1


def test_teacher_finds_the_reading_on_the_check_page_and_may_dismiss_it(cast, now, gate, signed_in):
    gate(cast.school.id)(body(cast, now, (2, 38.5)))
    page = signed_in("teacher").get(f"/checks/{cast.school.classes[0].id}/{now.date()}/morning/").content.decode()

    assert "校门测温" in page and "38.5℃" in page and "07:10" in page


def test_every_wrong_row_is_named_and_nothing_is_asked(cast, now, gate):
    sent = body(cast, now, (0, 38.5), (1, 36.7), (2, 44), (3, 38))
    sent["readings"][1]["temperature_celsius"] = 367
    sent["readings"][2]["student_number"] = "S2"
    sent["readings"][3]["taken_at"] = (now + dt.timedelta(hours=1)).isoformat()
    answer = gate(cast.school.id)(sent)

    assert answer.status_code == 422 and questions() == []
    assert [(one["row"], one["field"]) for one in answer.json()["errors"]] == [
        (2, "temperature_celsius"), (3, "student_number"), (4, "taken_at"),
    ]  # fmt: skip


def test_pupil_of_another_school_is_unknown(cast, now, gate):
    sent = body(cast, now, (0, 38.5), school=cast.neighbor_school)
    answer = gate(COUNTY)(sent)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["reason"] == "这所学校没有这名学生" and questions() == []


def test_school_of_another_county_and_an_unknown_one_are_404(cast, now, gate):
    send = gate(OTHER_COUNTY)
    sent = body(cast, now, (0, 38.5))

    assert (send(sent).status_code, send({**sent, "school_id": 99}).status_code) == (404, 404)
    assert questions() == []


def test_token_without_the_right_and_people_are_refused(cast, now, gate, signed_in):
    sent = body(cast, now, (0, 38.5))

    assert gate(cast.school.id, "checks.submit")(sent).status_code == 403
    for who, status in (("teacher", 404), ("doctor", 403), ("guardian", 403), ("county", 403), ("foreign", 404)):
        answer = signed_in(who).post(URL, json.dumps(sent), content_type="application/json")
        assert answer.status_code == status


def test_terminals_of_a_county_send_all_schools_in_one_request(cast, now, gate):
    from sizao.core.ids import new_id

    def row(school, group):
        return {
            "id": str(new_id(now)), "school_id": school.id, "group_id": group.id, "day": str(now.date()),
            "session": "MORNING",
        }  # fmt: skip

    rows = [row(cast.school, group) for group in cast.school.classes]
    rows.append(row(cast.neighbor_school, cast.neighbor_school.classes[0]))
    send = gate(COUNTY)
    foreign = row(cast.foreign_school, cast.foreign_school.classes[0])
    refused = send([*rows, foreign], BULK)
    taken = send(rows, BULK)

    assert refused.status_code == 422
    assert [(one["row"], one["field"]) for one in refused.json()["errors"]] == [(5, "group_id")]
    assert (taken.status_code, taken.json()["written"]) == (201, 4)
