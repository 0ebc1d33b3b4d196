"""The pages of rules and the calendar: who may see, set, must not know; what they say and what they cost."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sizao.core.actor import Actor
from sizao.demo.cast import CITY, COUNTY, OTHER_COUNTY, PROVINCE
from sizao.registry.policies import services
from sizao.registry.policies.models import CalendarDay, NationalDay, PolicyValue, Term

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
HTMX = {"HX-Request": "true"}
DUE = "checks.morning.due"
WANTED = {"value": "09:30", "starts_on": "2026-11-23", "reason": "流感季提前"}


def page(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def rules(unit_id: int, key: str = "") -> str:
    return f"/policies/{unit_id}/{key}{'/' if key else ''}"


def calendar(unit_id: int, rest: str = "") -> str:
    return f"/policies/calendar/{unit_id}/{rest}"


@pytest.mark.parametrize("who", ["teacher", "doctor", "principal", "county", "city", "province", "guardian", "auditor"])
def test_everyone_sees_the_rules_and_the_calendar_of_the_own_unit(signed_in, who):
    browser = signed_in(who)

    for home in ("/policies/", "/policies/calendar/"):
        text = page(browser.get(home, follow=True))
        assert "校历" in text
    assert "晨检截止" in page(browser.get("/policies/", follow=True))


@pytest.mark.parametrize("who", ["neighbor", "neighbor_principal", "foreign", "other_county", "other_city"])
def test_strangers_must_not_know(cast, signed_in, who):
    browser, school = signed_in(who), cast.school.id

    for address in (rules(school), rules(school, DUE), calendar(school), calendar(school, "days/")):
        assert browser.get(address).status_code == 404
    assert browser.post(rules(school, DUE), WANTED).status_code == 404
    assert browser.post(calendar(school, "days/2026-11-27/remove/")).status_code == 404


@pytest.mark.parametrize("who", ["doctor", "guardian", "guard", "inspector", "auditor"])
def test_those_who_see_may_not_set(cast, signed_in, who):
    browser, school = signed_in(who), cast.school.id

    assert "本单位另定" not in page(browser.get(rules(school, DUE)))
    assert "停课或补课" not in page(browser.get(calendar(school)))
    assert browser.post(rules(school, DUE), WANTED).status_code == 403
    for address in ("days/", "terms/new/"):
        assert browser.get(calendar(school, address)).status_code == 403
    assert browser.get(rules(school, f"{DUE}/reset")).status_code == 403


def test_school_does_not_set_for_its_county(signed_in):
    assert signed_in("principal").post(rules(COUNTY, DUE), WANTED).status_code == 404
    assert signed_in("county").post(rules(CITY, DUE), WANTED).status_code == 404


def test_what_does_not_exist_or_does_not_concern_the_unit_is_not_found(cast, signed_in):
    browser = signed_in("principal")

    assert browser.get(rules(cast.school.id, "checks.nothing")).status_code == 404
    assert browser.get(rules(cast.school.id, "returns.cutoff.county")).status_code == 404
    assert browser.get(rules(99)).status_code == 404
    assert "县级日报告截止" not in page(browser.get(rules(cast.school.id)))
    assert "县级日报告截止" in page(signed_in("county").get(rules(COUNTY)))


def test_value_is_previewed_with_whom_it_reaches_and_then_set(cast, signed_in):
    browser, address = signed_in("county"), rules(COUNTY, DUE)

    shown = page(browser.post(address, {**WANTED, "step": "preview"}, headers=HTMX))
    assert "10:30改为09:30" in shown and "1个县（区）、2所学校、4个班" in shown and "<html" not in shown
    assert "今天已开启的时段不变" in shown
    assert not PolicyValue.objects.whole_tree(reason="test").exists()

    assert 'value="09:30"' in page(browser.post(address, {**WANTED, "step": "edit"}, headers=HTMX))
    assert "规则已设" in page(browser.post(address, {**WANTED, "step": "save"}, headers=HTMX))
    row = PolicyValue.objects.whole_tree(reason="test").get()
    assert (row.value, row.reason, row.set_by) == ("09:30", "流感季提前", cast.users["county"])


def test_every_page_below_says_which_unit_set_it_when_and_why(cast, signed_in):
    signed_in("county").post(rules(COUNTY, DUE), {**WANTED, "step": "save"})
    browser = signed_in("principal")

    overview, text = page(browser.get(rules(cast.school.id))), page(browser.get(rules(cast.school.id, DUE)))

    assert "芙蓉" in overview and "09:30" in overview and "2026-11-23起" in overview
    assert "流感季提前" in text and "周科长" in text and "RTN-AM-SUBMIT" in text and "上级定，下级只能更早" in text


@pytest.mark.parametrize("step", ["preview", "save"])
def test_weaker_value_is_refused_in_words_in_place(cast, signed_in, step):
    signed_in("county").post(rules(COUNTY, DUE), {**WANTED, "step": "save"})

    answer = signed_in("principal").post(
        rules(cast.school.id, DUE), WANTED | {"value": "10:00", "step": step}, headers=HTMX
    )

    text = answer.content.decode()
    assert answer.status_code == 422 and "<html" not in text
    assert "“晨检截止”上级定为09:30，下级只能更早，不能定为10:00" in text and 'value="10:00"' in text


@pytest.mark.parametrize(
    ("key", "changes", "message"),
    [
        (DUE, {"value": ""}, "填时刻，如09:30"),
        (DUE, {"value": "25:00"}, "填时刻，如09:30"),
        (DUE, {"value": "06:10"}, "没有时间填报"),
        (DUE, {"starts_on": "2026-11-22"}, "不能早于今天"),
        (DUE, {"reason": " "}, "写明原因"),
        ("checks.correction_hours", {"value": "169"}, "填0到168的整数"),
        ("checks.reminder_minutes", {"value": "0"}, "填1到240的整数"),
        ("checks.sessions.day_pupil", {"value": ["MORNING"]}, "不能减少"),
        ("checks.sessions.day_pupil", {"value": []}, "至少选一项"),
    ],
)
def test_wrong_value_comes_back_with_what_to_do(signed_in, key, changes, message):
    answer = signed_in("county").post(rules(COUNTY, key), WANTED | {"step": "save"} | changes, headers=HTMX)

    assert answer.status_code == 422 and message in answer.content.decode()


def test_set_of_sessions_survives_the_preview(signed_in):
    browser, address = signed_in("county"), rules(COUNTY, "checks.sessions.day_pupil")
    values = WANTED | {"value": ["MORNING", "NOON", "EVENING"]}

    shown = page(browser.post(address, {**values, "step": "preview"}))
    assert shown.count('name="value"') == 3
    page(browser.post(address, {**values, "step": "save"}))
    assert PolicyValue.objects.whole_tree(reason="test").get().value == ["MORNING", "NOON", "EVENING"]


def test_upper_level_sees_who_below_has_set_something_else(cast, signed_in):
    signed_in("principal").post(rules(cast.school.id, DUE), {**WANTED, "step": "save"})

    text = page(signed_in("city").get(rules(CITY, DUE)))

    assert "下级另定的1个" in text and "育英小学" in text


def test_own_value_is_taken_back_and_the_page_says_what_comes_then(cast, signed_in):
    browser = signed_in("county")
    browser.post(rules(COUNTY, DUE), {**WANTED, "step": "save"})
    address = rules(COUNTY, f"{DUE}/reset")

    assert "之后是" in page(browser.get(address)) and "取消本单位的设定" in page(browser.get(rules(COUNTY, DUE)))
    assert browser.post(address, {"from_day": "2026-11-23"}).status_code == 422
    assert "本单位的设定已取消" in page(browser.post(address, {"from_day": "2026-11-24"}, headers=HTMX))
    assert "2026-11-24取消" in page(browser.get(rules(COUNTY, DUE)))


def test_month_says_of_each_day_what_it_is_and_who_decided(cast, now, signed_in):
    services.set_days(actor=JOB, now=now, unit_id=COUNTY, days=[dt.date(2026, 11, 27)], kind="LOCAL_OFF", reason="台风")
    browser = signed_in("principal")

    text = page(browser.get(calendar(cast.school.id)))
    assert "2026-11-27 周五 本地停课日" in text and "2026-11-28 周六 周末" in text and "上课20天" in text
    assert "台风 · 芙蓉" in text
    day = page(browser.get(calendar(cast.school.id, "?day=2026-11-27")))
    assert "谁定的" in day and "芙蓉" in day and "住宿生不在校" in day
    assert "国庆节 · 全国" in page(browser.get(calendar(cast.school.id, "?month=2026-10")))


def test_year_is_laid_out_and_nonsense_shows_this_month(cast, signed_in):
    browser = signed_in("principal")

    text = page(browser.get(calendar(cast.school.id, "?year=2026")))
    assert text.count("<table") == 12 and "2026年上课" in text
    for query in ("?year=1", "?month=2026-13", "?day=x", "?month=9999-99", "?year=99999"):
        assert "2026-11" in page(browser.get(calendar(cast.school.id, query)))


TERM = {"name": "秋季学期", "starts_on": "2026-09-01", "latest_day": "2027-01-15"}


def test_term_is_previewed_set_changed_and_removed(cast, signed_in):
    browser = signed_in("county")
    shown = page(browser.post(calendar(COUNTY, "terms/new/"), {**TERM, "step": "preview"}, headers=HTMX))
    assert "2所学校、4个班" in shown and "没有哪天不同" in shown

    assert "学期已设" in page(browser.post(calendar(COUNTY, "terms/new/"), {**TERM, "step": "save"}))
    term = Term.objects.whole_tree(reason="test").get(unit_id=COUNTY)
    assert (term.ends_on, "由下级的学期代替" in page(browser.get(calendar(COUNTY)))) == (dt.date(2027, 1, 16), True)

    address = calendar(COUNTY, f"terms/{term.id}/")
    shown = page(browser.post(address, TERM | {"latest_day": "2026-11-20", "step": "preview"}))
    assert "天改为不上课" in shown and "今天已开启的时段还在" in shown
    page(browser.post(address, TERM | {"name": "上学期", "step": "save"}))
    assert "删除上学期" in page(browser.post(f"{address}remove/", {"step": "preview"}))
    assert browser.post(f"{address}remove/", {"step": "save"}).status_code == 303
    assert not Term.objects.whole_tree(reason="test").filter(unit_id=COUNTY).exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"latest_day": "2026-09-01"}, "最后一天要晚于开学日"),
        ({"name": ""}, "填学期名称"),
        ({"starts_on": ""}, "填开学日"),
        ({"starts_on": "2026-12-01", "latest_day": "2027-06-30"}, "和“秋季学期”（2026-09-01至2027-01-15）重叠"),
    ],
)
@pytest.mark.parametrize("step", ["preview", "save"])
def test_wrong_term_comes_back_with_what_to_do(signed_in, changes, message, step):
    browser = signed_in("county")
    browser.post(calendar(COUNTY, "terms/new/"), {**TERM, "step": "save"})

    answer = browser.post(calendar(COUNTY, "terms/new/"), TERM | changes | {"step": step}, headers=HTMX)

    assert answer.status_code == 422 and message in answer.content.decode()


def test_term_of_another_unit_has_no_page_here(now, signed_in):
    other = services.add_term(
        actor=JOB, now=now, unit_id=OTHER_COUNTY, name="x", starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2027, 1, 1)
    )
    browser = signed_in("county")

    assert browser.get(calendar(COUNTY, f"terms/{other.id}/")).status_code == 404
    assert browser.post(calendar(COUNTY, f"terms/{other.id}/remove/")).status_code == 404


DAYS = {"kind": "LOCAL_OFF", "first": "2026-11-27", "latest": "2026-11-29", "reason": "运动会"}


def test_days_are_previewed_set_seen_above_and_taken_back(cast, signed_in):
    browser, school = signed_in("principal"), cast.school.id
    shown = page(browser.post(calendar(school, "days/"), {**DAYS, "step": "preview"}, headers=HTMX))
    assert "1天改为不上课" in shown and "2天和原来一样" in shown and "1所学校、3个班" in shown

    assert "校历已改" in page(browser.post(calendar(school, "days/"), {**DAYS, "step": "save"}))
    assert "撤回" in page(browser.get(calendar(school)))
    assert "育英小学" in page(signed_in("county").get(calendar(COUNTY)))
    assert browser.post(calendar(school, "days/2026-11-27/remove/")).status_code == 303
    assert CalendarDay.objects.whole_tree(reason="test").count() == 2
    assert browser.post(calendar(school, "days/yesterday/remove/")).status_code == 404


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"first": "2026-11-20"}, "不能早于今天"),
        ({"latest": "2026-11-26"}, "不能早于第一天"),
        ({"latest": "2027-02-27"}, "一次最多60天"),
        ({"reason": ""}, "写明原因"),
        ({"kind": "SUNDAY"}, "有1处需要修改"),
    ],
)
def test_wrong_days_come_back_with_what_to_do(cast, signed_in, changes, message):
    answer = signed_in("principal").post(
        calendar(cast.school.id, "days/"), DAYS | changes | {"step": "save"}, headers=HTMX
    )

    assert answer.status_code == 422 and message in answer.content.decode()


@pytest.mark.parametrize(("who", "offers"), [("admin", True), ("province", False), ("school_admin", False)])
def test_missing_year_is_on_the_day_of_administrators_and_the_province(signed_in, who, offers):
    text = page(signed_in(who).get("/today/"))

    assert "2027年的全国节假日还没有" in text
    assert ("/policies/national/" in text) is offers


@pytest.mark.parametrize("who", ["teacher", "county", "principal"])
def test_others_are_not_bothered_with_it(signed_in, who):
    assert "全国节假日还没有" not in page(signed_in(who).get("/today/"))


CSV = "日期,类型,名称\n2027-01-01,放假,元旦\n2027-01-02,上班,元旦\n"


def upload(browser, content: str, **more):
    file = SimpleUploadedFile("days.csv", content.encode("gb18030"), "text/csv")
    return browser.post(
        "/policies/national/", {"file": file, "source": "国办发明电〔2026〕7号", "step": "preview", **more}
    )


def test_announced_year_is_read_from_a_file_previewed_and_written(signed_in):
    browser = signed_in("admin")

    shown = page(upload(browser, CSV))
    assert "2027-01-01 周五 法定节假日 元旦" in shown and not NationalDay.objects.filter(day__year=2027).exists()
    rows = "2027-01-01,HOLIDAY,元旦\n2027-01-02,MAKE_UP,元旦\n"
    saved = {"rows": rows, "source": "国办发明电〔2026〕7号", "step": "save"}
    assert "节假日已导入" in page(browser.post("/policies/national/", saved))
    assert NationalDay.objects.filter(day__year=2027).count() == 2
    assert "全国节假日还没有" not in page(browser.get("/today/"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("2027-01-01,春游,元旦\n", "第1行“2027-01-01，春游，元旦”：类型填放假或上班"),
        ("日期,类型\n", "文件里没有日期"),
        ("<html>", "网页或XML"),
    ],
)
def test_bad_file_is_refused_row_by_row(signed_in, content, message):
    answer = upload(signed_in("admin"), content)

    assert answer.status_code == 422 and message in answer.content.decode()


def test_file_without_a_source_and_a_huge_one_are_refused(signed_in):
    browser = signed_in("admin")

    assert "写明文号" in upload(browser, CSV, source="").content.decode()
    assert "文件过大" in upload(browser, CSV + "x" * 300_000).content.decode()


@pytest.mark.parametrize("who", ["teacher", "principal", "county", "province", "school_admin", "auditor"])
def test_others_do_not_import(signed_in, who):
    browser = signed_in(who)

    assert browser.get("/policies/national/").status_code == 403
    assert upload(browser, CSV).status_code == 403


@pytest.mark.parametrize(
    ("who", "address", "most"),
    [
        ("principal", "/policies/{school}/", 16),
        ("county", f"/policies/{COUNTY}/{DUE}/", 28),
        ("province", f"/policies/calendar/{PROVINCE}/", 18),
        ("principal", "/policies/calendar/{school}/?year=2026", 18),
    ],
)
def test_pages_cost_a_fixed_number_of_queries(cast, signed_in, django_assert_max_num_queries, who, address, most):
    browser, address = signed_in(who), address.format(school=cast.school.id)
    browser.get(address)

    with django_assert_max_num_queries(most):
        page(browser.get(address))
