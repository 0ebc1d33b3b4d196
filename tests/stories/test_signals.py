"""Two signals: three ill in a class are an outbreak and verified, three hot after sports are none and dismissed."""

import re

import pytest

from tests.stories.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RULE = "SIG-CLASSDORM-1D3"
VERIFIED, SEEN_THROUGH = "电话核对，3人昨晚起呕吐，2人已就诊", "体育课后测温，半小时后复测都正常"


def test_one_signal_is_confirmed_and_another_dismissed(site, visit, cast):
    _worth_of_the_rule(visit, "")
    _class_reports_three_ill(visit, "teacher2", ("02", "05", "11"), "呕吐")
    _doctor_confirms_from_today(visit, cast)
    _worth_of_the_rule(visit, "1/1")
    _class_reports_three_ill(visit, "teacher", ("03", "07", "09"), "发热")
    _reporter_dismisses_with_a_reason(visit, cast)
    _county_sees_both_and_no_name(visit, cast)
    _worth_of_the_rule(visit, "1/2")


def _class_reports_three_ill(visit, who: str, numbers: tuple[str, ...], symptom: str):
    page = visit(who, PHONE)
    page.get_by_role("link", name="去上报").click()
    for number in numbers:
        page.locator(f".pupil:has(.pupil-number:text-is('{number}'))").click()
        page.locator("dialog[open] .chip:visible", has_text=symptom).first.click()
        page.locator("dialog[open]").get_by_role("button", name="保存").click()
    page.get_by_role("button", name=re.compile("上报：.*3人异常")).click()
    page.get_by_role("heading", name="已上报").wait_for()


def _open_signal(page, line: str):
    """Open the signal from today as soon as it stands there: the worker judges within seconds."""
    link = page.get_by_role("link").filter(has_text=line).filter(has_text=RULE)
    for _try in range(20):
        page.goto(page.url)
        if link.count():
            break
        page.wait_for_timeout(500)
    link.first.click()
    page.get_by_role("heading", level=1).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def _names(cast, group: int, numbers: tuple[int, ...]) -> list[str]:
    people = cast.school.plan.groups[group].people
    return [people[number - 1].name for number in numbers]


def _doctor_confirms_from_today(visit, cast):
    page = visit("doctor", PHONE)
    _open_signal(page, "三(2)班")
    main = page.locator("main")
    main.locator(".why summary").click()
    assert "同一班级或同一宿舍1天内有3例" in main.locator(".why dl").inner_text()
    assert "门槛3" in main.locator(".why dl").inner_text()
    main.locator("summary", has_text="为什么不是别的规则").click()
    assert re.search(r"最多3人，门槛\d+", main.locator("details[open] .rows").last.inner_text())
    for name in _names(cast, 1, (2, 5, 11)):
        main.get_by_text(name).wait_for()

    main.get_by_role("button", name="开始核实").click()
    main.locator(".log").get_by_text("开始核实").wait_for()
    main.get_by_role("button", name="升级为预警").click()
    main.get_by_text("写明怎样核实的").first.wait_for()
    main.get_by_label("核实情况").first.fill(VERIFIED)
    main.get_by_role("button", name="升级为预警").click()
    main.locator(".log").get_by_text(VERIFIED).wait_for()
    assert main.get_by_role("button", name="升级为预警").count() == 0
    page.goto(page.url.split("/signals/")[0] + "/today/")
    assert page.get_by_role("link").filter(has_text="三(2)班").filter(has_text=RULE).count() == 0


def _reporter_dismisses_with_a_reason(visit, cast):
    page = visit("reporter", DESK)
    _open_signal(page, "三(1)班")
    main = page.locator("main")
    main.locator("summary", has_text="不是疫情").click()
    form = main.locator("form[action$='/dismiss/']")
    form.get_by_label("误报").check()
    form.get_by_label("核实情况").fill(SEEN_THROUGH)
    form.get_by_role("button", name="排除").click()
    main.locator(".log").get_by_text(SEEN_THROUGH).wait_for()
    assert main.get_by_text("已排除").count()
    assert main.get_by_role("button", name="升级为预警").count() == 0


def _county_sees_both_and_no_name(visit, cast):
    page = visit("county", DESK)
    page.goto(page.url.replace("/today/", "/signals/?show=closed"))
    rows = page.locator("main .rows li").filter(has_text=RULE)
    for group, state, numbers in (("三(2)班", "已核实", (2, 5, 11)), ("三(1)班", "已排除", (3, 7, 9))):
        row = rows.filter(has_text=f"育英小学 {group}").filter(has_text="1天内3人")
        assert state in row.first.inner_text()
        row.first.get_by_role("link").click()
        page.get_by_text("姓名只在学校可见").wait_for()
        assert not [name for name in _names(cast, int(group[2]) - 1, numbers) if name in page.inner_text("main")]
        page.go_back()


def _worth_of_the_rule(visit, share: str):
    """Look at how often the rule was right, as the county does from the list of signals."""
    page = visit("county", DESK)
    page.goto(page.url.replace("/today/", "/signals/"))
    page.get_by_role("link", name="信号准不准").click()
    page.get_by_role("heading", level=1, name="信号准不准").wait_for()
    row = page.locator("tr").filter(has_text=RULE).filter(has_text="同一班级或同一宿舍")
    if not share:
        assert row.count() == 0
        return
    assert row.locator("td").first.inner_text().startswith(share)
