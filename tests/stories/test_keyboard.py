"""A morning with the keyboard alone: report one ill pupil, sign, chase; the focus is always seen and never lost."""

import pytest

from tests.stories.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# What has the focus: its words, whether its ring is drawn, and whether something lies over it.
FOCUS = """() => {
  const one = document.activeElement;
  const drawn = one.matches('.chip > input') ? one.nextElementSibling : one;
  const box = drawn.getBoundingClientRect();
  const x = box.left + Math.min(box.width / 2, innerWidth / 2), y = box.top + Math.min(box.height / 2, 20);
  const top = document.elementFromPoint(x, y);
  const style = getComputedStyle(drawn);
  return {
    words: (one.getAttribute('aria-label') || drawn.innerText || one.value || '').trim().replace(/\\s+/g, ''),
    name: one.name || one.id || '', tag: one.tagName, href: one.getAttribute('href') || '',
    ring: style.outlineStyle !== 'none' ? parseFloat(style.outlineWidth) : 0,
    inside: Boolean(top) && (drawn.contains(top) || top.contains(drawn) && top.closest('a, button, label') !== null
      || Boolean(top.closest('label')) && top.closest('label').contains(one)),
    at: [Math.round(x), Math.round(y)], over: top ? top.className : '',
  };
}"""


@pytest.fixture
def open_still(visit):
    """Open a window that scrolls at once: what is looked at stands still."""

    def open_window(who: str, size: dict):
        page = visit(who, size)
        page.emulate_media(reduced_motion="reduce")
        return page

    return open_window


def focus(page) -> dict:
    return page.evaluate(FOCUS)


def _seen(page) -> dict:
    """Look at what has the focus: drawn with a ring of 3 px, nothing over it."""
    found = focus(page)
    assert found["tag"] != "BODY", "the focus is lost"
    assert found["ring"] >= 3, f"no ring: {found}"
    assert found["inside"], f"hidden: {found}"
    return found


def _tab_to(page, is_wanted, *, most: int = 120) -> dict:
    """Tab on until the wanted thing has the focus; every stop on the way is looked at."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue
        found = _seen(page)
        if is_wanted(found):
            return found
    raise AssertionError("not reached by Tab")


def _words(text: str):
    return lambda found: text in found["words"]


def _in_dialog(page) -> bool:
    return page.evaluate("Boolean(document.activeElement.closest('dialog[open]'))")


def test_teacher_reports_one_ill_pupil(open_still):
    page = open_still("teacher2", PHONE)
    _tab_to(page, _words("去上报"))
    page.keyboard.press("Enter")
    page.locator(".pupil").first.wait_for()
    _tab_to(page, lambda found: found["words"].startswith("01"))
    page.keyboard.type("05")
    assert _seen(page)["words"].startswith("05")

    page.keyboard.press("Enter")
    page.locator("dialog[open]").wait_for()
    page.keyboard.press("Escape")
    assert _seen(page)["words"].startswith("05")
    page.keyboard.press(" ")
    page.locator("dialog[open]").wait_for()
    _tab_to(page, _words("发热"))
    assert _in_dialog(page)
    page.keyboard.press(" ")
    _tab_to(page, _words("保存"))
    page.keyboard.press("Enter")
    page.locator("dialog[open]").wait_for(state="detached")
    assert "发热" in _seen(page)["words"]

    _tab_to(page, _words("上报：37人正常，1人异常"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="已上报").wait_for()
    assert "已上报" in focus(page)["words"]


def test_leader_signs(open_still):
    page = open_still("neighbor_principal", DESK)
    _tab_to(page, _words("签报"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/daily/**")
    _tab_to(page, lambda found: found["name"].startswith("reason-"))
    page.keyboard.type("研学途中，已电话核实")
    page.keyboard.press("Control+Enter")
    page.locator("dialog[open]").wait_for()
    assert _in_dialog(page)
    page.keyboard.press("Escape")
    page.locator("dialog[open]").wait_for(state="detached")
    assert "签报" in _seen(page)["words"]
    page.keyboard.press("Enter")
    _tab_to(page, lambda found: found["words"] == "签报" and _in_dialog(page))
    page.keyboard.press("Enter")
    page.get_by_text("已签报").first.wait_for()


def test_county_chases(open_still):
    page = open_still("county", DESK)
    _tab_to(page, _words("催报"))
    page.keyboard.press("Enter")
    page.locator("dialog[open]").wait_for()
    assert _in_dialog(page)
    page.keyboard.press("Escape")
    assert "催报" in _seen(page)["words"]
    page.keyboard.press("Enter")
    _tab_to(page, lambda found: found["words"] == "催报" and _in_dialog(page))
    page.keyboard.press("Enter")
    page.get_by_text("已催报").first.wait_for()
    assert not page.evaluate("document.activeElement === document.body")


@pytest.mark.parametrize("who", ["doctor", "county", "school_admin"])
def test_every_stop_on_the_day_page_is_seen(open_still, who):
    page = open_still(who, PHONE)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        _seen(page)
