"""A phone without network: reports are kept on it and arrive exactly once, whatever is lost on the way."""

import datetime as dt

import psycopg
import pytest

from conftest import NOW
from tests.stories.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

API = "**/api/v1/checks"
# Everything the browser keeps for us, in words and numbers.
CONTENT = """async () => {
  const open = await new Promise((done) => { const r = indexedDB.open("sizao"); r.onsuccess = () => done(r.result); });
  const count = {};
  for (const name of open.objectStoreNames) {
    const rows = await new Promise((done) => {
      const r = open.transaction(name).objectStore(name).getAll(); r.onsuccess = () => done(r.result); });
    count[name] = rows.length;
  }
  open.close();
  return count;
}"""

CONTROLLED = """async () => {
  const workers = navigator.serviceWorker;
  if (!workers.controller) await new Promise((done) => workers.addEventListener("controllerchange", done));
}"""


@pytest.fixture
def rows(site):
    """Read the reports of a class as they stand in the database."""

    def read(group_id: int, session: str) -> list[tuple]:
        with psycopg.connect(site.environment["DATABASE_OWNER_URL"]) as owner:
            return owner.execute(
                "SELECT version, ill, source, device_at, submitted_at FROM checks_healthcheck"
                " WHERE group_id = %s AND session = %s ORDER BY version", [group_id, session],
            ).fetchall()  # fmt: skip

    return read


def _ready(visit, who: str):
    """Open today's page and wait until the phone has what it needs without network."""
    page = visit(who, PHONE)
    page.wait_for_selector("body[data-kept]")
    page.evaluate(CONTROLLED)
    return page


def _mark(page, number: str) -> None:
    page.locator(f".pupil:has(.pupil-number:text-is('{number}'))").click()
    page.locator("dialog[open] .chip:visible", has_text="发热").click()
    page.locator("dialog[open]").get_by_role("button", name="保存").click()


def _report(page) -> None:
    page.locator(".submit-bar button[type=submit]").click()


def _kept(page):
    return page.get_by_role("heading", name="已存在手机上")


def test_report_without_network_is_kept_and_arrives_once(visit, cast, rows):
    group = cast.school.classes[0]
    page = _ready(visit, "teacher")

    page.context.set_offline(True)
    page.get_by_role("link", name="去上报").click()
    page.locator(".pupil").first.wait_for()
    _mark(page, "03")
    _report(page)
    _kept(page).wait_for()
    page.reload()
    _kept(page).wait_for()
    page.get_by_role("button", name="改一下").click()
    assert "发热" in page.locator(".pupil", has_text="陈雨涵").inner_text()
    _mark(page, "05")
    _report(page)
    _kept(page).wait_for()
    assert page.locator("[data-queue]").first.inner_text().startswith("待传1 · 最早")
    assert rows(group.id, "MORNING") == []

    page.context.set_offline(False)
    page.get_by_role("heading", name="已上传").wait_for()
    page.get_by_role("link", name="看已上报的").click()
    page.get_by_text("离线补传").wait_for()
    assert "2人异常" in page.inner_text("main")
    assert [row[:3] for row in rows(group.id, "MORNING")] == [(1, 2, "OFFLINE")]
    assert page.evaluate(CONTENT)["queue"] == 0


def _lost(route):
    route.abort()


def _answer_lost(route):
    route.fetch()
    route.abort()


def _cut(route):
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text()[:40])


def _failure(route):
    route.fulfill(status=500, body="{}")


def _signed_out(route):
    route.fulfill(status=401, body="{}")


def _portal(route):
    route.fulfill(status=200, content_type="text/html", body="<html>登录校园网</html>")


FAULTS = (_lost, _answer_lost, _cut, _failure, _signed_out, _portal)


def test_each_fault_of_a_flush_leaves_one_report(visit, site, cast, rows):
    group = cast.school.classes[1]
    where = f"{site.url}/checks/{group.id}/{NOW.date()}/observation/"
    page = visit("teacher2", PHONE)
    for place, fault in enumerate(FAULTS):
        _open(page, where)
        # The page's own request is lost before or after it arrived, and so is the first flush.
        page.route(f"{where}*", _answer_lost if place % 2 else _lost)
        page.route(API, fault)
        _mark(page, f"{place + 10}")
        with page.expect_request(API):
            _report(page)
        _kept(page).wait_for()
        page.wait_for_selector("body[data-problem]:not([data-problem=''])")
        page.unroute_all()
        page.locator("[data-part=kept] [data-send-now]").click()
        page.get_by_role("heading", name="已上传").wait_for()
        page.locator("[data-queue]").first.wait_for(state="hidden")

        assert len(rows(group.id, "OBSERVATION")) == place + 1, fault.__name__


def _open(page, where: str) -> None:
    page.goto(f"{where}?edit=1")
    page.locator(".pupil").first.wait_for()


def test_second_phone_of_the_same_account_sees_both_reports_and_chooses(visit, cast, rows):
    group = cast.school.classes[2]
    first, second = _ready(visit, "teacher3"), _ready(visit, "teacher3")
    second.context.set_offline(True)
    second.get_by_role("link", name="去上报").click()
    _mark(second, "07")
    _report(second)
    _kept(second).wait_for()
    first.get_by_role("link", name="去上报").click()
    _mark(first, "01")
    _report(first)
    first.get_by_role("heading", name="已上报").wait_for()

    second.context.set_offline(False)
    second.get_by_text("手机上有一份没有收下").wait_for()
    assert "1人异常" in second.locator("[data-part=refused]").inner_text()
    second.get_by_role("button", name="对照着改").click()
    second.locator(".error-summary").wait_for()
    assert "安子宁" in second.locator(".error-summary").inner_text()
    assert "发热" in second.locator(".pupil", has_text="何彤").inner_text()
    assert len(rows(group.id, "MORNING")) == 1
    _report(second)
    second.get_by_role("heading", name="已上传").wait_for()

    assert [row[0] for row in rows(group.id, "MORNING")] == [1, 2]
    second.locator("[data-queue]").first.wait_for(state="hidden")


@pytest.mark.parametrize("hours", [-30, 5])
def test_wrong_phone_clock_falsifies_nothing(visit, site, cast, rows, hours):
    group = cast.school.groups[3]
    page = visit("canteen", PHONE)
    page.context.clock.install(time=dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours))
    where = f"{site.url}/checks/{group.id}/{NOW.date()}/observation/"
    _open(page, where)
    page.route(API, _lost)
    page.context.set_offline(True)
    page.locator(".pupil").nth(1 if hours > 0 else 0).click()
    page.locator("dialog[open] .chip:visible", has_text="咳嗽").click()
    page.locator("dialog[open]").get_by_role("button", name="保存").click()
    _report(page)
    _kept(page).wait_for()
    page.unroute_all()
    page.context.set_offline(False)
    page.get_by_role("heading", name="已上传").wait_for()

    *_, device_at, submitted_at = rows(group.id, "OBSERVATION")[-1]
    assert dt.timedelta(0) <= submitted_at - device_at < dt.timedelta(minutes=2)
    assert abs(submitted_at - NOW) < dt.timedelta(hours=2)


def test_full_storage_is_said_and_nothing_typed_is_lost(visit, site, cast, rows):
    page = _ready(visit, "neighbor")
    page.goto(f"{site.url}/checks/{cast.neighbor_school.classes[0].id}/{NOW.date()}/observation/")
    page.evaluate(
        "() => { IDBObjectStore.prototype.add = () => { throw new DOMException('no room', 'QuotaExceededError'); }; }"
    )
    _mark(page, "04")
    page.context.set_offline(True)
    _report(page)
    page.get_by_text("手机存储已满").wait_for()

    assert page.locator("form[data-check]").is_visible()
    assert "发热" in page.locator(".pupil", has_text="邓睿").inner_text()


def test_shared_phone_forgets_everything_at_sign_out_but_not_what_is_unsent(visit, site, cast):
    group = cast.foreign_school.classes[0]
    page = _ready(visit, "foreign")
    assert page.evaluate(CONTENT)["pages"] >= 1
    page.get_by_role("link", name="去上报").click()
    page.route("**/checks**", _lost)
    page.route("**/checks/**", _lost)
    _report(page)
    _kept(page).wait_for()
    _sign_out(page)
    page.get_by_role("heading", name="不能退出").wait_for()
    assert "还有1份没有上传" in page.inner_text("#page-error")

    page.unroute_all()
    page.locator("[data-part=kept] [data-send-now]").click()
    page.get_by_role("heading", name="已上传").wait_for()
    _sign_out(page)
    page.wait_for_url("**/login/")
    assert page.evaluate(CONTENT) == {"keys": 0, "facts": 1, "pages": 0, "queue": 0}
    page.go_back()
    page.wait_for_url("**/login/**")
    assert "安子宁" not in page.content()
    page.context.set_offline(True)
    page.goto(f"{site.url}/checks/{group.id}/{NOW.date()}/morning/")
    page.get_by_role("heading", name="离线", exact=True).wait_for()
    assert "安子宁" not in page.content()


def _sign_out(page) -> None:
    page.get_by_label("账号菜单").click()
    page.get_by_role("button", name="退出").click()
