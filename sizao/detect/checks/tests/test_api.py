"""Reports sent by programs: one or many, what is refused and how it is said."""

import datetime as dt

import pytest

from sizao.core.ids import new_id
from sizao.detect.checks import services
from sizao.detect.checks.models import HealthCheck
from sizao.detect.checks.tests.sending import JOB, URL, feverish, report, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def slots(cast, now, db):
    services.open_slots(actor=JOB, now=now, day=now.date())


class TestOneReport:
    def test_it_is_created_with_a_receipt(self, signed_in, cast, now):
        answer = send(signed_in("teacher"), report(cast, now, entries=[feverish(cast)]))

        assert answer.status_code == 201
        receipt = answer.json()
        assert (receipt["version"], receipt["enrolled"], receipt["ill"]) == (1, 36, 1)
        assert not receipt["is_repeat"] and receipt["due_at"] == "2026-11-23T10:30:00+08:00"

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


class TestWrongReports:
    """Each is refused by its field, in words, and nothing is written."""

    @pytest.mark.parametrize(
        ("change", "status", "field", "reason"),
        [
            ({"group_id": 99}, 404, None, None),
            ({"day": "2026-11-24"}, 422, "day", "日期不能晚于今天"),
            ({"day": "23.11.2026"}, 422, "day", "日期写成2026-11-23这样"),
            ({"day": "0001-01-01"}, 422, "day", "日期要在2000-01-01到2099-12-31之间"),
            ({"session": "MIDNIGHT"}, 422, "session", "不认识的选项：MIDNIGHT"),
            ({"base_version": 99_999}, 422, "base_version", "不能大于32767"),
            ({"id": "not a key"}, 422, "id", "编号写成UUID"),
            ({"id": "6fa459ea-ee8a-4ca4-894e-db77e160355e"}, 422, "id", "编号要用第7版UUID"),
            ({"school_id": None}, 422, "school_id", "要填整数"),
            ({"school_id": 10**30}, 422, "school_id", "不能大于9223372036854775807"),
            ({"device_at": "2026-11-23T08:00:00"}, 422, "device_at", None),
            ({"temperature": 38}, 422, "temperature", "没有这一项"),
            ({"reason": "a\u0000b"}, 422, "reason", "有不能保存的字符"),
            ({"reason": "\ud800"}, 422, "reason", "有不能保存的字符"),
            ({"day": "2026-11-01"}, 409, None, None),
            ({"session": "NOON"}, 409, None, None),
        ],
    )
    def test_wrong_report(self, signed_in, cast, now, change, status, field, reason):
        self._refused(send(signed_in("teacher"), report(cast, now, **change)), status, field, reason)

    @pytest.mark.parametrize(
        ("change", "field", "reason"),
        [
            ({"temperature_celsius": 367}, "temperature_celsius", "体温填30到45之间的数，如38.2"),
            ({"temperature_celsius": "NaN"}, "temperature_celsius", "要填数"),
            ({"temperature_celsius": 38.25}, "temperature_celsius", "最多1位小数"),
            ({"onset_date": "2026-11-24"}, "onset_date", "发病日期不能晚于2026-11-23"),
            ({"note": "很" * 20_000}, "note", "最多500字"),
            ({"symptoms": ["PLAGUE"]}, "symptoms.0", "不认识的选项：PLAGUE"),
            ({"presence": "ABSENT", "symptoms": []}, "absence_reason", "选缺勤原因，不清楚选待查"),
        ],
    )
    def test_wrong_entry(self, signed_in, cast, now, change, field, reason):
        body = report(cast, now, entries=[feverish(cast, **change)])
        self._refused(send(signed_in("teacher"), body), 422, f"entries.0.{field}", reason)

    def _refused(self, answer, status, field, reason):
        problem = answer.json()
        assert answer.status_code == status == problem["status"]
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert problem["instance"] == URL
        if field is not None:
            assert [one["field"] for one in problem["errors"]] == [field]
        if reason is not None:
            assert problem["errors"][0]["reason"] == reason
        assert HealthCheck.objects.whole_tree(reason="test").count() == 0

    def test_list_may_not_be_empty_or_endless(self, signed_in, cast, now):
        client = signed_in("teacher")

        assert send(client, []).json()["errors"][0]["reason"] == "至少1项"
        assert send(client, [{}] * 5001).json()["errors"][0]["reason"] == "最多5000项"


class TestManyReports:
    def test_all_written_is_200_with_a_receipt_each(self, signed_in, cast, now):
        answer = send(signed_in("doctor"), [report(cast, now, group=group) for group in range(3)])

        assert answer.status_code == 200
        body = answer.json()
        assert (body["written"], body["refused"]) == (3, 0)
        assert [(one["index"], one["status"], one["problem"]) for one in body["results"]] == [
            (0, 201, None), (1, 201, None), (2, 201, None),
        ]  # fmt: skip

    def test_wrong_rows_are_named_and_stop_no_other(self, signed_in, cast, now):
        first = report(cast, now)
        rows = [
            {"id": "x"},
            first,
            report(cast, now, entries=[feverish(cast, temperature_celsius=367)]),
            first,
            report(cast, now, entries=[feverish(cast)]),
            report(cast, now, group_id=cast.neighbor_school.classes[0].id),
            report(cast, now, group=1),
        ]
        answer = send(signed_in("doctor"), rows)

        assert answer.status_code == 207
        body = answer.json()
        assert (body["written"], body["refused"]) == (3, 4)
        assert [one["status"] for one in body["results"]] == [422, 201, 422, 200, 409, 404, 201]
        wrong = body["results"][2]["problem"]["errors"]
        assert [(one["row"], one["field"]) for one in wrong] == [(3, "entries.0.temperature_celsius")]
        assert {one["row"] for one in body["results"][0]["problem"]["errors"]} == {1}

    def test_list_of_one_wrong_report_names_its_row(self, signed_in, cast, now):
        body = send(signed_in("teacher"), [report(cast, now, day="2026-11-24")]).json()

        assert [one["row"] for one in body["results"][0]["problem"]["errors"]] == [1]

    def test_list_takes_no_key_in_the_header(self, signed_in, cast, now):
        answer = send(signed_in("teacher"), [report(cast, now)], **{"Idempotency-Key": str(new_id(now))})

        assert answer.status_code == 422


class TestWhoMaySubmit:
    @pytest.mark.parametrize("who", ["teacher", "doctor", "health", "reporter"])
    def test_teacher_and_health_staff_may(self, signed_in, cast, now, who):
        assert send(signed_in(who), report(cast, now)).status_code == 201

    @pytest.mark.parametrize("who", ["principal", "guard", "county", "province"])
    def test_who_has_no_such_right_is_403(self, signed_in, cast, now, who):
        assert send(signed_in(who), report(cast, now)).status_code == 403

    @pytest.mark.parametrize("who", ["teacher2", "neighbor", "foreign"])
    def test_strangers_class_is_404(self, signed_in, cast, now, who):
        assert send(signed_in(who), report(cast, now)).status_code == 404
