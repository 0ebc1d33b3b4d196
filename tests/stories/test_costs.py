"""What a page costs whoever uses it: taps from where one is to where one is done, and kilobytes on a first visit.

source: interface.md §13 and §1, project decisions.
"""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from sizao.core import statics
from tests.stories.conftest import DESK, PHONE

LARGEST_ASSETS, LARGEST_HTML = 75_000, 30_000
ASSET = re.compile(r"""(?:href|src)="/static/([^"?]+\.(?:css|js))""")


class Counted:
    """A page on which every tap is counted."""

    def __init__(self, page) -> None:
        self.page, self.taps = page, 0

    def tap(self, place) -> None:
        """Tap or click a thing."""
        place.click()
        self.taps += 1


@pytest.mark.browser
@pytest.mark.slow
class TestTaps:
    """Counted in one morning, in this order: what is reported first is seen later."""

    def test_nil_report_takes_two_taps_from_the_day_page(self, visit):
        counted = Counted(visit("teacher", PHONE))
        counted.tap(counted.page.get_by_role("link", name="去上报"))
        counted.tap(counted.page.get_by_role("button", name="上报：36人正常"))
        counted.page.get_by_role("heading", name="已上报").wait_for()

        assert counted.taps == 2

    def test_ill_pupil_takes_four_taps_on_the_check_page(self, visit):
        page = visit("teacher2", PHONE)
        page.get_by_role("link", name="去上报").click()
        counted = Counted(page)
        counted.tap(page.locator(".pupil").nth(4))
        counted.tap(page.locator("dialog[open] .chip:visible", has_text="发热"))
        counted.tap(page.locator("dialog[open]").get_by_role("button", name="保存"))
        counted.tap(page.get_by_role("button", name="上报：37人正常，1人异常"))
        page.get_by_role("heading", name="已上报").wait_for()

        assert counted.taps == 4

    def test_sick_leave_takes_four_taps_on_the_check_page(self, visit):
        page = visit("teacher3", PHONE)
        page.get_by_role("link", name="去上报").click()
        counted = Counted(page)
        counted.tap(page.locator(".pupil").nth(2))
        counted.tap(page.locator("dialog[open] .chip:visible", has_text="缺勤"))
        counted.tap(page.locator("dialog[open]").get_by_role("button", name="保存"))
        counted.tap(page.locator(".submit-bar button[type=submit]"))
        page.get_by_role("heading", name="已上报").wait_for()

        assert counted.taps == 4

    def test_why_is_one_tap_on_the_check_page(self, visit):
        page = visit("neighbor", PHONE)
        page.get_by_role("link", name="去上报").click()
        counted = Counted(page)
        counted.tap(page.locator("summary", has_text="为什么").first)
        page.get_by_text("依据", exact=True).first.wait_for()

        assert counted.taps == 1

    def test_county_sees_who_is_missing_at_once_and_all_of_it_in_one_click(self, visit):
        counted = Counted(visit("county", DESK))
        counted.page.locator("#missing").get_by_role("link", name="东风小学", exact=True).wait_for()
        counted.tap(counted.page.locator("#missing").get_by_role("link", name="全部"))
        counted.page.get_by_role("rowheader", name="东风小学").wait_for()

        assert counted.taps == 1

    def test_county_chases_all_in_two_clicks(self, visit):
        counted = Counted(visit("county", DESK))
        counted.tap(counted.page.locator(".primary").get_by_role("button", name="催报"))
        counted.tap(counted.page.locator("dialog[open]").get_by_role("button", name="催报"))
        counted.page.get_by_text("已催报").first.wait_for()

        assert counted.taps == 2

    def test_return_is_signed_by_one_click_and_one_confirmation(self, visit, site, cast, now):
        page = visit("principal", PHONE)
        page.goto(f"{site.url}/daily/{cast.school.id}/{now.date()}/")
        # The canteen stays silent: a reason is typed, not tapped.
        page.locator("input[name^=reason-]").last.fill("已电话核实")
        counted = Counted(page)
        counted.tap(page.get_by_role("button", name="签报"))
        counted.tap(page.locator("dialog[open]").get_by_role("button", name="签报"))
        page.get_by_text("已签报").first.wait_for()

        assert counted.taps == 2

    def test_concern_takes_three_taps_and_a_name_from_the_day_page(self, visit):
        counted = Counted(visit("guard", PHONE))
        counted.tap(counted.page.locator("main").get_by_role("link", name="反映情况"))
        counted.page.locator("input[name=name_words]").fill("欧阳晨")
        counted.tap(counted.page.locator(".chip", has_text="发热"))
        counted.tap(counted.page.get_by_role("button", name="交给校医"))
        counted.page.get_by_role("heading", name="已交给校医").wait_for()

        assert counted.taps == 3


def _served(name: str) -> bytes:
    text = Path(finders.find(name)).read_text("utf-8")
    return (statics.slim(name, text) if name.startswith(statics.OWN) else text).encode()


def _gz(content: bytes) -> int:
    return len(gzip.compress(content, 9))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "path"),
    [("teacher", "/today/"), ("teacher", "/checks/{group}/{day}/morning/"), ("teacher", "/notices/"),
     ("teacher", "/me/"), ("dorm", "/today/"), ("guard", "/today/"), ("guardian", "/today/"),
     ("doctor", "/checks/board/{school}/{day}/"),
     ("principal", "/daily/{school}/{day}/"), ("county", "/today/")],
)  # fmt: skip
def test_phone_page_is_light_on_a_first_visit(signed_in, cast, now, who, path):
    page = signed_in(who).get(path.format(group=cast.school.classes[0].id, school=cast.school.id, day=now.date()))
    names = set(ASSET.findall(page.content.decode()))
    assets = {name: _gz(_served(name)) for name in names}

    assert page.status_code == 200
    assert len(assets) >= 6 and sum(assets.values()) <= LARGEST_ASSETS, sorted(assets.items())
    assert _gz(page.content) <= LARGEST_HTML
