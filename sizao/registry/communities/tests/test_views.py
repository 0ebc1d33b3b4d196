"""Pages of the communities: a school registers, asks, prints and records; a county reads; a neighbor finds nothing."""

import pytest

from sizao.core.converters import Key
from sizao.demo.cast import CITY, COUNTY
from sizao.registry.communities.models import Link, Matter

pytestmark = pytest.mark.django_db
LINK = {
    "code": "430102001002", "name": "学府街道学府社区", "contact": "田主任", "post": "社区主任", "phone": "13755550900",
    "clinic": "学府社区卫生服务中心", "clinic_phone": "0731-55550901",
}  # fmt: skip
MATTER = {"kind": "ENVIRONMENT", "text": "清理校门口的积水", "due_on": "2026-11-30"}


def page(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


def where(row) -> str:
    return f"/communities/matters/{Key(row.school_id, row.id)}/"


def test_school_registers_asks_prints_and_records(cast, signed_in):
    browser, base = signed_in("principal"), f"/communities/{cast.school.id}/"
    assert "还没有登记社区" in page(browser.get("/communities/", follow=True))
    assert "先登记学校所在的社区和联系人" in page(browser.get(f"{base}new/"))
    assert browser.post(f"{base}edit/", LINK).status_code == 303
    listed = page(browser.get(base))
    assert "学府街道学府社区" in listed and "*******0900" in listed and "13755550900" not in listed
    assert "湖南省长沙市芙蓉区" in listed and "0731-55550901" in listed

    made = browser.post(f"{base}new/", MATTER)
    (row,) = Matter.objects.whole_tree(reason="test")
    assert (made.status_code, made.url) == (303, where(row))
    paper = page(browser.get(where(row)))
    assert "联防事项告知单" in paper and "data-print" in paper and "清理校门口的积水" in paper and "田主任" in paper
    assert "13755550900" not in paper

    sent = browser.post(f"{where(row)}answer/", {"by": "田主任", "on": "2026-11-23", "text": "周三清理完"})
    assert sent.status_code == 303
    assert "周三清理完" in page(browser.get(where(row))) and "已答复" in page(browser.get(base))


def test_wrong_link_keeps_what_was_typed(cast, signed_in):
    bad = {**LINK, "code": "999999001002", "phone": "社区电话"}
    said = page(signed_in("reporter").post(f"/communities/{cast.school.id}/edit/", bad), 422)

    assert "前6位999999不是现行县区（或不设县区的市）的代码" in said and "电话填7到20位数字" in said
    assert all(text in said for text in ("999999001002", "社区电话", "田主任", "学府社区卫生服务中心"))
    assert not Link.objects.whole_tree(reason="test").exists()


def test_phone_is_asked_the_first_time_only(cast, signed_in):
    browser, url = signed_in("reporter"), f"/communities/{cast.school.id}/edit/"

    assert "电话填7到20位数字" in page(browser.post(url, {**LINK, "phone": ""}), 422)
    assert browser.post(url, LINK).status_code == 303
    assert "已登记尾号0900，不填则不变" in page(browser.get(url))
    assert browser.post(url, {**LINK, "phone": "", "contact": "彭书记"}).status_code == 303
    shown = page(browser.get(f"/communities/{cast.school.id}/"))
    assert "彭书记" in shown and "*******0900" in shown and "以前的登记" in shown


def test_wrong_matter_and_answer_keep_what_was_typed(cast, link, ask, signed_in):
    link()
    browser, row = signed_in("principal"), ask()
    said = page(browser.post(f"/communities/{cast.school.id}/new/", {**MATTER, "due_on": "2026-11-01"}), 422)
    assert "期限不能早于今天" in said and "清理校门口的积水" in said

    said = page(browser.post(f"{where(row)}answer/", {"by": "田主任", "on": "2026-11-22", "text": "已清理"}), 422)
    assert "答复日期在发出之日到今天之间" in said and "已清理" in said
    assert Matter.objects.whole_tree(reason="test").get(id=row.id).state == "OPEN"


def test_matter_is_taken_back_on_its_page_by_who_asked(cast, link, ask, signed_in):
    link()
    browser, row = signed_in("principal"), ask()
    assert "撤回这件事项" in page(browser.get(where(row)))
    assert "撤回这件事项" not in page(signed_in("reporter").get(where(row)))

    assert "写明为什么撤回" in page(browser.post(f"{where(row)}withdraw/", {"reason": " "}), 422)
    assert browser.post(f"{where(row)}withdraw/", {"reason": "社区已经自行清理"}).status_code == 303
    paper = page(browser.get(where(row)))
    assert "撤回：社区已经自行清理" in paper and "（已撤回）" in paper and "记录答复" not in paper
    assert "已撤回" in page(browser.get(f"/communities/{cast.school.id}/"))


def test_form_opened_before_somebody_else_registered_says_so_once(cast, link, signed_in):
    browser, url = signed_in("reporter"), f"/communities/{cast.school.id}/edit/"
    first = link()
    sent = {**LINK, "contact": "彭书记", "seen": ""}

    said = page(browser.post(url, sent), 422)
    assert "刚刚有人登记了“学府街道学府社区”（联系人田主任）" in said and "彭书记" in said
    assert f'name="seen" value="{first.id}"' in said
    assert browser.post(url, {**sent, "seen": str(first.id)}).status_code == 303


def test_phone_is_shown_for_a_purpose(cast, link, signed_in):
    link()
    browser, url = signed_in("principal"), f"/communities/{cast.school.id}/phone/"

    refused = page(browser.post(url, {}), 422)
    assert "选用途" in refused and "13755550900" not in refused
    assert "13755550900" in page(browser.post(url, {"purpose": "LIAISON"}))


def test_county_sees_names_and_counts_but_no_phone(cast, link, ask, signed_in):
    link()
    ask()
    browser = signed_in("county")
    listed = page(browser.get("/communities/", follow=True))
    assert "学府街道学府社区" in listed and "未登记" in listed and "1件等答复" in listed

    shown = page(browser.get(f"/communities/{cast.school.id}/"))
    assert "田主任" in shown and "社区主任" in shown and "*******0900" in shown and "显示电话" not in shown
    assert browser.post(f"/communities/{cast.school.id}/phone/", {"purpose": "LIAISON"}).status_code == 403
    assert browser.get(f"/communities/{cast.school.id}/edit/").status_code == 403


def test_neighbor_and_other_county_find_nothing(cast, link, ask, signed_in):
    link()
    row = ask()
    for who in ("neighbor_principal", "other_county"):
        browser = signed_in(who)
        for url in (f"/communities/{cast.school.id}/", where(row)):
            assert browser.get(url).status_code == 404
        assert browser.post(f"/communities/{cast.school.id}/edit/", LINK).status_code == 404
        answer = {"by": "田主任", "on": "2026-11-23", "text": "好"}
        assert browser.post(f"{where(row)}answer/", answer).status_code == 404
    assert signed_in("other_county").get(f"/communities/county/{COUNTY}/").status_code == 404
    assert signed_in("admin").get(f"/communities/county/{CITY}/").status_code == 404
