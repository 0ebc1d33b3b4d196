"""kill -9 of web, worker and database under load: nothing acknowledged is lost, nothing is doubled, sums agree."""

import os
import signal
import time
from pathlib import Path

import psycopg
import pytest

from conftest import NOW
from sizao.core import database
from tests.faults.client import Stubborn
from tests.sites import Site

pytestmark = [pytest.mark.slow, pytest.mark.real_clock]

RECOUNT = """
WITH current AS (
  SELECT DISTINCT ON (group_id) * FROM checks_healthcheck WHERE day = %(day)s AND session = 'MORNING'
  ORDER BY group_id, version DESC
)
SELECT school_id, count(*), coalesce(sum((ill = 0)::int), 0), sum(enrolled), sum(ill) FROM current GROUP BY 1 ORDER BY 1
"""
FOLDED = """
SELECT school_id, reported, zero, enrolled, ill FROM checks_school_day
WHERE day = %(day)s AND session = 'MORNING' AND reported > 0 ORDER BY school_id
"""


@pytest.fixture
def own_site(databases, tmp_path_factory):
    """Run a site on a database server of its own, so that the server can be killed."""
    home = tmp_path_factory.mktemp("kill")
    urls = database.urls(home)
    site = Site(home, "sizao", NOW)
    site.prepare(urls)
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_WORKER_URL"):
        del site.environment[name]
    yield site
    site.down()
    database.stop(home)


def _build(site: Site) -> dict:
    """Migrate and build the cast in the site's own process, and sign the teachers in."""
    import json
    import subprocess
    import sys

    subprocess.run(
        [sys.executable, "-m", "sizao.cli", "migrate"],
        env={**site.environment, "SIZAO_DB_ROLE": "owner"}, check=True,
    )  # fmt: skip
    out = subprocess.run(
        [sys.executable, "-m", "tests.faults.build"],
        env={**site.environment, "SIZAO_DB_ROLE": "worker"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(out.stdout.splitlines()[-1])


def test_killed_processes_lose_and_double_nothing(own_site):
    built = _build(own_site)
    own_site.up()
    _wait_for_slots(own_site)
    stop_at = time.monotonic() + 14
    phones = [Stubborn(own_site.port, one["session"], one["path"], stop_at) for one in built["teachers"]]
    for phone in phones:
        phone.start()

    time.sleep(2)
    own_site.kill("web")
    own_site.run("web")
    time.sleep(3)
    own_site.kill("worker")
    own_site.run("worker")
    time.sleep(2)
    _kill_database(own_site)
    for phone in phones:
        phone.join(180)

    assert [phone.refused for phone in phones] == [[] for _ in phones]
    assert sum(phone.broken for phone in phones) > 0, "the kills were not felt: the test proves nothing"
    assert min(len(phone.acknowledged) for phone in phones) >= 20
    _assert_exactly_once(own_site, phones)
    _assert_roll_up(own_site)


def _connect(site: Site) -> psycopg.Connection:
    return psycopg.connect(database.urls(site.home).owner, autocommit=True)


def _wait_for_slots(site: Site) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with _connect(site) as owner:
            if owner.execute("SELECT count(*) FROM checks_slot").fetchone()[0]:
                return
        time.sleep(0.2)
    raise TimeoutError("the worker opened no slots")


def _kill_database(site: Site) -> None:
    """Kill the server and all its sessions at once, then start it again; PostgreSQL recovers from its log."""
    pid = database.status(site.home).server.pid
    children = [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    for one in [pid, *children]:
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            pass
    time.sleep(0.5)
    database.start(site.home)


def _assert_exactly_once(site: Site, phones: list[Stubborn]) -> None:
    with _connect(site) as owner:
        rows = owner.execute("SELECT id::text, version, group_id FROM checks_healthcheck").fetchall()
    stored = {key: version for key, version, _ in rows}
    assert len(stored) == len(rows)
    told = {key: version for phone in phones for key, version in phone.acknowledged}
    assert {key: stored.get(key) for key in told} == told
    versions: dict[int, list[int]] = {}
    for _, version, group in rows:
        versions.setdefault(group, []).append(version)
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in versions.values())


def _assert_roll_up(site: Site) -> None:
    """Wait for the worker to fold what is left, then compare with a recount from scratch."""
    deadline = time.monotonic() + 40
    with _connect(site) as owner:
        while owner.execute("SELECT count(*) FROM checks_delta").fetchone()[0] and time.monotonic() < deadline:
            time.sleep(0.2)
        time.sleep(0.5)
        day = {"day": NOW.date()}
        assert owner.execute(FOLDED, day).fetchall() == owner.execute(RECOUNT, day).fetchall()
