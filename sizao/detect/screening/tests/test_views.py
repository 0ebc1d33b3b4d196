"""The guardian's pages and the teacher's answers: who may, who may not, who must not know."""

import datetime as dt

import pytest
from django.db import connection

from sizao.core import dispatch
from sizao.core.converters import Key
from sizao.core.ids import new_id
from sizao.detect.checks import services as reports
from sizao.detect.screening.models import SelfReport
from sizao.detect.screening.tests.conftest import JOB

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("slots")]
NEW, LIST = "/screening/self-reports/new/", "/screening/self-reports/"
STRANGERS = (
    "teacher", "doctor", "health", "reporter", "principal", "dorm", "guard", "counselor", "county", "city",
    "province", "inspector", "neighbor", "foreign", "admin", "school_admin",
)  # fmt: skip
GUARDIANS = [("guardian", 200), ("guardian2", 200), *((who, 403) for who in STRANGERS)]


def form(cast, now, **changes) -> dict:
    child = Key(cast.school.id, cast.school.classes[0].people[0])
    values = {
        "child": str(child), "leave": "ILLNESS", "symptoms": ["FEVER"], "onset_date": str(now.date()),
        "seen_doctor": "YES", "day": str(now.date()), "key": str(new_id(now)),
    }  # fmt: skip
    return {**values, **changes}


def asked(kind: str = "GUARDIAN_MESSAGE") -> tuple:
    """Give id and answer of the one question of a kind."""
    (row,) = rows("SELECT id, answer FROM checks_personquestion WHERE kind = %s", kind)
    return row


def versions() -> list[tuple]:
    """Give version, ill, absent through illness and reason of the morning's reports, latest first."""
    return rows("SELECT version, ill, absent_ill, reason FROM checks_healthcheck ORDER BY day DESC, version DESC")


def rows(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def answer_url(cast, act: str) -> str:
    return f"/screening/questions/{cast.school.id}~{asked()[0]}/{act}/"


def check_url(cast, now) -> str:
    return f"/checks/{cast.school.classes[0].id}/{now.date()}/morning/"


@pytest.mark.parametrize(("who", "status"), GUARDIANS)
@pytest.mark.parametrize("url", [NEW, LIST])
def test_pages_are_guardians(signed_in, who, status, url):
    assert signed_in(who).get(url).status_code == status


def test_one_child_is_not_asked_for_and_two_of_two_schools_are(signed_in):
    alone = signed_in("guardian").get(NEW).content.decode()
    two = signed_in("guardian2").get(NEW).content.decode()

    assert 'type="hidden" name="child"' in alone and "<h2>安子宁</h2>" in alone
    assert "曹轩 育英小学 三(2)班" in two and "邓睿 东风小学 三(1)班" in two


def test_message_is_sent_and_answered_by_a_receipt(cast, now, signed_in):
    browser = signed_in("guardian")
    sent = browser.post(NEW, form(cast, now), headers={"HX-Request": "true"})

    page = sent.content.decode()
    assert sent.status_code == 200 and "已提交给班主任" in page and "<html" not in page
    listed = browser.get(LIST).content.decode()
    assert "安子宁" in listed and "病假，发热" in listed and "班主任还没处理" in listed and "撤回" in listed


@pytest.mark.parametrize(
    ("change", "words"),
    [({"symptoms": []}, "选孩子的症状"), ({"leave": ""}, "选病假或事假"), ({"onset_date": "2026-12-24"}, "不能晚于"),
     ({"day": "2026-11-01"}, "2026-11-01"), ({"symptoms": ["PLAGUE"]}, "PLAGUE")],
)  # fmt: skip
def test_bad_message_is_refused_in_words(cast, now, signed_in, change, words):
    answer = signed_in("guardian").post(NEW, form(cast, now, **change))

    assert answer.status_code == 422 and words in answer.content.decode()
    assert SelfReport.objects.whole_tree(reason="test").count() == 0


def test_guardian_of_two_schools_reports_each_child_to_its_own_class(cast, now, signed_in):
    browser = signed_in("guardian2")
    own = Key(cast.school.id, cast.school.classes[1].people[1])
    other = Key(cast.neighbor_school.id, cast.neighbor_school.classes[0].people[3])

    for child in (own, other):
        assert browser.post(NEW, form(cast, now, child=str(child))).status_code == 200
    again = browser.post(NEW, form(cast, now, child=str(other)))

    assert again.status_code != 200
    listed = browser.get(LIST).content.decode()
    assert listed.count("班主任还没处理") == 2 and "曹轩" in listed and "邓睿" in listed
    found = rows("SELECT school_id, person_id FROM checks_personquestion WHERE kind = 'GUARDIAN_MESSAGE'")
    assert sorted(found) == sorted((one.school_id, one.id) for one in (own, other))
    assert "邓睿" not in signed_in("teacher2").get("/today/").content.decode()


def test_strangers_child_is_no_choice(cast, now, signed_in):
    stranger = Key(cast.school.id, cast.school.classes[0].people[1])
    answer = signed_in("guardian").post(NEW, form(cast, now, child=str(stranger)))

    assert answer.status_code == 422 and SelfReport.objects.whole_tree(reason="test").count() == 0


def test_second_message_is_refused_until_the_first_is_taken_back(cast, now, signed_in):
    browser = signed_in("guardian")
    browser.post(NEW, form(cast, now))
    again = browser.post(NEW, form(cast, now))
    sent = SelfReport.objects.whole_tree(reason="test").get()
    url = f"{LIST}{cast.school.id}~{sent.id}/withdraw/"

    assert again.status_code == 422 and "先撤回" in again.content.decode()
    for who, status in (("guardian2", 404), ("teacher", 403), ("neighbor", 404), ("county", 403)):
        assert signed_in(who).post(url).status_code == status
    assert signed_in("guardian").post(url).status_code == 303
    assert asked()[1] == "WITHDRAWN"


def test_guardians_day_shows_each_child_with_what_became_of_it(cast, now, signed_in):
    browser = signed_in("guardian")
    assert "没有请假" in browser.get("/today/").content.decode()
    browser.post(NEW, form(cast, now))
    page = browser.get("/today/").content.decode()
    assert "班主任还没处理" in page and "请假/报病" in page and "曹轩" not in page

    signed_in("teacher").post(check_url(cast, now), {f"answer-{asked()[0]}": "STILL", "base_version": 0})
    assert "班主任已登记" in signed_in("guardian").get("/today/").content.decode()


def test_check_page_shows_the_message_and_takes_it_over_in_one_answer(cast, now, signed_in):
    signed_in("guardian").post(NEW, form(cast, now))
    browser = signed_in("teacher")
    page = browser.get(check_url(cast, now)).content.decode()
    assert "家长来信" in page and "病假，发热，11-23发病，已就诊" in page and "按此登记" in page

    nil = browser.post(check_url(cast, now), {"base_version": 0}, headers={"HX-Request": "true"})
    assert nil.status_code == 422 and "还有学生的情况没有回答" in nil.content.decode()
    taken = browser.post(check_url(cast, now), {f"answer-{asked()[0]}": "STILL", "base_version": 0})
    assert taken.status_code == 302 and versions() == [(1, 1, 1, "")]


def test_teacher_may_dismiss_it_on_the_check_page(cast, now, signed_in):
    signed_in("guardian").post(NEW, form(cast, now))
    browser = signed_in("teacher")
    browser.post(check_url(cast, now), {f"answer-{asked()[0]}": "RECOVERED", "base_version": 0})

    assert versions() == [(1, 0, 0, "")]
    assert "班主任按到校登记" in signed_in("guardian").get(LIST).content.decode()


def test_message_after_the_report_is_answered_from_the_day_in_one_tap(cast, now, signed_in):
    signed_in("teacher").post(check_url(cast, now), {"base_version": 0})
    signed_in("guardian").post(NEW, form(cast, now))
    page = signed_in("teacher").get("/today/").content.decode()
    assert "待确认的学生" in page and "安子宁" in page and "病假，发热" in page
    amended = signed_in("teacher").post(answer_url(cast, "take-over"))

    assert amended.status_code == 302 and versions()[0] == (2, 1, 1, "家长来信")
    assert "待确认的学生" not in signed_in("teacher").get("/today/").content.decode()


def test_message_before_the_report_leads_to_the_report(cast, now, signed_in):
    signed_in("guardian").post(NEW, form(cast, now))
    browser = signed_in("teacher")
    assert "去上报" in browser.get("/today/").content.decode()

    assert browser.post(answer_url(cast, "take-over")).status_code == 409


def test_day_page_dismisses_without_a_new_version(cast, now, signed_in):
    signed_in("teacher").post(check_url(cast, now), {"base_version": 0})
    signed_in("guardian").post(NEW, form(cast, now))
    where = answer_url(cast, "dismiss")
    first = signed_in("teacher").post(where)
    again = signed_in("doctor").post(where)

    assert (first.status_code, again.status_code) == (302, 409)
    assert len(versions()) == 1 and asked()[1] == "RECOVERED"


@pytest.mark.parametrize(
    ("who", "status"),
    [("doctor", 302), ("teacher2", 404), ("principal", 403), ("guardian", 403), ("county", 403), ("neighbor", 404),
     ("foreign", 404)],
)  # fmt: skip
@pytest.mark.parametrize("act", ["take-over", "dismiss"])
def test_who_may_answer(cast, now, signed_in, who, status, act):
    signed_in("teacher").post(check_url(cast, now), {"base_version": 0})
    signed_in("guardian").post(NEW, form(cast, now))

    assert signed_in(who).post(answer_url(cast, act)).status_code == status


def test_two_teachers_answer_and_the_second_writes_nothing(cast, now, signed_in):
    signed_in("teacher").post(check_url(cast, now), {"base_version": 0})
    signed_in("guardian").post(NEW, form(cast, now))
    where = answer_url(cast, "take-over")
    first = signed_in("teacher").post(where)
    second = signed_in("doctor").post(where)

    assert (first.status_code, second.status_code) == (302, 404)
    assert len(versions()) == 2


def test_notice_to_the_class_names_nobody(cast, now, signed_in):
    signed_in("guardian").post(NEW, form(cast, now))
    dispatch.dispatch(now=now)
    inbox = signed_in("teacher").get("/notices/").content.decode()

    assert "三(1)班有1名学生的情况待确认" in inbox and "安子宁" not in inbox and "发热" not in inbox


def test_yesterdays_question_gives_way_to_the_message(cast, now, signed_in, monkeypatch):
    child = cast.school.classes[0].people[0]
    entry = {f"entry-{child}": '{"presence": "PRESENT", "symptoms": ["COUGH"]}', "base_version": 0}
    signed_in("teacher").post(check_url(cast, now), entry)
    tomorrow = now + dt.timedelta(days=1)
    monkeypatch.setattr("sizao.core.clock.now", lambda: tomorrow)
    reports.open_slots(actor=JOB, now=tomorrow, day=tomorrow.date())
    before = signed_in("teacher").get(check_url(cast, tomorrow)).content.decode()
    signed_in("guardian").post(NEW, form(cast, tomorrow))
    page = signed_in("teacher").get(check_url(cast, tomorrow)).content.decode()
    assert "今天怎样" in before and "今天怎样" not in page and "家长来信" in page

    signed_in("teacher").post(check_url(cast, tomorrow), {f"answer-{asked()[0]}": "STILL", "base_version": 0})
    assert rows("SELECT count(*) FROM checks_personquestion WHERE answered_at IS NULL") == [(0,)]


@pytest.mark.parametrize(("url", "most"), [(NEW, 17), (LIST, 8), ("/today/", 11)])
def test_pages_cost_a_fixed_number_of_queries(signed_in, django_assert_max_num_queries, url, most):
    browser = signed_in("guardian")
    with django_assert_max_num_queries(most):
        assert browser.get(url).status_code == 200
