"""Homes with short paths for real servers, each stopped and removed afterwards."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sizao.core import database
from sizao.core.database import account, passwords, places, postmaster, roles


@pytest.fixture(autouse=True)
def _no_outside_address(monkeypatch):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "SIZAO_HOME", "LD_PRELOAD"):
        monkeypatch.delenv(name, raising=False)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="sz-", dir="/tmp"))
    path.chmod(0o711)
    try:
        yield path
    finally:
        _discard(path)
        shutil.rmtree(path)


def _discard(folder: Path) -> None:
    """Stop every server of a home in this folder, also of one that was never finished."""
    for word_file in folder.rglob(passwords.FILE):
        home = word_file.parent
        current = account.for_new_server()
        place = places.Place(places.remembered_root(home) or places.choose_root(home, current), current)
        postmaster.stop(place.data_dir)
        for elsewhere in (place.root, place.socket_dir):
            if elsewhere.exists() and not elsewhere.is_relative_to(home):
                shutil.rmtree(elsewhere)


@pytest.fixture
def home():
    """A home that does not exist yet, for a test that starts its own server."""
    with _folder() as folder:
        yield folder / "home"


@pytest.fixture(scope="session")
def used_home():
    """A home whose server has been made, for tests that stop, hurt and mend it; it may be running or not."""
    with _folder() as folder:
        database.start(folder / "home")
        yield folder / "home"


@pytest.fixture(scope="session")
def server():
    """A running server for tests that leave it as it was."""
    with _folder() as folder:
        yield database.start(folder / "home")


@pytest.fixture
def login():
    """Return a function that opens a connection of one role to a server's database."""
    opened = []

    def connect(server: database.Server, role: str = passwords.OWNER, name: str = roles.DATABASE):
        connection = psycopg.connect(
            host=str(server.socket_dir),
            user=role,
            password=passwords.read(server.home)[role],
            dbname=name,
            autocommit=True,
        )
        opened.append(connection)
        return connection

    yield connect
    for connection in opened:
        connection.close()
