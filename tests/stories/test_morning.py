"""A morning: classes report, the school signs, county, city and province see it, the silent class is chased."""

import psycopg
import pytest

from tests.stories.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_morning_from_the_class_to_the_province(site, visit, cast):
    _teacher_reports_nil_in_two_taps(visit)
    _another_reports_three_with_fever(visit)
    _canteen_reports(visit)
    _doctor_confirms_one(visit)
    _county_sees_who_is_missing_and_chases(visit, cast)
    _school_signs_with_a_reason_for_the_silent_class(visit)
    _offices_see_the_figures(visit)


def _teacher_reports_nil_in_two_taps(visit):
    page = visit("teacher", PHONE)
    page.get_by_role("link", name="去上报").click()
    page.get_by_role("button", name="上报：36人正常").click()
    page.get_by_role("heading", name="已上报").wait_for()
    assert "36人正常" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def _another_reports_three_with_fever(visit):
    page = visit("teacher2", PHONE)
    page.get_by_role("link", name="去上报").click()
    for number in ("02", "05", "11"):
        page.locator(f".pupil:has(.pupil-number:text-is('{number}'))").click()
        page.locator("dialog[open] .chip:visible", has_text="发热").click()
        page.locator("dialog[open]").get_by_role("button", name="保存").click()
    page.get_by_role("button", name="上报：35人正常，3人异常").click()
    page.get_by_role("heading", name="已上报").wait_for()
    assert page.inner_text("main").count("发热") >= 3


def _canteen_reports(visit):
    page = visit("canteen", PHONE)
    page.get_by_role("link", name="去上报").click()
    page.get_by_role("button", name="上报：3人正常").click()
    page.get_by_role("heading", name="已上报").wait_for()


def _doctor_confirms_one(visit):
    page = visit("doctor", DESK)
    page.get_by_role("link", name="今日异常3人").click()
    page.get_by_role("link").filter(has_text="待核实").first.click()
    page.locator(".chip:visible", has_text="属实").click()
    page.locator(".chip:visible", has_text="离校回家").click()
    page.get_by_role("button", name="核实").click()
    page.get_by_text("离校回家").first.wait_for()


def _county_sees_who_is_missing_and_chases(visit, cast):
    page = visit("county", DESK)
    page.get_by_role("link", name="育英小学", exact=True).wait_for()
    assert "部分班级未报" in page.inner_text("main")
    page.get_by_role("button", name="催报").first.click()
    page.locator("dialog[open]").get_by_role("button", name="催报").click()
    page.get_by_text("已催报2个单位").wait_for()
    page.get_by_role("link", name="育英小学", exact=True).click()
    page.get_by_text("四(1)班").wait_for()


def _school_signs_with_a_reason_for_the_silent_class(visit):
    page = visit("principal", PHONE)
    page.get_by_role("link", name="签报").click()
    page.get_by_role("button", name="签报").click()
    page.locator("dialog[open]").get_by_role("button", name="签报").click()
    page.get_by_text("没有写原因").wait_for()
    page.get_by_label("四(1)班").fill("外出研学，已电话核实")
    page.get_by_role("button", name="签报").click()
    page.locator("dialog[open]").get_by_role("button", name="签报").click()
    page.get_by_text("已签报").first.wait_for()


def _offices_see_the_figures(visit):
    for who in ("county", "city", "province"):
        page = visit(who, DESK)
        card = page.locator(".number-card").filter(has_text="异常学生")
        card.wait_for()
        assert "3" in card.inner_text()


def test_the_neighbor_does_not_know_the_class(site, visit, cast, now):
    page = visit("neighbor", PHONE)
    answer = page.goto(f"{site.url}/checks/{cast.school.classes[0].id}/{now.date()}/morning/")
    assert answer.status == 404
    assert "育英" not in page.inner_text("body")


def test_every_acknowledged_report_is_in_the_database(site, cast):
    with psycopg.connect(site.environment["DATABASE_OWNER_URL"]) as owner:
        rows = owner.execute(
            "SELECT ill FROM checks_healthcheck WHERE school_id = %s ORDER BY ill", [cast.school.id]
        ).fetchall()
    assert rows == [(0,), (0,), (3,)]
