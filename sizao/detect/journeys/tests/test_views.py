"""The pages of journeys: one tap, one form, a class by exception, numbers above the school, names within it."""

import datetime as dt
import io
import re

import pytest
import python_calamine
from django.urls import reverse

from sizao.core.converters import Key
from sizao.demo.cast import COUNTY
from sizao.detect.journeys import queries
from sizao.detect.journeys.models import Answer, Collection, FollowUp, RiskArea, Stay, Trip
from sizao.detect.journeys.views import cards

pytestmark = pytest.mark.django_db


def page(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


def kept(model=Answer):
    return model.objects.whole_tree(reason="test")


def where_of(cast, row, place: int = 0) -> str:
    return reverse("journeys:person", args=[Key(cast.school.id, cast.school.classes[0].people[place]), row.id])


def typed(now, **changes) -> dict[str, str]:
    day = now.date()
    return {
        "whereabouts": "AWAY", "area": "浏阳", "starts_on": str(day - dt.timedelta(days=8)),
        "latest_day": str(day - dt.timedelta(days=3)), "means": "TRAIN", "number": "G6113 05车12A", **changes,
    }  # fmt: skip


def test_guardian_answers_from_today_in_one_tap_and_is_not_asked_again(signed_in, cast, collect):
    row, browser = collect(), signed_in("guardian")
    assert "安子宁假期在哪里？" in page(browser.get("/today/"))

    asked = page(browser.get(f"{where_of(cast, row)}?away"))
    assert 'value="AWAY"' in asked and asked.count("checked") == 1
    sent = browser.post(where_of(cast, row), {"whereabouts": "LOCAL", "quick": "1"})
    assert (sent.status_code, sent["Location"]) == (303, "/today/")
    assert "假期在哪里" not in page(browser.get("/today/"))
    assert "在本地" in page(browser.get("/journeys/mine/"))
    assert kept().get().whereabouts == "LOCAL"


def test_quick_answer_never_leads_out_of_the_house(signed_in, cast, collect):
    row = collect()
    values = {"whereabouts": "LOCAL", "quick": "1", "back": "https://evil.example/"}
    assert signed_in("guardian").post(where_of(cast, row), values)["Location"] == "/today/"


def test_guardian_says_where_the_child_goes_and_adds_a_place(signed_in, cast, now, collect):
    row, browser = collect(), signed_in("guardian")
    said = page(browser.post(where_of(cast, row), typed(now, back_means="CAR")))
    assert "已填好" in said and "湖南省长沙市浏阳市" in said
    assert sorted(kept(Trip).values_list("from_code", "to_code", "means", "number")) == [
        ("430102", "430181", "TRAIN", "G6113 05车12A"), ("430181", "430102", "CAR", ""),
    ]  # fmt: skip

    one = kept().get()
    answer = reverse("journeys:answer", args=[Key(one.school_id, one.id)])
    assert browser.get(where_of(cast, row))["Location"] == answer
    day = str(now.date())
    stay = {"area": "110105", "starts_on": day, "latest_day": day, "place": "", "street_code": ""}
    assert browser.post(f"{answer}stays/new/", stay).status_code == 303
    trip = {"from_area": "浏阳", "to_area": "110105 北京市朝阳区", "left_on": day, "arrived_on": day, "means": "PLANE"}
    assert browser.post(f"{answer}trips/new/", {**trip, "number": "CA1350"}).status_code == 303
    shown = page(browser.get(answer))
    assert "北京市朝阳区" in shown and "飞机 CA1350" in shown
    first = kept(Stay).order_by("starts_on").first()
    assert browser.post(f"{answer}parts/{first.id}/drop/").status_code == 303
    last = kept(Stay).get()
    assert "只剩一个地方" in page(browser.post(f"{answer}parts/{last.id}/drop/"), 409)
    assert "原来填的" in page(browser.get(f"{where_of(cast, row)}?again"))


def test_place_with_a_common_name_is_chosen_from_those_of_the_name(signed_in, cast, now, collect):
    row, browser = collect(), signed_in("guardian")
    said = page(browser.post(where_of(cast, row), typed(now, area="朝阳区")), 422)
    assert "有2个地方叫这个名字，选一个" in said and "吉林省长春市朝阳区" in said and "G6113 05车12A" in said
    page(browser.post(where_of(cast, row), typed(now, area="朝阳区", area_pick="220104")))
    assert kept(Stay).get().area_code == "220104"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"area": "没有的地方"}, "没有找到这个地方"),
        ({"area": ""}, "填住在哪里"),
        ({"area": "境外"}, "在境外的，写国家或地区"),
        ({"starts_on": ""}, "填日期"),
        ({"latest_day": "2026-11-01"}, "不能早于第一天"),
        ({"whereabouts": ""}, "选在本地或去外地"),
        ({"street_code": "430102001"}, "街道社区代码要以430181开头"),
    ],
)
def test_form_says_what_is_wrong_and_keeps_what_was_typed(signed_in, cast, now, collect, changes, words):
    row = collect()
    said = page(signed_in("guardian").post(where_of(cast, row), typed(now, **changes)), 422)
    assert words in said and "G6113 05车12A" in said
    assert not kept().exists()


def test_place_abroad_is_written_in_words(signed_in, cast, now, collect):
    row = collect()
    page(signed_in("guardian").post(where_of(cast, row), typed(now, area="境外", place="日本大阪")))
    assert kept(Stay).get().place == "日本大阪"


def test_teacher_says_it_of_the_class_in_one_tap_and_then_of_those_who_travel(signed_in, cast, now, collect):
    row, browser, group = collect(), signed_in("teacher"), cast.school.classes[0].id
    where = reverse("journeys:group", args=[group, row.id])
    assert "36人没有填" in page(browser.get("/today/"))
    assert "全班36人在本地" in page(browser.get(where))
    page(browser.post(where_of(cast, row, 4), typed(now)))
    assert "其余35人在本地" in page(browser.get(where))

    assert browser.post(f"{where}local/").status_code == 303
    shown = page(browser.get(where))
    assert "都填了" in shown and "湖南省长沙市浏阳市" in shown and "学校代填" in shown
    assert "人没有填" not in page(browser.get("/today/"))


def test_staff_answer_for_themselves_from_today(signed_in, cast, collect):
    row, browser = collect(), signed_in("doctor")
    assert "我的去向" in page(browser.get("/today/"))
    where = reverse("journeys:own", args=[cast.school.id, row.id])
    assert browser.post(where, {"whereabouts": "LOCAL", "quick": "1"}).status_code == 303
    assert "我的去向" not in page(browser.get("/today/"))
    assert "我的去向" not in page(signed_in("canteen").get("/today/"))


def test_suggestions_follow_what_is_typed(signed_in):
    assert "430181 湖南省长沙市浏阳市" in page(signed_in("guardian").get("/journeys/areas/?from_area=浏"))
    assert page(signed_in("guardian").get("/journeys/areas/")).strip() == ""


def test_office_opens_and_reads_numbers_never_names(signed_in, cast, now, collect, say, away):
    browser, day = signed_in("county"), now.date()
    values = {
        "kind": "HOLIDAY", "name": "寒假去向", "starts_on": str(day - dt.timedelta(days=10)),
        "latest_day": str(day + dt.timedelta(days=5)), "return_on": str(day + dt.timedelta(days=6)),
    }  # fmt: skip
    assert "不能早于第一天" in page(
        browser.post(f"/journeys/units/{COUNTY}/new/", {**values, "latest_day": "2026-01-01"}), 422
    )
    assert "已开始收集" in page(browser.post(f"/journeys/units/{COUNTY}/new/", values))
    assert "不用再问一遍" in page(browser.post(f"/journeys/units/{COUNTY}/new/", values), 422)
    row = Collection.objects.whole_tree(reason="test").get()
    say(row, away(place="外婆家"))

    shown = page(browser.get(f"/journeys/units/{COUNTY}/{row.id}/"))
    assert "育英小学" in shown and "湖南省长沙市浏阳市" in shown and "没有填的不算在本地" in shown
    assert "安子宁" not in shown and "外婆家" not in shown
    assert "寒假去向" in page(browser.get("/journeys/", follow=True))
    school = page(browser.get(f"/journeys/units/{cast.school.id}/{row.id}/"))
    assert "三(1)班" not in school and "教职工（按账号）" not in school and "湖南省长沙市浏阳市" in school
    assert (
        f'data-label="应填">{36 + 38 + 30 + 3 + queries.count_staff([cast.school.id], day)[cast.school.id]}<' in school
    )
    city = page(signed_in("city").get(f"/journeys/units/430100/{row.id}/"), 404)
    assert "寒假" not in city
    own = page(signed_in("doctor").get(f"/journeys/units/{cast.school.id}/{row.id}/"))
    assert "三(1)班" in own and "教职工（按账号）" in own
    assert browser.post(f"/journeys/units/{COUNTY}/{row.id}/withdraw/").status_code == 303
    assert "现在没有在收的去向" in page(browser.get(f"/journeys/units/{COUNTY}/"))


def test_area_at_risk_leads_from_the_office_to_each_decision(signed_in, cast, now, collect, say, away, tell):
    say(collect(), away())
    county, doctor, day = signed_in("county"), signed_in("doctor"), now.date()
    assert "没有风险地区" in page(county.get(f"/journeys/risks/{COUNTY}/"))
    new = {
        "code": "浏阳市",
        "level": "HIGH",
        "source": "省疾控11月20日公告",
        "starts_on": str(day - dt.timedelta(days=9)),
    }
    assert "写明依据" in page(county.post(f"/journeys/risks/{COUNTY}/new/", {**new, "source": ""}), 422)
    assert "已列出" in page(county.post(f"/journeys/risks/{COUNTY}/new/", new))
    tell()
    listed = page(county.get(f"/journeys/risks/{COUNTY}/"))
    assert "1所学校1人最近到过" in listed and "安子宁" not in listed
    assert "核实最近到过的人" in page(doctor.get("/tasks/"))

    where = f"/journeys/touched/{cast.school.id}/"
    shown = page(doctor.get(where))
    assert "安子宁" in shown and "1人待跟进" in shown and "G6113" in shown
    one = kept().get()
    act = reverse(
        "journeys:decide", args=[Key(one.school_id, one.id), RiskArea.objects.whole_tree(reason="t").get().id]
    )
    assert "写明原因或做法" in page(doctor.post(act, {"outcome": "NO_MEASURE", "reason": ""}), 422)
    assert doctor.post(act, {"outcome": "MEASURE", "reason": ""}).status_code == 303
    assert kept(FollowUp).get().outcome == "MEASURE"
    assert "都有决定" in page(doctor.get(where)) and "外出返回" in page(doctor.get("/roster/tags/"))
    assert "核实最近到过的人" not in page(doctor.get("/tasks/"))
    for who, status in (("county", 403), ("teacher", 404), ("principal", 403), ("foreign", 404)):
        assert signed_in(who).get(where).status_code == status


def test_area_is_ended_or_taken_back(signed_in, now, risk):
    row, browser = risk(), signed_in("county")
    where = f"/journeys/risks/{COUNTY}/{row.id}/"
    assert "不能早于第一天" in page(browser.post(where, {"latest_day": "2026-01-01"}), 422)
    assert browser.post(where, {"latest_day": str(now.date())}).status_code == 303
    assert f"到{now.date()}" in page(browser.get(f"/journeys/risks/{COUNTY}/"))
    assert browser.post(f"{where}withdraw/").status_code == 303
    assert "没有风险地区" in page(browser.get(f"/journeys/risks/{COUNTY}/"))


def test_school_takes_the_list_out_with_a_purpose_and_who_was_silent_stands_in_it(
    signed_in, cast, now, collect, say, away
):
    row = collect()
    say(row, away(place="=外婆家"))
    where, browser = f"/journeys/units/{cast.school.id}/{row.id}/export/", signed_in("reporter")
    assert "写明用途" in page(browser.post(where, {"purpose": ""}), 422)
    sent = browser.post(where, {"purpose": "核对返校"})
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(b"".join(sent.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    by_name = {(line[0], line[1]): line for line in rows}
    child = by_name["三(1)班", "安子宁"]
    assert "浏阳市" in child[3] and "G6113 05车12A" in child[4] and child[5] == "监护人填"
    assert by_name["三(1)班", "曹轩"][2] == "没有填" and by_name["教职工", "王敏"][2] == "没有填"
    for who in ("county", "principal", "teacher"):
        assert signed_in(who).get(where).status_code in (403, 404)


def test_pages_of_today_cost_nothing_where_nobody_asks(signed_in, cast, now, django_assert_num_queries):
    for who, number in (("county", 0), ("guardian", 1), ("doctor", 1), ("teacher", 1)):
        actor = cast.actor(who, now)
        with django_assert_num_queries(number):
            assert cards.today(actor=actor, now=now) == []


@pytest.mark.parametrize(("who", "is_school"), [("principal", True), ("county", False)])
def test_what_is_asked_shows_its_cost_before_it_is_asked(cast, signed_in, who, is_school):
    shown = page(signed_in(who).get(f"/journeys/units/{cast.school.id if is_school else COUNTY}/new/"))
    table = re.search(r"<tbody.*?</tbody>", shown, re.DOTALL)[0]
    rows = [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
            for row in re.findall(r"<tr.*?</tr>", table)]  # fmt: skip

    assert "要花的时间（估算）" in shown
    assert [(row[0], row[2], row[3]) for row in rows] == [("监护人", "0秒", "15秒"), ("班主任", "0秒", "40秒")]
    if is_school:
        assert [row[1] for row in rows] == ["104", "3"] and rows[0][4] == "0.4小时"
    else:
        assert int(rows[0][1]) > 104 and int(rows[1][1]) > 3


def test_cost_that_was_measured_is_shown_as_measured(cast, now, signed_in, monkeypatch):
    from sizao.core.burden import queries as burden

    costs = {"journeys.answer": burden.AskCost("journeys.answer", 22, 40),
             "journeys.group": burden.AskCost("journeys.group", 75, 25)}  # fmt: skip
    monkeypatch.setattr("sizao.core.burden.queries.cost_of", lambda codes, line, *, day: costs)
    shown = page(signed_in("principal").get(f"/journeys/units/{cast.school.id}/new/"))

    assert "要花的时间（实测）" in shown and "22秒" in shown and "1分15秒" in shown
