"""Boards, reports and entries as programs read them; the doctor's word and waivers."""

import datetime as dt
import json

import pytest

from sizao.core.ids import new_id
from sizao.detect.checks import services
from sizao.detect.checks.tests.sending import JOB, URL, feverish, report, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def slots(cast, now, db):
    services.open_slots(actor=JOB, now=now, day=now.date())


class TestReading:
    @pytest.fixture
    def sent(self, signed_in, cast, now) -> dict:
        return send(signed_in("teacher"), report(cast, now, entries=[feverish(cast)])).json()

    def _one(self, sent, part: str = "") -> str:
        return f"{URL}/{sent['school_id']}/{sent['check_id']}{part}"

    def test_board_shows_each_group_with_its_state(self, signed_in, cast, now, sent):
        board = signed_in("doctor").get(URL, {"school_id": cast.school.id, "day": str(now.date())}).json()

        states = {group["name"]: [slot["state"] for slot in group["slots"]] for group in board["groups"]}
        assert states["三(1)班"][0] == "ILL" and states["三(2)班"][0] == "DUE"
        assert board["groups"][0]["slots"][0]["current"]["id"] == sent["check_id"]

    @pytest.mark.parametrize(
        ("who", "count"), [("teacher", 1), ("principal", 4), ("county", 4), ("neighbor", 404), ("other_county", 404)]
    )
    def test_board_goes_as_far_as_the_jurisdiction(self, signed_in, cast, now, who, count):
        answer = signed_in(who).get(URL, {"school_id": cast.school.id, "day": str(now.date())})

        assert (len(answer.json()["groups"]) if answer.status_code == 200 else answer.status_code) == count

    def test_class_is_no_school(self, signed_in, cast, now):
        where = {"school_id": cast.school.classes[0].id, "day": str(now.date())}
        assert signed_in("teacher").get(URL, where).status_code == 404

    @pytest.mark.parametrize(
        ("who", "check", "entries"),
        [("teacher", 200, 200), ("doctor", 200, 200), ("principal", 200, 403), ("county", 200, 403),
         ("teacher2", 404, 404), ("neighbor", 404, 404), ("other_county", 404, 404)],
    )  # fmt: skip
    def test_report_and_its_entries_are_two_rights(self, signed_in, sent, who, check, entries):
        client = signed_in(who)

        assert client.get(self._one(sent)).status_code == check
        assert client.get(self._one(sent, "/entries")).status_code == entries

    def test_entries_hold_what_was_sent_and_no_name(self, signed_in, cast, sent):
        answer = signed_in("teacher").get(self._one(sent, "/entries"))

        (entry,) = answer.json()
        assert (entry["person_id"], entry["temperature_celsius"]) == (feverish(cast)["person_id"], 38.5)
        assert "安子宁" not in answer.content.decode()

    def test_unknown_report_is_404(self, signed_in, cast, now):
        assert signed_in("teacher").get(f"{URL}/{cast.school.id}/{new_id(now)}").status_code == 404

    @pytest.mark.parametrize(("who", "status"), [("teacher", 200), ("principal", 403), ("neighbor", 404)])
    def test_questions_are_for_who_sees_the_entries(self, signed_in, cast, now, sent, who, status):
        tomorrow = now + dt.timedelta(days=1)
        services.open_slots(actor=JOB, now=tomorrow, day=tomorrow.date())
        where = {"group_id": cast.school.classes[0].id, "day": str(tomorrow.date())}
        answer = signed_in(who).get(f"{URL}/questions", where)

        assert answer.status_code == status
        if status == 200:
            assert [one["kind"] for one in answer.json()] == ["FOLLOW_UP"]


class TestActing:
    def _assess(self, client, cast, now, entry_id, **changes):
        body = {
            "school_id": cast.school.id, "day": str(now.date()), "entry_id": entry_id, "verdict": "CONFIRMED",
            "disposition": "SENT_HOME", **changes,
        }  # fmt: skip
        return client.post(f"{URL}/assessments", json.dumps(body), content_type="application/json")

    @pytest.fixture
    def entry_id(self, signed_in, cast, now) -> str:
        sent = send(signed_in("teacher"), report(cast, now, entries=[feverish(cast)])).json()
        where = f"{URL}/{sent['school_id']}/{sent['check_id']}/entries"
        return signed_in("teacher").get(where).json()[0]["id"]

    @pytest.mark.parametrize(
        ("who", "status"), [("doctor", 201), ("health", 201), ("principal", 403), ("county", 403), ("neighbor", 404)]
    )
    def test_doctor_and_health_teacher_assess(self, signed_in, cast, now, entry_id, who, status):
        answer = self._assess(signed_in(who), cast, now, entry_id)

        assert answer.status_code == status
        if status == 201:
            assert (answer.json()["verdict"], answer.json()["temperature_celsius"]) == ("CONFIRMED", 38.5)

    def test_changed_word_needs_symptoms_and_a_sensible_temperature(self, signed_in, cast, now, entry_id):
        client = signed_in("doctor")
        without = self._assess(client, cast, now, entry_id, verdict="CHANGED")
        hot = self._assess(client, cast, now, entry_id, verdict="CHANGED", symptoms=["COUGH"], temperature_celsius=367)

        assert without.json()["errors"][0]["field"] == "symptoms"
        assert hot.json()["errors"][0]["field"] == "temperature_celsius"
        assert self._assess(client, cast, now, str(new_id(now))).status_code == 404

    def _waiver(self, cast, now, **changes) -> dict:
        group = cast.school.classes[1].id
        return {"group_id": group, "day": str(now.date()), "sessions": ["MORNING"], "reason": "秋游", **changes}

    @pytest.mark.parametrize(
        ("who", "status"), [("doctor", 201), ("principal", 201), ("teacher2", 403), ("teacher", 404), ("neighbor", 404)]
    )
    def test_waiver_is_given_at_the_school(self, signed_in, cast, now, who, status):
        body = json.dumps(self._waiver(cast, now))
        answer = signed_in(who).post(f"{URL}/waivers", body, content_type="application/json")

        assert answer.status_code == status

    def test_waiver_is_taken_back_once(self, signed_in, cast, now):
        client, waiver = signed_in("doctor"), self._waiver(cast, now)
        client.post(f"{URL}/waivers", json.dumps(waiver), content_type="application/json")
        where = f"{URL}/waivers/{waiver['group_id']}/{waiver['day']}/MORNING"

        assert client.delete(where).json()["sessions"] == ["MORNING"]
        assert client.delete(where).json()["code"] == "nothing_to_waive"
