"""Stories run in a real browser against real processes over a database that holds the cast."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.sites import Site
from tools import browser as browsers

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def before() -> Callable | None:
    """Give what happens in the database before the site starts; a module with a past says which."""
    return None


@pytest.fixture(scope="module")
def hour() -> int:
    """Give the hour at which the site starts."""
    return 8


@pytest.fixture(scope="module")
def site(databases, django_db_blocker, tmp_path_factory, before, hour) -> Iterator[Site]:
    """Run a site with the cast on Monday morning."""
    from django.conf import settings

    from conftest import NOW

    name = f"sizao_story_{databases.worker}"
    databases.copy(name)
    if before is not None:
        databases.work_in(name, django_db_blocker, before)
    made = Site(tmp_path_factory.mktemp("site"), name, NOW.replace(hour=hour))
    made.prepare(settings.DATABASE_URLS)
    made.up()
    yield made
    made.down()
    databases.drop(name)


@pytest.fixture(scope="session")
def chromium() -> Iterator:
    """Start the browser once. Its event loop stays in this thread: Django is told to bear it in the tests after."""
    from playwright.sync_api import sync_playwright

    path = browsers.find()
    assert path, "no Chromium: run `make browser`"
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        made = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield made
        made.close()


@dataclass
class Visitor:
    """Someone of the cast in their own browser window."""

    page: object
    url: str

    def sign_in(self, username: str, password: str) -> None:
        """Sign in by the form, as a person does."""
        self.page.goto(f"{self.url}/login/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", password)
        self.page.locator("form:has(input[name=password]) button[type=submit]").click()
        self.page.wait_for_url("**/today/")


@pytest.fixture
def visit(chromium, site) -> Iterator:
    """Open a window for one of the cast: `visit("teacher", PHONE)` gives a page that is signed in."""
    from sizao.demo.cast import PASSWORD

    contexts, problems = [], []

    def open_window(username: str, size: dict):
        context = chromium.new_context(viewport=size, locale="zh-CN", has_touch=size is PHONE)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        Visitor(page, site.url).sign_in(username, PASSWORD)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not [line for line in problems if "Content Security Policy" in line or "Error:" in line], problems
