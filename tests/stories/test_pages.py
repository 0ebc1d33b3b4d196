"""Every main page of the cast: no accessibility violation, nothing beside the edge, nothing refused by the policy."""

import itertools

import pytest
from axe_playwright_python.sync_playwright import Axe

from sizao.demo.cast import PASSWORD
from tests.stories.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS, THEMES = (360, 1280), ("light", "dark")
# page: who opens it and where; in CI each in one fixed combination of width and theme.
PAGES = (
    ("teacher", "/today/"), ("teacher", "/checks/{group}/{day}/morning/"), ("teacher", "/tasks/"),
    ("teacher", "/notices/"), ("teacher", "/me/"), ("doctor", "/today/"), ("doctor", "/checks/board/{school}/{day}/"),
    ("doctor", "/checks/entries/{school}/{day}/"), ("principal", "/today/"), ("principal", "/daily/{school}/{day}/"),
    ("county", "/today/"), ("county", "/daily/430102/{day}/missing/?status=all"), ("province", "/today/"),
    ("school_admin", "/roster/"), ("school_admin", "/accounts/"), ("admin", "/orgs/"), ("province", "/policies/"),
    ("auditor", "/audit/"), ("teacher", "/help/"), ("admin", "/orgs/changes/"),
    ("admin", "/orgs/changes/units/430102/split/"), ("school_admin", "/orgs/changes/year/{school}/"),
    ("doctor", "/roster/tags/"), ("county", "/roster/tags/"), ("reporter", "/roster/transfers/"),
    ("guardian", "/today/"),
    ("guardian2", "/screening/self-reports/new/"), ("guardian", "/screening/self-reports/"),
)  # fmt: skip
COMBINATIONS = list(itertools.product(WIDTHS, THEMES))
# A cell half under the bar at the bottom counts as a small target; the bar is let go for the check.
LOOSE_BARS = ".submit-bar, .primary, .phonebar, .topbar { position: static !important; }"


def pytest_generate_tests(metafunc) -> None:
    """Give each page its combination, or all of them with `--full-matrix`."""
    if "combination" not in metafunc.fixturenames:
        return
    full = metafunc.config.getoption("--full-matrix")
    chosen = [
        (page, combination)
        for place, page in enumerate(PAGES)
        for combination in (COMBINATIONS if full else [COMBINATIONS[place % len(COMBINATIONS)]])
    ]
    names = [f"{who}{path}-{width}-{theme}" for (who, path), (width, theme) in chosen]
    metafunc.parametrize(("page_of", "combination"), chosen, ids=names)


@pytest.fixture(scope="module")
def windows(chromium, site):
    """Keep one signed-in context a person, width and theme."""
    opened = {}

    def window(who: str, width: int, theme: str):
        key = (who, width, theme)
        if key not in opened:
            opened[key] = chromium.new_context(
                viewport={"width": width, "height": 900}, color_scheme=theme, locale="zh-CN"
            )
            page = opened[key].new_page()
            Visitor(page, site.url).sign_in(who, PASSWORD)
            page.close()
        return opened[key].new_page()

    yield window
    for context in opened.values():
        context.close()


def test_page_is_accessible_and_fits(site, windows, cast, now, page_of, combination):
    who, path = page_of
    width, theme = combination
    page = windows(who, width, theme)
    refused = []
    page.on("console", lambda line: refused.append(line.text) if line.type == "error" else None)
    where = path.format(school=cast.school.id, group=cast.school.classes[0].id, day=now.date())
    answer = page.goto(site.url + where)

    assert answer.status == 200
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
