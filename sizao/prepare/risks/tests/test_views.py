"""Pages of the risk points: register, matrix, what is below, the trend of signals, the workbook."""

import io

import pytest
from python_calamine import CalamineWorkbook

from sizao.core import dispatch
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.ids import new_id
from sizao.demo.cast import CITY, COUNTY
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check, Entry
from sizao.prepare.risks.models import RiskPoint

pytestmark = pytest.mark.django_db
WANTED = {
    "title": "三楼饮水机滤芯过期", "kind": "FOOD_WATER", "likelihood": "3", "impact": "5", "measure": "每月更换并登记",
    "owner": "SCHOOL_DOCTOR", "review_on": "2026-12-20",
}  # fmt: skip


def page(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


def where(row) -> str:
    return f"/risks/points/{Key(row.school_id, row.id)}/"


def test_doctor_adds_reviews_and_closes_a_point(cast, signed_in):
    browser = signed_in("doctor")
    assert "还没有登记风险点" in page(browser.get("/risks/", follow=True))
    assert browser.post(f"/risks/{cast.school.id}/new/", WANTED).status_code == 303
    (row,) = RiskPoint.objects.whole_tree(reason="test")
    listed = page(browser.get(f"/risks/{cast.school.id}/"))
    assert "三楼饮水机滤芯过期" in listed and "3×5=15" in listed and "重大" in listed and "risk-matrix" in listed

    review = {**WANTED, "likelihood": "1", "note": "换过滤芯"}
    assert browser.post(f"{where(row)}review/", review).status_code == 303
    assert browser.post(f"{where(row)}control/", {"reason": "已换"}).status_code == 303
    shown = page(browser.get(where(row)))
    assert "换过滤芯" in shown and "3×5=15" in shown and "1×5=5" in shown and "措施已落实" in shown
    assert browser.post(f"{where(row)}close/", {"reason": "改用直饮水"}).status_code == 303
    assert "三楼饮水机滤芯过期" not in page(browser.get(f"/risks/{cast.school.id}/"))
    assert "三楼饮水机滤芯过期" in page(browser.get(f"/risks/{cast.school.id}/?show=closed"))


def test_form_is_checked_and_keeps_what_was_typed(cast, signed_in):
    bad = {**WANTED, "likelihood": "9", "review_on": "2026-11-01", "measure": ""}
    said = page(signed_in("doctor").post(f"/risks/{cast.school.id}/new/", bad), 422)

    assert "选1到5" in said and "写明防控措施" in said and "三楼饮水机滤芯过期" in said
    assert not RiskPoint.objects.whole_tree(reason="test").exists()


def test_move_without_a_reason_stays_in_its_form(put, cast, signed_in):
    row = put(cast.school.id)

    assert "写明原因" in page(signed_in("doctor").post(f"{where(row)}close/", {"reason": ""}), 422)
    assert signed_in("doctor").post(f"{where(row)}vanish/", {"reason": "x"}).status_code == 404


def test_county_keeps_its_own_and_sees_what_is_below(put, cast, signed_in):
    put(cast.school.id, title="宿舍拥挤", likelihood=5, impact=4)
    put(COUNTY, level="COUNTY", title="全县流感接种率低")
    said = page(signed_in("county").get("/risks/", follow=True))

    assert "全县流感接种率低" in said and "育英小学 · 宿舍拥挤" in said and "下级各有多少" in said
    assert "登记风险点" in said and "登记风险点" not in page(signed_in("county").get(f"/risks/{cast.school.id}/"))


def test_city_sees_counties_and_registers_nothing(put, cast, signed_in):
    put(cast.school.id, title="宿舍拥挤")
    said = page(signed_in("city").get(f"/risks/{CITY}/"))

    assert "芙蓉区" in said and "宿舍拥挤" in said and "登记风险点" not in said
    assert signed_in("city").get(f"/risks/{CITY}/new/").status_code == 403


@pytest.mark.parametrize("who", ["teacher", "guardian", "auditor"])
def test_others_may_not(cast, put, signed_in, who):
    row = put(cast.school.id)

    assert signed_in(who).get(f"/risks/{cast.school.id}/").status_code in (403, 404)
    assert signed_in(who).get(where(row)).status_code in (403, 404)


def test_signals_of_the_last_weeks_stand_beside_the_register(cast, now, signed_in):
    assert "最近12周没有信号" in page(signed_in("doctor").get(f"/risks/{cast.school.id}/"))
    checks.open_slots(actor=Actor.system("test"), now=now, day=now.date())
    built = cast.school.classes[0]
    entries = tuple(Entry(person, symptoms=("FEVER",)) for person in built.people[1:4])
    check = Check(new_id(now), cast.school.id, built.id, now.date(), "MORNING", entries=entries)
    checks.submit_one(actor=cast.actor("teacher", now), now=now, check=check)
    while dispatch.dispatch(now=now):
        pass

    for who, unit_id in (("doctor", cast.school.id), ("county", COUNTY), ("city", CITY)):
        said = page(signed_in(who).get(f"/risks/{unit_id}/"))
        assert "信号趋势" in said and "新信号" in said and "最近12周没有信号" not in said, who
    assert "最近12周没有信号" in page(signed_in("neighbor_principal").get(f"/risks/{cast.neighbor_school.id}/"))


def test_register_is_taken_out_with_a_purpose(put, cast, signed_in):
    put(cast.school.id, title="=1+1", likelihood=5, impact=4)
    browser = signed_in("principal")

    assert "写明用途" in page(browser.post(f"/risks/{cast.school.id}/", {"purpose": " "}), 422)
    answer = browser.post(f"/risks/{cast.school.id}/", {"purpose": "县里检查"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    cells = [str(cell) for line in book.get_sheet_by_index(0).to_python() for cell in line]
    assert "'=1+1" in cells and "20.0" in cells and "重大" in cells


def test_page_costs_the_same_whatever_there_is(put, cast, signed_in, django_assert_max_num_queries):
    for number in range(30):
        put(cast.school.id, title=f"风险点{number}")
    browser = signed_in("county")

    with django_assert_max_num_queries(14):
        browser.get(f"/risks/{COUNTY}/")
