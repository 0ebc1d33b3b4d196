"""A number is shown to health staff of the school for a purpose, and each look is on record."""

import datetime as dt
import uuid

import pytest
from django.db import connection

from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.core.people import identity
from sizao.registry.roster import services
from sizao.registry.roster.services import NewPerson

NUMBER = "43010220150302002" + identity.resident_check_digit("43010220150302002")


@pytest.fixture
def pupil(db, cast, now):
    new = NewPerson(
        "单小雨", "STUDENT", cast.school.classes[0].id, "CLASS", dt.date(2026, 11, 23), identity_number=NUMBER,
        guardian_name="单国", guardian_phone="13812345678",
    )  # fmt: skip
    (person_id,) = services.enroll_people(
        actor=cast.actor("reporter", now), now=now, school_id=cast.school.id, people=[new]
    )
    return person_id


def _reveal(cast, now, person_id, *, who="doctor", purpose="FAMILY", fields=("identity", "guardian_phone")):
    return services.reveal_person(
        actor=cast.actor(who, now), now=now, school_id=cast.school.id, person_id=person_id, purpose=purpose,
        fields=fields,
    )  # fmt: skip


def _looks() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT object_id, fields, purpose FROM audit_entry WHERE action = 'roster.person.revealed' ORDER BY fields"
        )
        return cursor.fetchall()


@pytest.mark.parametrize("who", ["doctor", "health"])
def test_health_staff_see_numbers_in_plain(pupil, cast, now, who):
    shown = _reveal(cast, now, pupil, who=who)

    assert [(one.field, one.value, one.of) for one in shown] == [
        ("identity", NUMBER, ""), ("guardian_phone", "13812345678", "单国"),
    ]  # fmt: skip


def test_each_field_leaves_one_entry_with_its_purpose_and_no_value(pupil, cast, now):
    _reveal(cast, now, pupil, purpose="REPORT_CARD")

    assert _looks() == [
        (str(pupil), ["guardian_phone"], "REPORT_CARD"), (str(pupil), ["identity"], "REPORT_CARD"),
    ]  # fmt: skip


def test_looking_for_what_is_not_on_record_is_a_look_too(pupil, cast, now):
    assert _reveal(cast, now, pupil, fields=["phone"]) == []
    assert len(_looks()) == 1


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("teacher", NotVisible), ("principal", Forbidden), ("guard", Forbidden), ("school_admin", Forbidden),
        ("county", Forbidden), ("neighbor", NotVisible), ("other_county", NotVisible),
    ],
)  # fmt: skip
def test_nobody_else_sees_them(pupil, cast, now, who, error):
    with pytest.raises(error):
        _reveal(cast, now, pupil, who=who)

    assert _looks() == []


def test_person_of_another_school_is_not_known(db, cast, now):
    for person_id in (cast.neighbor_school.classes[0].people[0], uuid.uuid4()):
        with pytest.raises(NotVisible):
            _reveal(cast, now, person_id)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"purpose": ""}, "purpose"), ({"purpose": "curiosity"}, "purpose"), ({"fields": []}, "fields"),
     ({"fields": ["name_of_friend"]}, "fields")],
)  # fmt: skip
def test_purpose_and_fields_are_named(pupil, cast, now, changes, field):
    with pytest.raises(Invalid) as refused:
        _reveal(cast, now, pupil, **changes)

    assert [problem.field for problem in refused.value.problems] == [field]


class TestPage:
    URL = "/privacy/reveal/"

    def _send(self, browser, cast, pupil, **changes):
        sent = {"person": f"{cast.school.id}~{pupil}", "field": ["identity"], "purpose": "REFERRAL", **changes}
        return browser.post(self.URL, sent, headers={"HX-Request": "true"})

    def test_numbers_are_shown_for_a_minute(self, pupil, cast, signed_in):
        browser = signed_in("doctor")

        masked = browser.get(self.URL, {"person": f"{cast.school.id}~{pupil}"})
        shown = self._send(browser, cast, pupil)

        assert NUMBER not in masked.content.decode()
        assert NUMBER in shown.content.decode() and 'hx-trigger="load delay:60s"' in shown.content.decode()
        assert "no-store" in shown.headers["Cache-Control"]
        assert [purpose for _, _, purpose in _looks()] == ["REFERRAL"]

    def test_without_purpose_nothing_is_shown_or_written(self, pupil, cast, signed_in):
        answer = self._send(signed_in("doctor"), cast, pupil, purpose="")

        assert answer.status_code == 422
        assert "选用途" in answer.content.decode() and NUMBER not in answer.content.decode()
        assert _looks() == []

    @pytest.mark.parametrize(("who", "status"), [("principal", 403), ("county", 403), ("neighbor", 404)])
    def test_others_may_not(self, pupil, cast, signed_in, who, status):
        browser = signed_in(who)

        assert self._send(browser, cast, pupil).status_code == status
        assert browser.get(self.URL, {"person": f"{cast.school.id}~{pupil}"}).status_code == status

    def test_stranger_signs_in_first(self, pupil, cast, client):
        assert self._send(client, cast, pupil).status_code == 401
        assert client.get(self.URL).status_code == 302

    @pytest.mark.parametrize("key", ["", "7", "x~y", "999999~0190a8e0-0000-7000-8000-000000000000"])
    def test_unreadable_or_unknown_person_is_not_known(self, db, cast, signed_in, key):
        assert signed_in("doctor").get(self.URL, {"person": key}).status_code == 404
