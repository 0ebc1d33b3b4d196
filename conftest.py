"""Tests run against real PostgreSQL: migrated as the owner, used as the application inside the scope of a person.

Outside such a scope (arranging, looking, jobs) they run as the machine, which sees all schools.
"""

import datetime as dt
import os
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

LEFT_BEHIND = re.compile(r"sizao_\w+_([0-9]+)")
NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the matrix of widths and themes, and the folder of golden cases."""
    parser.addoption("--full-matrix", action="store_true", help="every page in every width and theme")
    parser.addoption("--oracles", type=Path, default=None, help="folder of golden cases for tests/conformance")


class Databases:
    """Makes and drops test databases as the owner; a template is built once and copied (0.1 s)."""

    def __init__(self, worker: str) -> None:
        from django.conf import settings

        self.owner_url = settings.DATABASE_URLS.owner
        # The process is in every name: two runs on one server do not meet.
        self.worker = f"{worker}_{os.getpid()}"
        self.template = f"sizao_template_{self.worker}"
        self.cast = None

    def _run(self, *statements: str) -> None:
        import psycopg

        with psycopg.connect(self.owner_url, autocommit=True) as owner:
            for statement in statements:
                owner.execute(statement)

    def use(self, name: str, *, as_owner: bool = False) -> None:
        """Point Django (and whatever it starts) at a database."""
        from django.conf import settings
        from django.db import connection

        from sizao.core import database

        connection.close()
        role = settings.DATABASE_URLS.owner if as_owner else settings.DATABASE_URLS.worker
        parts = database.django_settings(role)
        connection.settings_dict.update(NAME=name, USER=parts["USER"], PASSWORD=parts["PASSWORD"])

    def drop(self, name: str) -> None:
        """Drop a test database, whoever is still connected; a vacuum at work there is not ours to end, so wait."""
        import psycopg

        for _ in range(40):
            try:
                self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                return
            except psycopg.errors.InsufficientPrivilege:
                time.sleep(0.25)
        raise TimeoutError(f"{name} is still in use")

    def drop_left_behind(self) -> None:
        """Drop the databases of runs that were killed: their process is gone."""
        import psycopg

        with psycopg.connect(self.owner_url, autocommit=True) as owner:
            names = [name for (name,) in owner.execute("SELECT datname FROM pg_database WHERE NOT datistemplate")]
        for name in names:
            found = LEFT_BEHIND.fullmatch(name)
            if found and not Path(f"/proc/{found[1]}").exists():
                self.drop(name)

    def copy(self, name: str) -> None:
        """Make a database with the schema and the cast."""
        self.drop(name)
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{self.template}"')

    def work_in(self, name: str, blocker: Any, work: Callable[[], Any]) -> Any:
        """Do something in a database, in a thread of its own: the browser's event loop would refuse it in this one.

        returns: what `work` gives.
        """
        from django.db import connection

        def apart() -> Any:
            self.use(name)
            try:
                return work()
            finally:
                connection.close()

        before = dict(connection.settings_dict)
        try:
            with blocker.unblock(), ThreadPoolExecutor(1) as thread:
                return thread.submit(apart).result()
        finally:
            connection.settings_dict.update(before)

    def build_template(self) -> None:
        """Migrate as owner, then build the cast as the machine."""
        from django.core.management import call_command
        from django.db import connection

        from sizao.demo.cast import build_cast

        self.drop_left_behind()
        self._run(f'CREATE DATABASE "{self.template}"')
        self.use(self.template, as_owner=True)
        call_command("migrate", verbosity=0, interactive=False)
        self.use(self.template)
        self.cast = build_cast(now=NOW)
        connection.close()


@pytest.fixture(scope="session")
def databases(django_db_blocker) -> Iterator[Databases]:
    """Build the template of this worker and drop it at the end."""
    made = Databases(os.environ.get("PYTEST_XDIST_WORKER", "main"))
    with django_db_blocker.unblock():
        made.build_template()
    yield made
    with django_db_blocker.unblock():
        made.use("postgres")
    made.drop(made.template)


@pytest.fixture(scope="session")
def django_db_setup(databases: Databases, django_db_blocker) -> Iterator[None]:
    """Replace pytest-django's database: tests roll back in a copy that holds the cast."""
    name = f"sizao_test_{databases.worker}"
    databases.copy(name)
    with django_db_blocker.unblock():
        databases.use(name)
    yield
    with django_db_blocker.unblock():
        databases.use("postgres")
    databases.drop(name)


@pytest.fixture
def committed_db(databases: Databases, django_db_setup, django_db_blocker) -> Iterator[str]:
    """Give a database of one's own, where what is committed stays until the test ends; its name."""
    name = f"sizao_own_{databases.worker}"
    databases.copy(name)
    with django_db_blocker.unblock():
        databases.use(name)
        yield name
        databases.use(f"sizao_test_{databases.worker}")
    databases.drop(name)


@pytest.fixture
def now() -> dt.datetime:
    """Monday 08:00 in term."""
    return NOW


@pytest.fixture
def cast(databases: Databases):
    """Give the cast: two neighboring schools, one in another county, and everyone's ids."""
    return databases.cast


@pytest.fixture(autouse=True)
def fixed_clock(monkeypatch, request):
    """Let the edge read the cast's Monday morning, unless a test runs a real server."""
    if "real_clock" not in request.keywords:
        monkeypatch.setattr("sizao.core.clock.now", lambda: NOW)
        from sizao.registry.accounts import queries

        queries.forget()


@pytest.fixture(autouse=True)
def source_language():
    """Begin every test in the installation's language, whatever the last one's reader spoke."""
    from django.utils import translation

    with translation.override("zh-hans"):
        yield


@pytest.fixture
def signed_in(client, cast, now, db):
    """Sign a member of the cast in: `signed_in("teacher")` gives a client."""
    from django.test import Client

    from sizao.registry.accounts.queries import SESSION_COOKIE
    from tests.signing import open_session

    def sign(name: str) -> Client:
        browser = Client()
        browser.cookies[SESSION_COOKIE] = open_session(cast.users[name], now=now)
        return browser

    return sign


@pytest.fixture
def dorm(cast, now, db):
    """Build 1号宿舍楼 for the cast's six boarders, two a room; `keeper` and `keeper2` hold its post."""
    from sizao.demo import builders, dorms
    from sizao.demo.cast import PASSWORD

    since = now.date() - dt.timedelta(days=30)
    built = dorms.build_dorm(cast.school, cast.school.classes[1].people[:6], name="1号宿舍楼", since=since, beds=2)
    posts = [
        builders.Post(name, title, "DORM_KEEPER", built.unit_id)
        for name, title in (("keeper", "宋阿姨"), ("keeper2", "田师傅"))
    ]
    made = builders.build_posts(posts, now=now, since=since, password=PASSWORD)
    cast.users.update(made)
    yield built
    for name in made:
        cast.users.pop(name)
