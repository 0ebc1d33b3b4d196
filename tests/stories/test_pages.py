"""Every page of the table: no accessibility violation, nothing beside the edge, nothing refused by the policy."""

import itertools

import pytest
from axe_playwright_python.sync_playwright import Axe

from sizao.demo.cast import PASSWORD
from tests.stories import past, scene
from tests.stories.conftest import Visitor
from tests.stories.pages import TABLE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS, THEMES = (360, 320, 1440), ("light", "dark")
COMBINATIONS = list(itertools.product(WIDTHS, THEMES))
# A cell half under the bar at the bottom counts as a small target; the bar is let go for the check.
LOOSE_BARS = ".submit-bar, .primary, .phonebar, .topbar { position: static !important; }"


def pytest_generate_tests(metafunc) -> None:
    """Give each row its combination of width and theme, or all of them with `--full-matrix`."""
    if "combination" not in metafunc.fixturenames:
        return
    full = metafunc.config.getoption("--full-matrix")
    chosen = [
        (row, combination)
        for place, row in enumerate(TABLE)
        for combination in (COMBINATIONS if full else [COMBINATIONS[place % len(COMBINATIONS)]])
    ]
    names = [f"{row.route}-{row.who}{'-opened' * bool(row.opens)}-{width}-{theme}" for row, (width, theme) in chosen]
    metafunc.parametrize(("row", "combination"), chosen, ids=names)


@pytest.fixture(scope="module")
def windows(chromium, site):
    """Keep one context a person, width and theme; each person signs in once, nobody has yet to."""
    opened, states = {}, {"": None}

    def sign_in(who: str) -> None:
        context = chromium.new_context(locale="zh-CN")
        Visitor(context.new_page(), site.url).sign_in(who, PASSWORD)
        states[who] = context.storage_state()
        context.close()

    def window(who: str, width: int = 1440, theme: str = "light"):
        key = (who, width, theme)
        if who not in states:
            sign_in(who)
        if key not in opened:
            opened[key] = chromium.new_context(
                viewport={"width": width, "height": 900}, color_scheme=theme, locale="zh-CN", reduced_motion="reduce",
                storage_state=states[who],
            )  # fmt: skip
        return opened[key].new_page()

    yield window
    for context in opened.values():
        context.close()


@pytest.fixture(scope="module")
def found():
    """Name what `before` builds, for the addresses of the table."""
    return {}


@pytest.fixture(scope="module")
def before(databases, found):
    """Give the school rooms, a grid and some weeks behind it."""
    from conftest import NOW

    return lambda: found.update(past.build(databases.cast, NOW))


@pytest.fixture(scope="module")
def lived(site, databases, windows, found):
    """Let things happen, so that every kind of page has something to show."""
    from conftest import NOW

    return scene.live(scene.Scene(site, databases.cast, NOW, windows, found))


def _open(row, page, site, lived, cast, day) -> None:
    if row.route == "accounts:second_factor":
        scene.sign_in_halfway(page, site.url, "counselor")
        return
    where = site.url + row.path.format(
        school=cast.school.id, neighbor=cast.neighbor_school.id, group=cast.school.classes[0].id,
        second=cast.school.classes[1].id, day=day, month=f"{day:%Y-%m}",
        person=f"{cast.school.id}~{cast.school.classes[1].people[0]}", **lived.found,
    )  # fmt: skip
    answer = page.goto(where)
    assert answer.status == 200
    if row.follow:
        page.goto(page.locator(row.follow).first.evaluate("link => link.href"))
    if row.opens:
        page.locator(row.opens).first.click()


def test_page_is_accessible_and_fits(site, windows, lived, cast, now, row, combination):
    width, theme = combination
    page = windows("" if row.route == "accounts:second_factor" else row.who, width, theme)
    refused = []
    page.on("console", lambda line: refused.append(line.text) if line.type == "error" else None)

    _open(row, page, site, lived, cast, now.date())

    assert _route(page.url) == row.route
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert refused == []
    # The check's own styles come through the browser, not through the page's policy.
    page.evaluate(
        "rules => { const s = new CSSStyleSheet(); s.replaceSync(rules); document.adoptedStyleSheets = [s]; }",
        LOOSE_BARS,
    )
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.close()


def _route(url: str) -> str:
    from urllib.parse import urlsplit

    from django.urls import resolve

    return resolve(urlsplit(url).path).view_name
