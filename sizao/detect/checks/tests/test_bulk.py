"""A morning sent at once: all or none, and every wrong row by its number, field and reason."""

import datetime as dt
import json

import pytest

from sizao.core.ids import new_id
from sizao.detect.checks import services
from sizao.detect.checks.models import CheckDelta, CheckEntry, HealthCheck
from sizao.detect.checks.tests.sending import JOB, feverish, report

pytestmark = pytest.mark.django_db
URL = "/api/v1/checks/bulk"


@pytest.fixture(autouse=True)
def slots(cast, now, db):
    services.open_slots(actor=JOB, now=now, day=now.date())


def send(client, body):
    return client.post(URL, json.dumps(body), content_type="application/json")


def errors(answer) -> list[tuple]:
    assert answer.status_code == 422 and answer.headers["Content-Type"] == "application/problem+json"
    assert HealthCheck.objects.whole_tree(reason="test").count() == 0
    assert CheckEntry.objects.whole_tree(reason="test").count() == 0
    assert not CheckDelta.objects.filter(reported__gt=0).exists()
    return [(one["row"], one["field"], one["reason"]) for one in answer.json()["errors"]]


def test_all_are_written_with_a_receipt_each(signed_in, cast, now):
    rows = [report(cast, now, group=group) for group in range(3)]
    answer = send(signed_in("doctor"), [{**rows[0], "entries": [feverish(cast)]}, *rows[1:]])

    body = answer.json()
    assert answer.status_code == 201 and (body["written"], body["repeats"]) == (3, 0)
    assert [(one["check_id"], one["ill"]) for one in body["receipts"]] == [
        (rows[0]["id"], 1), (rows[1]["id"], 0), (rows[2]["id"], 0),
    ]  # fmt: skip


def test_the_whole_may_be_sent_again(signed_in, cast, now):
    rows = [report(cast, now, group=group) for group in range(3)]
    send(signed_in("doctor"), rows)
    again = send(signed_in("doctor"), rows)

    assert (again.json()["written"], again.json()["repeats"]) == (0, 3)
    assert HealthCheck.objects.whole_tree(reason="test").count() == 3


def test_every_wrong_row_is_named_whatever_finds_it(signed_in, cast, now):
    good = report(cast, now)
    rows = [
        {"id": "x"},
        good,
        report(cast, now, group=1, entries=[feverish(cast, temperature_celsius=367)]),
        report(cast, now, group=2, entries=[feverish(cast, onset_date="2026-11-24")]),
        report(cast, now, group=2, entries=[feverish(cast)]),
        report(cast, now, group_id=99),
        report(cast, now, school_id=cast.foreign_school.id, group_id=cast.foreign_school.classes[0].id),
        report(cast, now, group=1, session="NOON"),
        report(cast, now, group=1, day="2026-11-01"),
        {**good, "id": str(new_id(now))},
    ]
    found = errors(send(signed_in("doctor"), rows))

    assert {row for row, _, _ in found} == {1, 3, 4, 5, 6, 7, 8, 9, 10}
    assert (3, "entries.0.temperature_celsius", "体温填30到45之间的数，如38.2") in found
    assert (4, "entries.0.onset_date", "发病日期不能晚于2026-11-23") in found
    assert (5, "group_id", "和第4行是同一个班的同一时段") in found
    unknown, foreign = ([one[1:] for one in found if one[0] == row] for row in (6, 7))
    assert unknown == foreign == [("group_id", "找不到，或不在您的辖区内")]
    assert (8, "session", "2026-11-23这个时段不用上报") in found
    assert (9, "day", "2026-11-01已不能补报，超过14天") in found
    assert (10, "group_id", "和第2行是同一个班的同一时段") in found


def test_one_pupil_of_another_class_stops_all(signed_in, cast, now):
    rows = [report(cast, now), report(cast, now, group=1, entries=[feverish(cast)])]

    assert errors(send(signed_in("doctor"), rows)) == [(2, "entries", "有人当天不在这个班")]


def test_group_that_has_reported_and_an_open_question_stop_all(signed_in, cast, now, monkeypatch):
    client = signed_in("doctor")
    send(client, [report(cast, now, entries=[feverish(cast)]), report(cast, now, group=1)])
    tomorrow = now + dt.timedelta(days=1)
    services.open_slots(actor=JOB, now=tomorrow, day=tomorrow.date())
    monkeypatch.setattr("sizao.core.clock.now", lambda: tomorrow)
    rows = [report(cast, tomorrow), report(cast, now, group=1), report(cast, tomorrow, group=2)]
    answer = send(client, rows)

    assert [(one["row"], one["field"]) for one in answer.json()["errors"]] == [(1, "recovered"), (2, "base_version")]
    assert HealthCheck.objects.whole_tree(reason="test").filter(day=tomorrow.date()).count() == 0


def test_same_key_with_other_content_stops_all(signed_in, cast, now):
    client, first = signed_in("doctor"), report(cast, now)
    send(client, [first])
    answer = send(client, [{**first, "entries": [feverish(cast)]}, report(cast, now, group=1)])

    assert [(one["row"], one["field"]) for one in answer.json()["errors"]] == [(1, "id")]
    assert HealthCheck.objects.whole_tree(reason="test").count() == 1


def test_list_may_not_be_empty_or_endless_and_is_a_list(signed_in, cast, now):
    client = signed_in("doctor")

    assert send(client, []).json()["errors"][0]["reason"] == "至少1项"
    assert send(client, [{}] * 5001).json()["errors"][0]["reason"] == "最多5000项"
    assert send(client, report(cast, now)).status_code == 422


@pytest.mark.parametrize(
    ("who", "status"), [("teacher", 201), ("reporter", 201), ("teacher2", 422), ("principal", 403), ("county", 403)]
)
def test_who_may_send(signed_in, cast, now, who, status):
    assert send(signed_in(who), [report(cast, now)]).status_code == status


def test_a_batch_costs_as_many_queries_as_one_report(signed_in, cast, now, django_assert_num_queries):
    client = signed_in("doctor")
    client.get("/api/v1/me")
    with django_assert_num_queries(3) as asked:
        assert send(client, [report(cast, now, group=group) for group in range(3)]).status_code == 201
    assert sum("INSERT INTO checks_healthcheck" in one["sql"] for one in asked) == 1
