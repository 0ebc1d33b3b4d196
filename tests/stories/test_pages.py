"""Every page of the table: no accessibility violation, nothing beside the edge, nothing refused by the policy."""

import itertools

import pytest

from sizao.demo.cast import PASSWORD
from tests.stories import axe, past, scene
from tests.stories.conftest import Visitor
from tests.stories.pages import TABLE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS, THEMES = (360, 320, 1280, 1440), ("light", "dark")
HEIGHT = 900
COMBINATIONS = list(itertools.product(WIDTHS, THEMES))


def pytest_generate_tests(metafunc) -> None:
    """Give each row its combination of width and theme, or all of them with `--full-matrix`."""
    if "combinations" not in metafunc.fixturenames:
        return
    full = metafunc.config.getoption("--full-matrix")
    chosen = [
        (row, COMBINATIONS if full else [COMBINATIONS[place % len(COMBINATIONS)]]) for place, row in enumerate(TABLE)
    ]
    names = [f"{row.route}-{row.who}{'-opened' * bool(row.opens)}" for row, _combinations in chosen]
    metafunc.parametrize(("row", "combinations"), chosen, ids=names)


@pytest.fixture(scope="module")
def windows(chromium, site):
    """Keep one context a person; each signs in once, nobody has yet to."""
    opened, states = {}, {"": None}

    def sign_in(who: str) -> None:
        context = chromium.new_context(locale="zh-CN")
        Visitor(context.new_page(), site.url).sign_in(who, PASSWORD)
        states[who] = context.storage_state()
        context.close()

    def window(who: str):
        if who not in states:
            sign_in(who)
        if who not in opened:
            opened[who] = chromium.new_context(
                viewport={"width": 1440, "height": HEIGHT}, locale="zh-CN", reduced_motion="reduce",
                storage_state=states[who],
            )  # fmt: skip
        return opened[who].new_page()

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


def test_page_is_accessible_and_fits(site, windows, lived, cast, now, row, combinations):
    page = windows("" if row.route == "accounts:second_factor" else row.who)
    refused, wrong = [], []
    page.on("console", lambda line: refused.append(line.text) if line.type == "error" else None)

    for width, theme in combinations:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=theme)
        if page.url == "about:blank":
            _open(row, page, site, lived, cast, now.date())
            assert _route(page.url) == row.route
        wrong += [f"{width} {theme}: {line}" for line in _faults(page, width)]
    page.close()
    assert wrong == [] and refused == []


def _faults(page, width: int) -> list[str]:
    """Look at a page as it stands now: what axe finds, and what lies beside the edge."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    found = axe.violations(page)
    return [f"{wide}px wide"] * (wide > width) + [found] * bool(found)


def _route(url: str) -> str:
    from urllib.parse import urlsplit

    from django.urls import resolve

    return resolve(urlsplit(url).path).view_name
