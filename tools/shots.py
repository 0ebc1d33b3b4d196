"""Take the pictures of the README from a running demo (`make up` first): teacher, school, county."""

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from sizao.demo.flag import PASSWORD
from tools.browser import find

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
# name, login, width, height, where to go by the links a person would use
PICTURES = (
    ("teacher-check", "teacher2", 360, 740, ("去上报",)),
    ("school-return", "principal", 1280, 900, ("日报告",)),
    ("county-today", "county", 1280, 900, ()),
)


def take(browser: Browser, address: str) -> None:
    """Sign in as each, follow the links, take the picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, login, width, height, links in PICTURES:
        context = browser.new_context(
            viewport={"width": width, "height": height}, device_scale_factor=2 if width < 600 else 1, locale="zh-CN"
        )
        page = context.new_page()
        page.goto(f"{address}/login/")
        page.fill("input[name=username]", login)
        page.fill("input[name=password]", PASSWORD)
        page.locator("form:has(input[name=password]) button[type=submit]").click()
        page.wait_for_url("**/today/")
        for link in links:
            page.get_by_role("link", name=link, exact=True).first.click()
            page.wait_for_load_state()
        page.wait_for_timeout(300)
        page.screenshot(path=FOLDER / f"{name}.png")
        context.close()


def main() -> int:
    """Use the address that `make up` prints (SIZAO_PORT)."""
    path = find()
    if path is None:
        print("no Chromium: run `make browser`", file=sys.stderr)
        return 1
    address = f"http://127.0.0.1:{os.environ.get('SIZAO_PORT', '8000')}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        take(browser, address)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
