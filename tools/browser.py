"""Find a Chromium for the browser stories, or fetch one: the system's, Debian's package, Playwright's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find() -> str | None:
    """Give the path of a usable browser: SIZAO_CHROMIUM, the system's, or the one Playwright has fetched."""
    wanted = os.environ.get("SIZAO_CHROMIUM")
    if wanted:
        return wanted if Path(wanted).exists() else None
    on_path = next((found for found in map(shutil.which, NAMES) if found), None)
    return on_path or _playwright_browser()


def _playwright_browser() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _run(*command: str) -> bool:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        return subprocess.run(command, check=False, timeout=600, **quiet).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def fetch() -> None:
    """Install Debian's package as root, with Chinese fonts; else let Playwright download its own."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        _run("apt-get", "update", "-q")
        if _run("apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-noto-cjk"):
            return
    _run(sys.executable, "-m", "playwright", "install", "chromium")


def main() -> int:
    """Say which browser will be used, or in one line what to do."""
    path = find()
    if path is None:
        fetch()
        path = find()
    if path is None:
        print("no Chromium: install the package `chromium`, or set SIZAO_CHROMIUM to a browser", file=sys.stderr)
        return 1
    print(f"browser: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
