"""A guardian knows before the school: one message, one tap of the teacher, one ill pupil in the county's figures."""

import pytest

from tests.stories.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_guardians_message_is_counted_once(site, visit):
    _guardian_reports_in_three_taps(visit)
    _teacher_is_refused_nil_and_takes_the_message_over_in_one_tap(visit)
    _guardian_sees_what_became_of_it(visit)
    _message_after_the_report_amends_it_in_one_tap(visit)
    _county_counts_two(visit)


def _guardian_reports_in_three_taps(visit):
    page = visit("guardian", PHONE)
    page.get_by_role("link", name="请假/报病").click()
    page.locator(".chip:visible", has_text="发热").click()
    page.get_by_role("button", name="提交给班主任").click()
    page.get_by_role("heading", name="已提交给班主任").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def _teacher_is_refused_nil_and_takes_the_message_over_in_one_tap(visit):
    page = visit("teacher", PHONE)
    page.get_by_role("link", name="去上报").last.click()
    page.get_by_role("button", name="上报：36人正常").click()
    page.locator(".submit-note", has_text="还有1个问题未答").wait_for()
    assert page.get_by_role("heading", name="已上报").count() == 0
    page.locator(".question .chip", has_text="按此登记").click()
    page.get_by_role("button", name="上报：35人正常，1人异常").click()
    page.get_by_role("heading", name="已上报").wait_for()
    assert "病假，发热" in page.inner_text("main")


def _guardian_sees_what_became_of_it(visit):
    page = visit("guardian", PHONE)
    page.get_by_text("班主任已登记").wait_for()
    assert page.get_by_role("button", name="撤回").count() == 0


def _message_after_the_report_amends_it_in_one_tap(visit):
    teacher = visit("teacher2", PHONE)
    teacher.get_by_role("link", name="去上报").click()
    teacher.get_by_role("button", name="上报：38人正常").click()
    teacher.get_by_role("heading", name="已上报").wait_for()
    guardian = visit("guardian2", PHONE)
    guardian.get_by_role("link", name="请假/报病").click()
    guardian.locator(".chip:visible", has_text="曹轩").click()
    guardian.locator(".chip:visible", has_text="咳嗽").click()
    guardian.get_by_role("button", name="提交给班主任").click()
    guardian.get_by_role("heading", name="已提交给班主任").wait_for()
    teacher.get_by_role("link", name="今日").first.click()
    teacher.get_by_text("待确认的学生").wait_for()
    teacher.get_by_role("button", name="按此登记").click()
    teacher.get_by_role("heading", name="已上报").wait_for()
    assert "1人异常" in teacher.inner_text("main")


def _county_counts_two(visit):
    page = visit("county", DESK)
    for _ in range(20):
        card = page.locator(".number-card").filter(has_text="异常学生")
        card.wait_for()
        if "2" in card.inner_text():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(card.inner_text())
