"""Pages of the line list: the doctor completes it, the teacher and the neighbor do not know it."""

import datetime as dt

import pytest

from sizao.detect.linelist import queries, services
from sizao.detect.linelist.models import Record
from sizao.detect.linelist.rules import Said

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(cast, now):
    person = cast.school.classes[0].people[4]
    return services.register_illness(
        actor=cast.actor("doctor", now), now=now, school_id=cast.school.id, person_id=person,
        presented=services.Presented(Said(("FEVER", "COUGH"), onset_date=now.date())),
    )  # fmt: skip


def page_of(made) -> str:
    return f"/linelist/{made.school_id}/{made.person_id}/{made.episode}/"


def text_of(answer) -> str:
    return answer.content.decode()


def test_doctor_sees_who_is_ill(made, signed_in):
    page = text_of(signed_in("doctor").get("/linelist/"))

    assert "发热，咳嗽" in page and page_of(made) in page


def test_empty_list_says_where_it_comes_from(cast, signed_in):
    assert "晨午晚检登记的异常学生会自动出现在这里" in text_of(signed_in("doctor").get("/linelist/"))


def test_doctor_writes_a_diagnosis(made, cast, now, signed_in):
    answer = signed_in("doctor").post(page_of(made), {"which": "case", "disease": "ili", "status": "CLINICAL"})

    (illness,) = queries.list_illnesses(cast.actor("doctor", now), school_id=cast.school.id, since=now.date())
    assert answer.status_code == 303
    assert (illness.disease, illness.status) == ("ili", "CLINICAL")


def test_exclusion_without_reason_stays_in_the_form(made, signed_in):
    answer = signed_in("doctor").post(page_of(made), {"which": "case", "disease": "", "status": "EXCLUDED"})

    assert answer.status_code == 422
    assert "排除要写原因" in text_of(answer)


def test_doctor_writes_the_end(made, now, signed_in):
    answer = signed_in("doctor").post(page_of(made), {"which": "end", "recovered_at": "2026-11-23T08:00"})

    assert answer.status_code == 303
    assert Record.objects.whole_tree(reason="test").get().recovered_at == now


def test_end_before_the_onset_is_refused(made, signed_in):
    answer = signed_in("doctor").post(page_of(made), {"which": "end", "recovered_at": "2026-11-20T08:00"})

    assert answer.status_code == 422


def test_doctor_finds_and_registers_a_person(cast, now, signed_in):
    browser = signed_in("doctor")
    person = cast.school.classes[0].people[4]
    found = text_of(browser.get(f"/linelist/{cast.school.id}/new/?q=陈"))
    answer = browser.post(
        f"/linelist/{cast.school.id}/new/?person={person}",
        {"symptoms": ["RASH"], "onset_date": "2026-11-22", "temperature": "37.9"},
    )

    assert "?person=" in found
    assert answer.status_code == 303
    assert Record.objects.whole_tree(reason="test").get().onset_date == dt.date(2026, 11, 22)


def test_registration_without_any_sign_names_the_field(cast, signed_in):
    person = cast.school.classes[0].people[4]
    answer = signed_in("doctor").post(f"/linelist/{cast.school.id}/new/?person={person}", {"onset_date": "2026-11-22"})

    assert answer.status_code == 422
    assert "至少选一个症状" in text_of(answer)


@pytest.mark.parametrize(("who", "status"), [("teacher", 404), ("county", 403), ("neighbor", 404)])
def test_others_do_not_open_it(made, signed_in, who, status):
    browser = signed_in(who)

    assert browser.get(page_of(made)).status_code == status
    assert browser.get(f"/linelist/?school={made.school_id}").status_code == status
    assert browser.post(page_of(made), {"which": "case", "status": "CONFIRMED"}).status_code == status


def test_list_costs_the_same_whatever_its_length(made, cast, now, signed_in, django_assert_max_num_queries):
    for number in range(5, 12):
        services.register_illness(
            actor=cast.actor("doctor", now), now=now, school_id=cast.school.id,
            person_id=cast.school.classes[0].people[number],
            presented=services.Presented(Said(("RASH",), onset_date=now.date())),
        )  # fmt: skip
    browser = signed_in("doctor")

    with django_assert_max_num_queries(12):
        browser.get("/linelist/")
