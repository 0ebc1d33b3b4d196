"""Starting, stopping and finding the server."""

import os
import stat
import subprocess
import sys
import time

import psycopg
import pytest

from sizao.core import database
from sizao.core.database import passwords
from sizao.core.database import server as servers


def test_first_start_makes_a_server_that_never_runs_as_root(server, login):
    connection = login(server)

    assert connection.execute("SELECT current_database(), current_user").fetchone() == (
        "sizao",
        "sizao_owner",
    )
    assert os.stat(f"/proc/{server.pid}").st_uid != 0


def test_server_is_safe_and_reachable_by_socket_only(server, login):
    connection = login(server)
    names = ("listen_addresses", "fsync", "full_page_writes", "synchronous_commit", "data_checksums", "jit")

    found = [connection.execute(f"SHOW {name}").fetchone()[0] for name in names]

    assert found == ["", "on", "on", "on", "on", "off"]
    assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700
    rules = (server.data_dir / "pg_hba.conf").read_text().splitlines()
    assert {(line.split()[0], line.split()[-1]) for line in rules} == {("local", "scram-sha-256")}


def test_passwords_are_generated_private_and_needed(server):
    path = database.password_file(server.home)

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(host=str(server.socket_dir), user=passwords.OWNER, password="x", dbname="sizao")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(set(passwords.read(server.home).values())) == 4


def test_running_server_is_found_fast_and_without_a_process(server, monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", None)
    begun = time.perf_counter()

    again = database.start(server.home)

    assert again == server
    assert time.perf_counter() - begun < 0.05


def test_status_tells_what_is_there(server, home):
    running = database.status(server.home)
    nothing = database.status(home)

    assert (running.is_running, running.server, running.is_starting) == (True, server, False)
    assert running.major == int((server.data_dir / "PG_VERSION").read_text())
    assert (nothing.is_running, nothing.data_dir) == (False, None)
    assert not home.exists()


def test_stop_and_start_keep_data_and_may_be_repeated(used_home, login):
    first = database.start(used_home)
    login(first).execute("CREATE TABLE survives_stop AS SELECT 7 AS number")

    stops = [database.stop(used_home), database.stop(used_home)]
    second = database.start(used_home)

    assert stops == [True, False]
    assert first.pid != second.pid
    assert login(second).execute("SELECT number FROM survives_stop").fetchone() == (7,)


def test_stopping_a_home_that_never_was_makes_nothing(home):
    assert database.stop(home) is False
    assert not home.exists()


def test_starters_at_once_share_one_server(home):
    code = "import pathlib, sys; from sizao.core import database as d; print(d.start(pathlib.Path(sys.argv[1])).pid)"
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(home)], stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]

    pids = {process.communicate()[0].strip() for process in started}

    assert [process.returncode for process in started] == [0, 0, 0]
    assert pids == {str(database.start(home).pid)}


def test_preload_reaches_the_server_only_when_asked_for(used_home, monkeypatch):
    library = used_home.parent / "slow.so"
    library.write_bytes(b"")
    library.chmod(0o644)
    database.stop(used_home)

    preloaded = database.start(used_home, preload=library)
    with pytest.raises(servers.PreloadRefused):
        database.start(used_home, preload=library)
    seen = _environment(preloaded.pid)
    database.stop(used_home)
    monkeypatch.setenv("LD_PRELOAD", str(library))
    monkeypatch.setenv("DATABASE_SECRET", "never in the server")
    plain = database.start(used_home)

    assert f"LD_PRELOAD={library}" in seen
    assert not [entry for entry in _environment(plain.pid) if entry.startswith(("LD_PRELOAD", "DATABASE"))]


def test_missing_preload_library_is_refused_before_anything_starts(home):
    with pytest.raises(servers.PreloadRefused):
        database.start(home, preload=home / "absent.so")

    assert not database.status(home).is_running


def _environment(pid):
    with open(f"/proc/{pid}/environ", encoding="utf-8") as file:
        return file.read().split("\0")
