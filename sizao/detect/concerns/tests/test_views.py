"""Pages of concerns: told in a minute by anybody, judged by the doctor, never who told; costs, empty states, errors."""

import datetime as dt

import pytest
from django.db import connection

from sizao.core.converters import Key
from sizao.core.ids import new_id
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check
from sizao.detect.concerns.models import Concern, Sender
from sizao.detect.concerns.tests.conftest import read

pytestmark = pytest.mark.django_db
NEW, MINE, QUEUE = "/concerns/new/", "/concerns/", "/concerns/queue/"
TELLERS = ("teacher", "doctor", "health", "reporter", "principal", "dorm", "guard", "guardian", "counselor", "canteen")
STRANGERS = ("county", "city", "province", "inspector", "auditor", "admin", "school_admin")


@pytest.fixture
def form(cast, now):
    """Fill the form in, with changes."""

    def fill(**changes) -> dict:
        values = {
            "school": str(cast.school.id), "about": "PERSON", "class_words": "三2班", "name_words": "欧阳晨",
            "signs": ["FEVER", "STILL_HERE"], "seen_on": str(now.date()), "note": "在操场上坐着",
            "key": str(new_id(now)),
        }  # fmt: skip
        return {**values, **changes}

    return fill


def page(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


def told() -> Concern:
    (row,) = Concern.objects.whole_tree(reason="test")
    return row


def where(row) -> str:
    return f"/concerns/{Key(row.school_id, row.id)}/"


@pytest.mark.parametrize(("who", "status"), [*((who, 200) for who in TELLERS), *((who, 403) for who in STRANGERS)])
@pytest.mark.parametrize("url", [NEW, MINE])
def test_everybody_of_a_school_opens_the_form(signed_in, who, status, url):
    assert signed_in(who).get(url).status_code == status


def test_guardian_tells_and_sees_how_far_it_is(form, signed_in, judge):
    browser = signed_in("guardian")
    assert "最近30天没有反映过" in page(browser.get(MINE))
    sent = page(browser.post(NEW, form(), headers={"HX-Request": "true"}))
    assert "已交给校医" in sent and "<html" not in sent

    listed = page(browser.get(MINE))
    assert "欧阳晨" in listed and "发热，不舒服还在校" in listed and "已收到" in listed
    key = Key(told().school_id, told().id)
    judge("take_concern", key)
    assert "校医在核实" in page(browser.get(MINE))
    judge("reveal_sender", key, purpose="要问清在哪里看到的")
    judge("close_concern", key, outcome="UNFOUNDED", reason="已当面看过")
    listed = page(browser.get(MINE))
    assert "已办结" in listed and "您的身份11-23 08:00被校医查看过" in listed
    assert "核实后没有异常" not in listed and "已当面看过" not in listed


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"signs": []}, "选看到的情况"),
        ({"name_words": ""}, "填姓名"),
        ({"about": ""}, "选反映的是谁或哪里"),
        ({"about": "PLACE"}, "填是哪个场所"),
        ({"signs": ["OTHER"], "note": ""}, "写几个字"),
        ({"seen_on": "2026-12-01"}, "日期在最近14天之内"),
        ({"seen_on": "明天"}, "填哪天看到的"),
        ({"signs": ["PLAGUE"]}, "PLAGUE"),
    ],
)
def test_errors_name_the_field_and_keep_what_was_typed(form, signed_in, changes, words):
    said = page(signed_in("guardian").post(NEW, form(**changes)), 422)

    assert words in said and "三2班" in said and ("在操场上坐着" in said or not form(**changes)["note"])
    assert not Concern.objects.whole_tree(reason="test").exists()


def test_same_form_sent_twice_is_kept_once(form, signed_in):
    browser, values = signed_in("guardian"), form()
    for _ in range(2):
        page(browser.post(NEW, values))
    assert "内容不同" in page(browser.post(NEW, {**values, "note": "又在走廊"}), 422)

    assert Concern.objects.whole_tree(reason="test").count() == 1


def test_day_limit_is_said_and_the_form_keeps_what_was_typed(form, signed_in):
    browser = signed_in("guard")
    for _ in range(10):
        page(browser.post(NEW, form(key="")))
    said = page(browser.post(NEW, form(key="")), 422)

    assert "今天已反映10件" in said and "欧阳晨" in said


def test_another_school_is_no_choice(cast, form, signed_in):
    page(signed_in("guardian").post(NEW, form(school=str(cast.neighbor_school.id))), 422)

    assert not Concern.objects.whole_tree(reason="test").exists()


def test_form_offers_only_whom_the_reader_may_see(cast, signed_in):
    own = page(signed_in("teacher").get(NEW))
    assert "三(1)班 安子宁" in own and "三(2)班 曹轩" not in own
    for who in ("guardian", "guard", "counselor", "principal"):
        assert "安子宁" not in page(signed_in(who).get(NEW))

    stranger = page(signed_in("guardian").post(NEW, {"person": str(cast.school.classes[0].people[1])}), 422)
    assert "曹轩" not in stranger


def test_teacher_picks_a_pupil_of_their_class(cast, form, signed_in):
    person = cast.school.classes[0].people[3]
    page(signed_in("teacher").post(NEW, form(person=str(person), name_words="")))

    assert told().person_id == person and told().class_words == "三2班"
    other = form(person=str(cast.school.classes[1].people[3]))
    page(signed_in("teacher").post(NEW, other), 422)


def test_place_page_leads_to_the_form_with_the_place(dorm, signed_in):
    browser = signed_in("dorm")
    assert f"{NEW}?place={dorm.key.id}" in page(browser.get(f"/places/{dorm.key}/"))

    opened = page(browser.get(f"{NEW}?place={dorm.key.id}"))
    assert f'<option value="{dorm.key.id}" selected>' in opened


def test_doctor_goes_the_whole_way_and_the_class_is_not_told_who(cast, now, slots, form, signed_in):
    page(signed_in("guardian").post(NEW, form(name_words="曹轩")))
    browser, row = signed_in("doctor"), told()
    queue = page(browser.get(QUEUE))
    assert "曹*" in queue and "曹轩" not in queue and "安女士" not in queue and "待接手" in queue
    opened = page(browser.get(where(row)))
    assert "接手" in opened and "曹轩" not in opened and "安女士" not in opened and "不公开" in opened

    assert browser.post(f"{where(row)}take/").url == where(row)
    opened = page(browser.get(where(row)))
    pupil = cast.school.classes[1].people[1]
    assert "就是这个人" in opened and str(pupil) in opened and "三(2)班 2 曹*" in opened
    assert browser.post(f"{where(row)}match/", {"person_id": str(pupil)}).status_code == 303
    assert "选提给班级核实的症状" in page(browser.post(f"{where(row)}ask/", {}), 422)
    assert browser.post(f"{where(row)}ask/", {"symptoms": ["FEVER"]}).status_code == 303
    assert "等班级回答" in page(browser.get(where(row)))

    sheet = page(signed_in("teacher2").get(f"/checks/{cast.school.classes[1].id}/{now.date()}/morning/"))
    assert "校医转来" in sheet and "曹轩" in sheet
    assert "安女士" not in sheet and "操场" not in sheet and "/concerns/" + str(row.school_id) not in sheet


def test_teacher_meets_it_on_their_day_and_answers_with_a_tap(cast, now, slots, asked, signed_in):
    group = cast.school.classes[1]
    key = asked()
    browser, question = signed_in("teacher2"), read(key).question_id
    assert "校医转来" in page(browser.get("/today/"))

    assert browser.post(f"/screening/questions/{key.school_id}~{question}/dismiss/").status_code == 302
    check = Check(new_id(now), cast.school.id, group.id, now.date(), "MORNING")
    checks.submit_one(actor=cast.actor("teacher2", now), now=now, check=check)
    assert "校医转来" not in page(browser.get("/today/"))


def test_question_is_recalled_on_the_page(slots, asked, signed_in):
    key, browser = asked(), signed_in("health")
    assert "收回提问" in page(browser.get(where(key)))

    assert browser.post(f"{where(key)}recall/").status_code == 303
    assert read(key).state == "TAKEN"


def test_second_doctor_is_told_that_it_is_taken(tell, signed_in):
    key = tell()
    for who in ("doctor", "health"):
        signed_in(who).post(f"{where(key)}take/")

    assert "核实中" in page(signed_in("health").post(f"{where(key)}take/"), 409)
    assert read(key).history().filter(move="take").count() == 1


def test_merge_is_offered_for_the_same_person_and_day(cast, taken, judge, signed_in):
    keys = [taken(), taken("guard")]
    for key in keys:
        judge("match_person", key, person_id=cast.school.classes[1].people[1])
    browser = signed_in("doctor")
    assert "同一天的另一件" in page(browser.get(where(keys[1])))

    assert browser.post(f"{where(keys[1])}merge/", {"into": str(keys[0].id)}).status_code == 303
    assert "并入另一件" in page(browser.get(f"{QUEUE}?closed=1"))
    assert browser.post(f"{where(keys[0])}merge/", {"into": str(keys[1].id)}).status_code == 422
    assert browser.post(f"{where(keys[0])}merge/", {"into": "甲"}).status_code == 404


def test_closing_needs_a_reason_and_keeps_what_was_typed(taken, signed_in):
    key, browser = taken(), signed_in("doctor")
    said = page(browser.post(f"{where(key)}close/", {"outcome": "KNOWN", "reason": ""}), 422)
    assert "写明核实到什么" in said
    said = page(browser.post(f"{where(key)}close/", {"outcome": "FOUND", "reason": "已见到本人"}), 422)
    assert "选办结结果" in said and "已见到本人" in said and read(key).state == "TAKEN"

    browser.post(f"{where(key)}close/", {"outcome": "KNOWN", "reason": "已见到本人"})
    assert "已掌握" in page(browser.get(where(key))) and "没有待办的情况反映" in page(browser.get(QUEUE))


def test_names_are_shown_once_on_record(tell, signed_in):
    key, browser = tell(name_words="欧阳晨"), signed_in("doctor")
    for act, words in (("name", "欧阳晨"), ("sender", "安女士")):
        assert words not in page(browser.post(f"{where(key)}{act}/", {"purpose": ""}), 422)
        assert words in page(browser.post(f"{where(key)}{act}/", {"purpose": "要当面问清"}))
        assert words not in page(browser.get(where(key)))

    with connection.cursor() as cursor:
        cursor.execute("SELECT action, purpose FROM audit_entry WHERE purpose <> '' ORDER BY action")
        assert cursor.fetchall() == [
            ("concerns.name.shown", "要当面问清"), ("concerns.sender.revealed", "要当面问清")
        ]  # fmt: skip


def test_named_sender_is_named_to_the_judges_alone(tell, signed_in):
    key = tell(is_named=True)
    shown = page(signed_in("doctor").get(where(key)))
    assert "安女士" in shown and "愿意让校医知道" in shown and "查看反映人" not in shown

    assert "安女士" not in page(signed_in("doctor").get(QUEUE)) + page(signed_in("principal").get(QUEUE))
    assert "校医知道是您" in page(signed_in("guardian").get(MINE))


def test_forgotten_sender_is_said_to_be_so(tell, signed_in):
    key = tell()
    Sender.objects.whole_tree(reason="test").all().delete()

    shown = page(signed_in("doctor").get(where(key)))
    assert "身份已按期限删除" in shown and "查看反映人" not in shown


def test_head_sees_numbers_and_no_concern(tell, signed_in):
    key = tell(name_words="欧阳晨", note="在操场上坐着")
    for who in ("principal", "reporter"):
        shown = page(signed_in(who).get(QUEUE))
        assert "没办结" in shown and "这里只有件数" in shown
        assert "欧" not in shown and "操场" not in shown and "发热" not in shown
        assert signed_in(who).get(where(key)).status_code == 403


@pytest.mark.parametrize("act", ["", "take/", "match/", "ask/", "recall/", "merge/", "close/", "name/", "sender/"])
@pytest.mark.parametrize(("who", "status"), [("teacher", 403), ("guardian", 403), ("guard", 403), ("neighbor", 404)])
def test_nobody_else_opens_a_concern(tell, signed_in, act, who, status):
    key, browser = tell(), signed_in(who)
    sent = {"purpose": "看看是谁", "reason": "看看"}
    answer = browser.post(f"{where(key)}{act}", sent) if act else browser.get(where(key))

    assert answer.status_code == status
    assert "安女士" not in answer.content.decode() and read(key).state == "NEW"


def test_neighbor_and_county_find_no_queue(cast, signed_in):
    url = f"{QUEUE}{cast.school.id}/"
    assert signed_in("neighbor_principal").get(url).status_code == 404
    assert signed_in("county").get(url).status_code == 403
    assert signed_in("teacher").get(url).status_code == 403


def test_today_leads_everybody_to_the_form_and_the_doctor_to_the_queue(tell, signed_in):
    assert "没办结" not in page(signed_in("doctor").get("/today/"))
    tell()

    assert "没办结1件" in page(signed_in("doctor").get("/today/"))
    for who in ("guardian", "guard", "teacher"):
        shown = page(signed_in(who).get("/today/"))
        assert f'href="{NEW}"' in shown and "没办结1件" not in shown
    assert f'href="{NEW}"' not in page(signed_in("county").get("/today/"))


def test_pages_are_english_for_who_reads_english(tell, signed_in):
    browser = signed_in("doctor")
    browser.post("/me/display/", {"language": "en"})
    key = tell()
    shown = page(browser.get(NEW)) + page(browser.get(where(key))) + page(browser.get(QUEUE))
    assert "What you saw" in shown and "Not disclosed" in shown


@pytest.mark.parametrize("count", [1, 6])
def test_queue_costs_the_same_for_any_number(cast, tell, taken, judge, signed_in, django_assert_num_queries, count):
    for place in range(count):
        tell(name_words=f"某{place}")
        judge("match_person", taken("guard"), person_id=cast.school.classes[1].people[place])
    browser = signed_in("doctor")
    browser.get(QUEUE)

    with django_assert_num_queries(11):
        page(browser.get(QUEUE))


@pytest.mark.parametrize("count", [1, 6])
def test_own_list_costs_the_same_for_any_number(tell, signed_in, django_assert_num_queries, count):
    for _ in range(count):
        tell()
    browser = signed_in("guardian")
    browser.get(MINE)

    with django_assert_num_queries(6):
        page(browser.get(MINE))


def test_concern_page_costs_a_fixed_number(cast, taken, judge, signed_in, django_assert_max_num_queries):
    keys = [taken(who) for who in ("guardian", "guard", "dorm")]
    for key in keys:
        judge("match_person", key, person_id=cast.school.classes[1].people[1])
    browser = signed_in("doctor")
    browser.get(where(keys[0]))

    with django_assert_max_num_queries(22):
        page(browser.get(where(keys[0])))


def test_closed_list_is_empty_in_words(signed_in):
    assert "还没有办结的情况反映" in page(signed_in("doctor").get(f"{QUEUE}?closed=1"))


def test_day_is_at_most_today(now, signed_in):
    assert f'max="{now.date()}"' in page(signed_in("guardian").get(NEW))
    assert str(now.date() + dt.timedelta(days=1)) not in page(signed_in("guardian").get(NEW))
