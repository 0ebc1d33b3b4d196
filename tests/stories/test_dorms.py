"""An evening in a dormitory: two taps for nil, a phone without network, and pages that everyone can use."""

import datetime as dt

import psycopg
import pytest

from tests.stories import axe
from tests.stories.conftest import DESK, PHONE
from tests.stories.test_offline import API, CONTENT, CONTROLLED

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def built():
    """Name what `before` builds: the dormitory that is in the grid."""
    return {}


@pytest.fixture(scope="module")
def before(databases, built):
    """Build two dormitories and the grid of the school; one of them is in no cell."""
    return lambda: built.update(_build(databases.cast))


@pytest.fixture(scope="module")
def hour():
    """Let it be the evening."""
    return 19


def _build(cast) -> dict:
    from conftest import NOW
    from sizao.demo import builders, dorms
    from sizao.demo.cast import PASSWORD

    school, since = cast.school, NOW.date() - dt.timedelta(days=30)
    dorms.build_common(school, since=since)
    dorm = dorms.build_dorm(school, school.classes[1].people[:6], name="1号宿舍楼", since=since, beds=2)
    other = dorms.build_dorm(school, school.classes[1].people[6:10], name="2号宿舍楼", since=since, beds=2)
    posts = [
        builders.Post("keeper", "宋阿姨", "DORM_KEEPER", dorm.unit_id),
        builders.Post("keeper2", "田师傅", "DORM_KEEPER", other.unit_id),
    ]
    users = builders.build_posts(posts, now=NOW, since=since, password=PASSWORD)
    dorms.build_grid(school, [dorm], {dorm.unit_id: users["keeper"]}, now=NOW)
    return {"dorm": dorm}


def _rows(site, dorm) -> list[tuple]:
    with psycopg.connect(site.environment["DATABASE_OWNER_URL"]) as owner:
        return owner.execute(
            "SELECT group_id, version, ill, absent, source FROM checks_healthcheck WHERE group_kind = 'ROOM'"
            " AND group_id = ANY(%s) ORDER BY group_id, version", [[room.number for room in dorm.rooms]],
        ).fetchall()  # fmt: skip


def _room(page, number: str):
    return page.locator(".room", has=page.locator("h3", has_text=number))


def _answer(page, name: str, word: str) -> None:
    page.locator(".pupil", has_text=name).click()
    page.locator("dialog[open] .chip:visible", has_text=word).first.click()
    page.locator("dialog[open]").get_by_role("button", name="保存").click()


def _again(page) -> None:
    """Load the page again and leave an answer unsaved; the page itself says when it is there."""
    page.evaluate("window.before = true")
    page.once("dialog", lambda asked: asked.accept())
    page.evaluate("setTimeout(() => location.reload())")
    page.wait_for_function("!window.before && document.readyState === 'complete'")


def test_building_nil_is_two_taps_from_today(visit, site, built):
    page = visit("keeper2", PHONE)
    page.get_by_role("link", name="去上报").click()
    page.get_by_role("button", name="全部上报：4人正常").click()
    page.get_by_role("heading", name="已上报2间").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_rooms_typed_without_network_arrive_exactly_once(visit, site, built):
    dorm = built["dorm"]
    page = visit("keeper", PHONE)
    page.wait_for_selector("body[data-kept]")
    page.evaluate(CONTROLLED)

    page.context.set_offline(True)
    page.get_by_role("link", name="去上报").click()
    _answer(page, "安子宁", "未归")
    _room(page, "101").get_by_role("button", name="本间上报：1人正常，1人未归").click()
    _room(page, "101").get_by_text("在手机上，待传").wait_for()
    _answer(page, "陈雨涵", "发热")
    _again(page)
    _room(page, "101").get_by_text("在手机上，待传").wait_for()
    _answer(page, "陈雨涵", "发热")
    page.get_by_role("button", name="全部上报：4人正常，1人异常，1人未归").click()
    _room(page, "103").get_by_text("在手机上，待传").wait_for()
    assert page.locator("[data-queue]").first.inner_text().startswith("待传1")
    assert _rows(site, dorm) == []

    # The first flush arrives and its answer is lost: the same rooms are sent again.
    lost = []

    def lose(route):
        route.fetch()
        lost.append(1)
        route.abort()

    page.route(API, lose, times=1)
    page.context.set_offline(False)
    page.wait_for_timeout(1500)
    if page.evaluate(CONTENT)["queue"]:
        page.evaluate("window.sizaoQueue.send()")
    page.locator("[data-queue]").first.wait_for(state="hidden")
    assert lost == [1]
    rows = _rows(site, dorm)
    assert [(version, source) for _group, version, _ill, _absent, source in rows] == [(1, "OFFLINE")] * 3
    assert sum(row[2] for row in rows) == 1 and sum(row[3] for row in rows) == 1
    page.goto(f"{site.url}/checks/dorms/{dorm.key}/2026-11-23/evening/")
    assert "都已上报" in page.inner_text("main") and "未归" in page.inner_text("main")


# What only the evening shows, who opens it, in one width; the rest stands in the table of pages.
PAGES = (
    ("keeper", "/checks/dorms/{dorm}/2026-11-23/evening/", PHONE), ("keeper", "/today/", PHONE),
    ("keeper", "/checks/dorms/{dorm}/2026-11-23/evening/?edit={room}", DESK),
    ("doctor", "/checks/dorms/{dorm}/2026-11-23/evening/", DESK),
)  # fmt: skip


@pytest.mark.parametrize(("who", "path", "size"), PAGES)
def test_page_is_accessible_and_fits(visit, site, built, who, path, size):
    dorm = built["dorm"]
    page = visit(who, size)
    where = path.format(dorm=dorm.key, room=dorm.rooms[0].number)
    assert page.goto(site.url + where).status == 200
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert axe.violations(page) == ""
