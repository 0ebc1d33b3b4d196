"""The page of absences: what is shown, registering in place, who may and who must not."""

import datetime as dt

import pytest

from sizao.core.actor import Actor
from sizao.core.ids import new_id
from sizao.detect.checks import queries as checks
from sizao.detect.checks import services
from sizao.detect.checks.queries import Check, Entry, Extent, Reader

pytestmark = pytest.mark.django_db
URL = "/checks/absences/"
HTMX = {"HX-Request": "true"}
JOB = Actor.system("test")


@pytest.fixture
def pupil(cast, now):
    """One pupil absent without a cause, one ill without symptoms, one ill with them."""
    services.open_slots(actor=JOB, now=now, day=now.date())
    people = cast.school.classes[0].people
    entries = (
        Entry(people[3], presence="ABSENT", absence_reason="PENDING"),
        Entry(people[4], presence="ABSENT", absence_reason="ILLNESS"),
        Entry(people[5], presence="ABSENT", absence_reason="ILLNESS", symptoms=("FEVER",)),
        Entry(people[6], presence="ABSENT", absence_reason="PRIVATE"),
    )
    check = Check(new_id(now), cast.school.id, cast.school.classes[0].id, now.date(), "MORNING", entries=entries)
    services.submit_one(actor=cast.actor("teacher", now), now=now, check=check)
    return people[3]


def form(cast, pupil, **values) -> dict:
    return {"person": f"{cast.school.id}~{pupil}", "key": str(new_id()), **values}


def versions(cast) -> list[checks.Current]:
    return checks.list_versions(JOB, Extent(dt.date(2026, 11, 23), dt.date(2026, 11, 23), cast.school.id))


def page_of(signed_in, who: str) -> str:
    return signed_in(who).get(URL).content.decode()


def test_open_ones_stand_first_and_what_is_registered_last(pupil, signed_in):
    page = page_of(signed_in, "teacher")

    places = [page.index(name) for name in ("邓睿", "冯悦", "今日已登记", "高阳")]
    assert places == sorted(places)
    assert "待查1人" in page and "何彤" not in page


def test_page_says_when_there_is_nobody(cast, signed_in, db):
    assert "没有因病缺勤的学生" in page_of(signed_in, "teacher")


def test_cause_is_registered_in_place(cast, pupil, signed_in):
    values = {"reason": "ILLNESS", "symptoms": ["COUGH"], "onset_date": "2026-11-22", "seen_doctor": "YES"}
    answer = signed_in("teacher").post(URL, form(cast, pupil, diagnosis="感冒", **values), headers=HTMX)

    text = answer.content.decode()
    assert (answer.status_code, "已登记" in text, "病假，咳嗽" in text) == (200, True, True)
    assert 'id="absence-count" hx-swap-oob="true"' in text and "原因已登记" in text
    latest = versions(cast)[-1]
    extent = Extent(latest.day, latest.day, cast.school.id)
    (row,) = checks.list_entry_records(JOB, extent, Reader("checks.submit"), people=[pupil], check_ids=[latest.id])
    assert (latest.version, row.entry.absence_reason, row.entry.seen_doctor, row.entry.diagnosis) == (
        2, "ILLNESS", True, "感冒"
    )  # fmt: skip


def test_without_javascript_the_page_comes_back(cast, pupil, signed_in):
    answer = signed_in("teacher").post(URL, form(cast, pupil, reason="PRIVATE"))

    assert (answer.status_code, answer["Location"]) == (302, URL)


def test_button_pressed_twice_writes_once(cast, pupil, signed_in):
    teacher, sent = signed_in("teacher"), form(cast, pupil, reason="PRIVATE")
    for _ in range(2):
        assert teacher.post(URL, sent).status_code == 302

    assert len(versions(cast)) == 2


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "选缺勤原因"),
        ({"reason": "ILLNESS", "onset_date": "2026-11-24"}, "发病日期不能晚于2026-11-23"),
        ({"reason": "PENDING"}, "PENDING"),
        ({"reason": "ILLNESS", "diagnosis": "很" * 101}, "100"),
    ],
)
@pytest.mark.parametrize("headers", [HTMX, {}])
def test_wrong_answer_comes_back_with_what_was_typed(cast, pupil, signed_in, values, words, headers):
    answer = signed_in("teacher").post(URL, form(cast, pupil, **values), headers=headers)

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert len(versions(cast)) == 1


@pytest.mark.parametrize("who", ["reporter", "doctor", "health"])
def test_health_staff_see_the_school_s_absences(pupil, signed_in, who):
    assert "邓睿" in page_of(signed_in, who)


@pytest.mark.parametrize("who", ["teacher2", "neighbor", "foreign"])
def test_other_teachers_neither_see_nor_register(cast, pupil, signed_in, who):
    assert "邓睿" not in page_of(signed_in, who)
    assert signed_in(who).post(URL, form(cast, pupil, reason="PRIVATE")).status_code == 404


@pytest.mark.parametrize("who", ["principal", "county", "province", "guard", "guardian", "inspector", "admin"])
def test_whoever_reports_for_no_class_has_no_such_page(cast, pupil, signed_in, who):
    browser = signed_in(who)

    assert browser.get(URL).status_code in (403, 404)
    assert browser.post(URL, form(cast, pupil, reason="PRIVATE")).status_code in (403, 404)


def test_page_needs_sign_in(client, db):
    assert client.get(URL).status_code == 302


@pytest.mark.parametrize("sent", [{}, {"person": "1", "key": "x"}, {"person": "1~x", "key": "x"}])
def test_form_that_names_nobody_is_not_found(pupil, signed_in, sent):
    assert signed_in("teacher").post(URL, {**sent, "reason": "PRIVATE"}).status_code == 404


def test_guardians_are_named_with_the_last_digits_of_their_phone(cast, pupil, signed_in):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO roster_guardian (school_id, id, person_id, name, relation, phone_last4)"
            " VALUES (%s, gen_random_uuid(), %s, '邓女士', '母亲', '1234')",
            [cast.school.id, pupil],
        )
    assert "电话尾号1234" in page_of(signed_in, "teacher")
    assert "电话尾号1234" not in page_of(signed_in, "reporter")
