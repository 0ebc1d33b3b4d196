"""Server time of each main page of the cast in the `county` demo: the day's page of every role and what it leads to.

Pages are found as people find them, by the links of `/today/`. One request at a time over one kept connection, so a
time is the server's; the reference is the help page, which is the same skeleton with half a page of text.
"""

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections import deque

from bench import load
from bench.installation import Installation, percentile, report

SCALE = os.environ.get("SIZAO_BENCH_SCALE", "county")
REQUESTS = int(os.environ.get("SIZAO_BENCH_REQUESTS", "20"))
WARM = 3
TARGET_MS = 60
MINIMAL = "/help/"
ROLES = (
    "teacher1", "doctor", "health", "reporter", "principal", "admin", "canteen", "guardian", "county", "city",
    "province", "administrator", "auditor",
)  # fmt: skip
# The same address shows an office what lies below it and a school itself.
OFFICES = ("county", "city", "province")
LINK = re.compile(rb'<a [^>]*href="(/[^"#]*)"')
# What leads out of the page: files, languages, signing out.
NO_PAGE = re.compile(r"^/(static|media|logout|login|language|api)|\.(xlsx|pdf|csv)")


def main() -> None:
    """Load the demo, find each role's pages, time them in turn."""
    site = Installation()
    site.run_once("demo", "--scale", SCALE)
    done = subprocess.run(
        [sys.executable, "-m", "bench.page", "inside"], env=os.environ, check=True, stdout=subprocess.PIPE, text=True
    )
    cookies: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    site.serve("web")
    seen: dict[str, set[str]] = {}
    pages = {
        (role, url): []
        for role, cookie in cookies.items()
        for url in _links(site, cookie, seen.setdefault(role if role in OFFICES else "school", set()))
    }
    pages[ROLES[0], MINIMAL] = []
    for _ in range(2):
        for (role, url), seconds in pages.items():
            seconds += _time(site, cookies[role], url)
    site.end_processes()
    table = {
        f"{role} {url}": {"p50": _ms(seconds, 0.5), "p95": _ms(seconds, 0.95)} for (role, url), seconds in pages.items()
    }
    reference = table.pop(f"{ROLES[0]} {MINIMAL}")
    worst = max(table, key=lambda name: table[name]["p95"])
    value = table[worst]["p95"]
    for name in sorted(table, key=lambda name: -table[name]["p95"])[:12]:
        print(f"# {table[name]['p95']:7.1f} ms p95 {table[name]['p50']:7.1f} ms p50  {name}", file=sys.stderr)
    report(
        bench="page", value=value, unit="ms",
        reference=f"minimal page of the same server: p95 {reference['p95']} ms; target {TARGET_MS} ms",
        ratio=round(value / reference["p95"], 2), worst=worst, minimal=reference, scale=SCALE,
        over_target=sum(one["p95"] > TARGET_MS for one in table.values()), requests=2 * (REQUESTS - WARM), pages=table,
    )  # fmt: skip


def _links(site: Installation, cookie: str, seen: set[str]) -> list[str]:
    """Give `/today/` and the pages it leads to, where redirects end, of shapes that are not seen yet; one of each."""
    found = [link.decode().replace("&amp;", "&") for link in LINK.findall(_get(site, cookie, "/today/")[1])]
    wanted = [url for url in dict.fromkeys(found) if url != MINIMAL and not NO_PAGE.search(url)]
    links = {_shape(url): url for url in reversed(wanted)}
    shown = dict.fromkeys(_get(site, cookie, url)[0] for url in reversed(links.values()))
    pages = {_shape(url): url for url in reversed(shown) if url not in ("", "/today/") and _shape(url) not in seen}
    seen.update(pages)
    return ["/today/", *pages.values()]


def _shape(url: str) -> str:
    return re.sub(r"\d+(-[0-9a-f-]+)?|[0-9a-f]{8}-[0-9a-f-]+", "n", url)


def _get(site: Installation, cookie: str, url: str) -> tuple[str, bytes]:
    """Give the address where an HTML page was in the end, and the page; nothing where there is none for this role."""
    base = f"http://127.0.0.1:{site.port}"
    request = urllib.request.Request(f"{base}{url}", headers={"Cookie": cookie})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            is_page = answer.headers.get_content_type() == "text/html" and "/login/" not in answer.url
            return (answer.url.removeprefix(base), answer.read()) if is_page else ("", b"")
    except urllib.error.HTTPError:
        return "", b""


def _time(site: Installation, cookie: str, url: str) -> list[float]:
    requests = deque(load.request("GET", url, headers={"Cookie": cookie}) for _ in range(REQUESTS))
    return load.run(requests, port=site.port, connections=1, seconds=120).seconds[WARM:]


def _ms(seconds: list[float], share: float) -> float:
    return round(percentile(seconds, share) * 1000, 1)


def inside() -> None:
    """Open a session for each role and print the cookies as one line."""
    import django

    django.setup()
    from django.db import connection

    from sizao.core import clock
    from sizao.registry.accounts.queries import SESSION_COOKIE
    from tests.signing import open_session

    with connection.cursor() as cursor:
        cursor.execute("SELECT username, id FROM accounts_user WHERE username = ANY(%s)", [list(ROLES)])
        users = dict(cursor.fetchall())
    opened = {role: f"{SESSION_COOKIE}={open_session(users[role], now=clock.now())}" for role in ROLES if role in users}
    print(json.dumps(opened))


if __name__ == "__main__":
    inside() if "inside" in sys.argv else main()
