"""The pages of the checks: who may, who may not, who must not know; what a form writes and what it keeps."""

import datetime as dt
import json

import pytest

from sizao.core.actor import Actor
from sizao.detect.checks import services
from sizao.detect.checks.models import EntryAssessment, HealthCheck, PersonQuestion, Slot

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
TOMORROW = dt.timedelta(days=1)


@pytest.fixture
def slots(cast, now):
    services.open_slots(actor=JOB, now=now, day=now.date())


def address(cast, now, number: int = 0, session: str = "morning", tail: str = "") -> str:
    return f"/checks/{cast.school.classes[number].id}/{now.date()}/{session}/{tail}"


def compact(**changes) -> str:
    return json.dumps({"presence": "PRESENT", "symptoms": ["FEVER"], "temperature": "385", **changes})


def latest() -> HealthCheck:
    return HealthCheck.objects.whole_tree(reason="test").order_by("-version").first()


ROLES = [
    ("teacher", 200), ("doctor", 200), ("health", 200), ("reporter", 200), ("dorm", 200), ("principal", 403),
    ("guard", 403), ("guardian", 403), ("counselor", 403), ("school_admin", 403), ("county", 403), ("city", 403),
    ("province", 403), ("inspector", 403), ("teacher2", 404), ("neighbor", 404), ("neighbor_principal", 404),
    ("foreign", 404), ("other_county", 404), ("other_city", 404),
]  # fmt: skip


@pytest.mark.parametrize(("who", "status"), ROLES)
def test_class_page_is_open_to_its_own_and_names_nobody_to_others(cast, now, slots, signed_in, who, status):
    page = signed_in(who).get(address(cast, now))
    assert page.status_code == status
    assert ("安子宁" in page.content.decode()) == (status == 200)


@pytest.mark.parametrize("session", ["morning", "observation"])
def test_posted_nil_report_is_written_once_and_answered_by_the_receipt(cast, now, slots, signed_in, session):
    browser = signed_in("teacher")
    key = "01a20696-5d00-7000-8000-000000000001"
    first = browser.post(address(cast, now, session=session), {"key": key, "base_version": 0})
    again = browser.post(address(cast, now, session=session), {"key": key, "base_version": 0})

    assert (first.status_code, again.status_code) == (302, 302)
    assert HealthCheck.objects.whole_tree(reason="test").count() == 1


def test_htmx_post_is_answered_with_the_receipt_in_place(cast, now, slots, signed_in):
    answer = signed_in("teacher").post(address(cast, now), {"base_version": 0}, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and "已上报" in answer.content.decode() and "<html" not in answer.content.decode()


def test_entry_of_the_sheet_is_written_as_typed(cast, now, slots, signed_in):
    person = cast.school.classes[0].people[4]
    signed_in("teacher").post(address(cast, now), {f"entry-{person}": compact(seen_doctor="YES", shared_meal=True)})

    page = signed_in("teacher").get(address(cast, now)).content.decode()
    assert latest().ill == 1 and "发热" in page and "38.5℃" in page


@pytest.mark.parametrize(
    ("entry", "words"),
    [(compact(temperature="36.7.1"), "体温填30到45"), (compact(temperature="99"), "体温填30到45"),
     (compact(onset_date="2027-01-01"), "不能晚于"), (compact(note="很" * 20_000), "备注最多500字"),
     ("{broken", "读不出来")],
)  # fmt: skip
def test_bad_entry_is_refused_in_words_and_nothing_is_written(cast, now, slots, signed_in, entry, words):
    person = cast.school.classes[0].people[4]
    answer = signed_in("teacher").post(address(cast, now), {f"entry-{person}": entry})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert HealthCheck.objects.whole_tree(reason="test").count() == 0


def test_second_teacher_sees_the_first_report_and_may_correct_it(cast, now, slots, signed_in):
    signed_in("teacher").post(address(cast, now), {"base_version": 0})
    person = cast.school.classes[0].people[4]
    late = {"base_version": 0, f"entry-{person}": compact()}
    refused = signed_in("health").post(address(cast, now), late)
    corrected = signed_in("health").post(address(cast, now), {**late, "base_version": 1})

    assert refused.status_code == 409 and "王敏" in refused.content.decode() and str(person) in refused.content.decode()
    assert corrected.status_code == 302
    assert (latest().version, latest().source, latest().ill) == (2, "DEPUTY", 1)


def test_page_without_javascript_takes_one_pupil(cast, now, slots, signed_in):
    person = cast.school.classes[0].people[2]
    browser = signed_in("teacher")
    assert "症状" in browser.get(address(cast, now) + f"?person={person}").content.decode()
    wrong = browser.post(address(cast, now) + f"?person={person}", {"presence": "PRESENT"})
    right = browser.post(address(cast, now) + f"?person={person}", {"presence": "ABSENT", "absence_reason": "PRIVATE"})
    assert wrong.status_code == 422 and "至少选一个症状" in wrong.content.decode()
    assert right.status_code == 302 and latest().absent == 1


def test_pupil_of_another_class_has_no_page(cast, now, slots, signed_in):
    stranger = cast.school.classes[1].people[0]
    assert signed_in("teacher").get(address(cast, now) + f"?person={stranger}").status_code == 404


def test_late_arrival_is_one_tap_and_keeps_the_absence_in_the_old_version(cast, now, slots, signed_in):
    person = cast.school.classes[0].people[2]
    browser = signed_in("teacher")
    away = compact(presence="ABSENT", absence_reason="PRIVATE", symptoms=[])
    browser.post(address(cast, now), {f"entry-{person}": away})
    browser.post(address(cast, now, tail=f"arrived/{person}/"))

    versions = HealthCheck.objects.whole_tree(reason="test").order_by("version").values_list("absent", "reason")
    assert list(versions) == [(1, ""), (0, "迟到已到校")]


def test_withdrawal_makes_the_class_due_again(cast, now, slots, signed_in):
    browser = signed_in("teacher")
    browser.post(address(cast, now), {"base_version": 0})
    browser.post(address(cast, now, tail="withdraw/"))
    assert "待报" in browser.get(address(cast, now)).content.decode()


def test_yesterdays_ill_pupil_stands_as_a_question_and_is_answered_in_one_tap(cast, now, slots, signed_in):
    person = cast.school.classes[0].people[4]
    signed_in("teacher").post(address(cast, now), {f"entry-{person}": compact()})
    tomorrow = now + TOMORROW
    services.open_slots(actor=JOB, now=tomorrow, day=tomorrow.date())
    question = PersonQuestion.objects.whole_tree(reason="test").get()

    assert question.person_id == person and question.answer == ""
    assert question.hint == "PRESENT||FEVER"


def test_closed_slot_says_why(cast, now, signed_in):
    page = signed_in("teacher").post(address(cast, now), {"base_version": 0})
    assert page.status_code == 409 and "不用上报" in page.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("doctor", 200), ("health", 200), ("reporter", 200), ("principal", 200), ("teacher", 404), ("county", 403),
     ("neighbor_principal", 404), ("other_county", 404), ("guardian", 403)],
)  # fmt: skip
def test_board_is_open_to_the_schools_own_health_staff(cast, now, slots, signed_in, who, status):
    page = signed_in(who).get(f"/checks/board/{cast.school.id}/{now.date()}/")
    assert page.status_code == status
    assert ("四(1)班" in page.content.decode()) == (status == 200)


def test_waived_class_is_no_longer_missing_and_can_be_due_again(cast, now, slots, signed_in):
    group = cast.school.classes[2].id
    where = f"/checks/board/{cast.school.id}/{now.date()}"
    browser = signed_in("reporter")
    empty = browser.post(f"{where}/waive/{group}/", {"reason": "", "sessions": "MORNING"})
    browser.post(f"{where}/waive/{group}/", {"reason": "研学", "sessions": "MORNING"})
    waived = Slot.objects.whole_tree(reason="test").get(group_id=group, session="MORNING")

    assert empty.status_code == 422
    assert waived.waived_reason == "研学" and "研学" in browser.get(where + "/").content.decode()
    browser.post(f"{where}/unwaive/{group}/", {"sessions": "MORNING"})
    waived.refresh_from_db()
    assert waived.waived_at is None


def test_reported_class_cannot_be_waived(cast, now, slots, signed_in):
    signed_in("teacher").post(address(cast, now), {"base_version": 0})
    answer = signed_in("reporter").post(
        f"/checks/board/{cast.school.id}/{now.date()}/waive/{cast.school.classes[0].id}/",
        {"reason": "研学", "sessions": "MORNING"},
    )
    assert answer.status_code == 409


def test_doctor_changes_an_entry_and_both_versions_stay(cast, now, slots, signed_in):
    person = cast.school.classes[0].people[4]
    signed_in("teacher").post(address(cast, now), {f"entry-{person}": compact()})
    doctor = signed_in("doctor")
    where = f"/checks/entries/{cast.school.id}/{now.date()}/"
    entry = doctor.get(where).content.decode().split(where)[1].split("/")[0]
    changed = {"verdict": "CHANGED", "symptoms": ["RASH"], "disposition": "HOSPITAL", "temperature": "", "note": ""}

    assert doctor.post(f"{where}{entry}/", {**changed, "symptoms": []}).status_code == 422
    assert doctor.post(f"{where}{entry}/", changed).status_code == 302
    assert signed_in("teacher").post(f"{where}{entry}/", changed).status_code in (403, 404)
    made = EntryAssessment.objects.whole_tree(reason="test").get()
    assert (made.symptoms, made.disposition) == (["RASH"], "HOSPITAL")


def test_doctors_word_outlives_a_correction_of_the_report(cast, now, slots, signed_in):
    first, second = cast.school.classes[0].people[4:6]
    signed_in("teacher").post(address(cast, now), {f"entry-{first}": compact()})
    where = f"/checks/entries/{cast.school.id}/{now.date()}/"
    doctor = signed_in("doctor")
    entry = doctor.get(where).content.decode().split(where)[1].split("/")[0]
    doctor.post(f"{where}{entry}/", {"verdict": "CONFIRMED", "disposition": "SENT_HOME"})
    both = {"base_version": 1, f"entry-{first}": compact(), f"entry-{second}": compact()}
    signed_in("teacher").post(address(cast, now), both)

    page = doctor.get(where).content.decode()
    assert page.count("属实") == 1 and page.count("离校回家") == 1 and "待核实1人" in page


@pytest.mark.parametrize(("who", "path", "most"), [
    ("teacher", "/today/", 23), ("teacher", "/checks/{group}/{day}/morning/", 14), ("doctor", "/today/", 26),
    ("doctor", "/checks/board/{school}/{day}/", 14), ("doctor", "/checks/entries/{school}/{day}/", 14),
])  # fmt: skip
def test_pages_cost_a_fixed_number_of_queries(
    cast, now, slots, signed_in, django_assert_max_num_queries, who, path, most
):
    browser = signed_in(who)
    with django_assert_max_num_queries(most):
        page = browser.get(path.format(school=cast.school.id, group=cast.school.classes[0].id, day=now.date()))
    assert page.status_code == 200
