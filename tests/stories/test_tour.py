"""The tour of the demo: six people, each at one tap, over the real pages; put aside and taken up again."""

import pytest

from tests.stories import axe
from tests.stories.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def page(chromium, site):
    """Give a phone on which nobody has signed in."""
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", has_touch=True)
    made = context.new_page()
    made.set_default_timeout(15_000)
    refused = []
    made.on("console", lambda line: refused.append(line.text) if "Content Security" in line.text else None)
    made.goto(f"{site.url}/login/")
    yield made
    assert refused == []
    context.close()


def _bar(page):
    return page.get_by_role("complementary", name="导览")


def _is_done(page) -> None:
    _bar(page).get_by_text("这一步已完成").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert axe.violations(page, "#tour") == ""


def test_tour_walks_from_the_class_to_the_province(page):
    page.get_by_role("link", name="开始导览").click()
    page.get_by_role("button", name="从第一步开始").click()
    _teacher_reports_nil(page)
    _another_reports_one_ill(page)
    _doctor_confirms(page)
    _aside_and_back(page)
    _leader_signs(page)
    _county_chases(page)
    _province_looks(page)


def _next(page, words: str) -> None:
    _is_done(page)
    _bar(page).get_by_role("button", name=f"下一步：换成{words}").click()
    page.wait_for_url("**/today/")


def _teacher_reports_nil(page):
    assert "1/6" in _bar(page).inner_text() and "两下报完" in _bar(page).inner_text()
    page.get_by_role("link", name="去上报").click()
    page.get_by_role("button", name="上报：36人正常").click()
    page.get_by_role("heading", name="已上报").wait_for()
    _next(page, "班主任李强")


def _another_reports_one_ill(page):
    page.get_by_role("link", name="去上报").click()
    page.locator(".pupil").nth(2).click()
    page.locator("dialog[open] .chip:visible", has_text="发热").click()
    page.locator("dialog[open]").get_by_role("button", name="保存").click()
    page.get_by_role("button", name="上报：37人正常，1人异常").click()
    page.get_by_role("heading", name="已上报").wait_for()
    _next(page, "校医陈医生")


def _doctor_confirms(page):
    page.get_by_role("link", name="今日异常1人").click()
    page.get_by_role("link").filter(has_text="待核实").first.click()
    page.locator(".chip:visible", has_text="离校回家").click()
    page.get_by_role("button", name="核实").click()
    _is_done(page)


def _aside_and_back(page):
    _bar(page).get_by_role("button", name="离开导览").click()
    _bar(page).wait_for(state="detached")
    page.get_by_role("link", name="继续导览").click()
    page.get_by_role("button", name="继续第3步").click()
    _next(page, "校领导赵校长")


def _leader_signs(page):
    page.get_by_role("link", name="签报", exact=True).click()
    page.get_by_label("同一原因").fill("在实验楼上课，已电话核实")
    page.get_by_role("button", name="签报").click()
    page.locator("dialog[open]").get_by_role("button", name="签报").click()
    page.get_by_text("已签报").first.wait_for()
    _next(page, "县区教育局周科长")


def _county_chases(page):
    page.get_by_role("button", name="催报").first.click()
    page.locator("dialog[open]").get_by_role("button", name="催报").click()
    page.get_by_text("已催报").first.wait_for()
    _next(page, "省教育厅沈处长")


def _province_looks(page):
    page.locator("main").get_by_role("link", name="全部").first.click()
    _is_done(page)
    _bar(page).get_by_role("button", name="走完").click()
    page.get_by_text("走完了").wait_for()
    assert page.get_by_text("已完成").count() == 6


def test_bar_names_who_does_the_step_when_another_is_signed_in(page, site):
    page.get_by_role("link", name="开始导览").click()
    page.get_by_role("button", name="从第一步开始").click()
    page.wait_for_url("**/today/")
    page.locator(".topbar .menu > summary").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login/**")
    page.get_by_role("button", name="以省教育厅进入").first.click()
    page.wait_for_url("**/today/")

    assert "来做" in _bar(page).inner_text()
    _bar(page).get_by_role("button", name="换成班主任王敏").click()
    page.locator(".topbar").get_by_text("三(1)班").first.wait_for()
