"""What a crash, a reboot, a cleaner or a cut-off first start leaves behind."""

import os
import signal
import time
from pathlib import Path

import pytest

from sizao.core import database
from sizao.core.database import cluster, installation, places, postmaster


def test_data_survives_a_killed_server_with_a_session_at_work(used_home, login):
    killed = database.start(used_home)
    connection = login(killed)
    connection.execute("CREATE TABLE survives_kill AS SELECT 7 AS number")
    connection.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 1000000000)")
    time.sleep(0.3)

    os.kill(killed.pid, signal.SIGKILL)
    _wait_gone(killed.pid)
    begun = time.monotonic()
    again = database.start(used_home)

    assert again.pid != killed.pid
    assert time.monotonic() - begun < 15
    assert login(again).execute("SELECT number FROM survives_kill").fetchone() == (7,)


def test_status_after_a_kill_is_not_running(used_home):
    killed = database.start(used_home)

    os.kill(killed.pid, signal.SIGKILL)
    _wait_gone(killed.pid)

    found = database.status(used_home)
    assert (found.is_running, found.is_starting) == (False, False)
    assert database.stop(used_home) is False


def test_pid_and_socket_of_an_earlier_boot_do_not_mislead(used_home):
    # After a reboot the number may belong to any process: here, to this test.
    server = database.start(used_home)
    pid_text = (server.data_dir / postmaster.PID_FILE).read_text()
    database.stop(used_home)
    stale = pid_text.replace(f"{server.pid}\n", f"{os.getpid()}\n", 1)
    places.write_private(server.data_dir / postmaster.PID_FILE, stale, cluster.find(used_home).account)
    for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
        places.write_private(server.socket_dir / name, stale, cluster.find(used_home).account)

    assert database.status(used_home).is_running is False
    assert database.stop(used_home) is False
    assert database.start(used_home).pid != os.getpid()


def test_left_over_lock_file_does_not_block(home):
    home.mkdir(mode=0o711)
    (home / places.LOCK).write_text("123\n")

    assert database.start(home).pid


def test_lock_held_too_long_is_said(home, monkeypatch):
    monkeypatch.setattr(places, "LOCK_WAIT_SECONDS", 0.3)
    places.make_home(home)

    with places.locked(home), pytest.raises(places.StartBusy), places.locked(home):
        pass


def test_socket_swept_away_is_made_again(used_home):
    first = database.start(used_home)
    (first.socket_dir / ".s.PGSQL.5432").unlink()

    second = database.start(used_home)

    assert second.pid != first.pid
    assert database.status(used_home).server == second


def test_first_start_cut_short_is_taken_up(used_home, login):
    server = database.start(used_home)
    login(server).execute("CREATE TABLE survives_cut AS SELECT 7 AS number")
    (used_home / places.RECORD).unlink()

    again = database.start(used_home)

    assert again.pid == server.pid
    assert login(again).execute("SELECT number FROM survives_cut").fetchone() == (7,)


def test_half_made_cluster_is_made_anew(home):
    places.make_home(home)
    place = cluster.plan(home)
    cluster._make_folders(place)
    (place.root / "data.new").mkdir()
    (place.root / "data.new" / "half").write_text("")

    server = database.start(home)

    assert not (place.root / "data.new").exists()
    assert not (server.data_dir / "half").exists()


def test_vanished_data_is_never_replaced_by_an_empty_cluster(used_home):
    server = database.start(used_home)
    database.stop(used_home)
    away = server.data_dir.rename(server.data_dir.with_name("away"))

    for act in (database.start, database.status, database.stop):
        with pytest.raises(cluster.DataMissing):
            act(used_home)

    away.rename(server.data_dir)
    assert database.start(used_home)


def test_lost_passwords_are_said_before_anything_starts(used_home):
    server = database.start(used_home)
    database.stop(used_home)
    away = database.password_file(used_home).rename(used_home / "away")

    with pytest.raises(cluster.PasswordsLost, match=str(server.data_dir)):
        database.start(used_home)

    assert not database.status(used_home).is_running
    away.rename(database.password_file(used_home))
    assert database.start(used_home)


def test_data_of_another_major_is_refused_by_name(used_home):
    server = database.start(used_home)
    database.stop(used_home)
    path = server.data_dir / "PG_VERSION"
    major = path.read_text()
    path.write_text("12\n")

    with pytest.raises(installation.MajorMismatch, match="PostgreSQL 12"):
        database.start(used_home)

    path.write_text(major)
    assert database.start(used_home)


def _wait_gone(pid):
    """Wait for the kernel: for an instant a killed server still answers."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return
        if state in "ZX":
            return
        time.sleep(0.02)
