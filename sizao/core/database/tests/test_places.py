"""Folders: where home is, who can get there, how long a path may be."""

import os
import stat
from pathlib import Path

import pytest

from sizao.core import database
from sizao.core.database import cluster, places


def test_home_follows_the_environment_then_the_platform(monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    monkeypatch.setattr("sys.platform", "linux")
    by_platform = database.home()
    monkeypatch.setenv("SIZAO_HOME", "/srv/sizao")

    assert by_platform == Path("/data/sizao")
    assert database.home() == Path("/srv/sizao")


@pytest.mark.parametrize(
    ("platform", "tail"), [("darwin", "Application Support/sizao"), ("win32", "AppData/Local/sizao")]
)
def test_home_on_other_systems(monkeypatch, platform, tail):
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr("sys.platform", platform)

    assert database.home().as_posix().endswith(tail)


def test_closed_home_stays_closed_and_the_server_still_runs(home):
    home.mkdir(mode=0o700)

    server = database.start(home)

    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert database.status(home).server == server
    assert server.data_dir.is_relative_to(places.SHARED_ROOT if os.geteuid() == 0 else home)


def test_long_path_gets_a_short_socket(home):
    deep = home / ("学校" * 20) / ("x" * 60)

    server = database.start(deep)

    assert places.socket_fits(server.socket_dir)
    assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700


def test_path_with_spaces_and_chinese_works(home):
    spaced = home / "四早 数据 'a'"

    server = database.start(spaced)

    assert server.data_dir.is_relative_to(spaced)


@pytest.mark.parametrize("name", ['a"b', "a$b", "a`b", "a\\b", "a\nb"])
def test_path_that_a_shell_would_read_is_refused(home, name):
    with pytest.raises(places.HomeUnusable):
        database.start(home / name)

    assert not (home / name).exists()


def test_home_that_is_a_file_is_refused(home):
    home.write_text("")

    with pytest.raises(places.HomeUnusable):
        database.start(home)


def test_moved_home_starts_again(used_home):
    server = database.start(used_home)
    database.stop(used_home)
    moved = used_home.with_name("moved")
    used_home.rename(moved)

    again = database.start(moved)
    database.stop(moved)
    moved.rename(used_home)

    assert again.data_dir == moved / server.data_dir.relative_to(used_home)


def test_socket_is_not_put_where_its_path_would_be_misread():
    assert places.socket_fits(Path("/srv/run"))
    assert not places.socket_fits(Path("/srv/a,b"))
    assert not places.socket_fits(Path("/" + "x" * 95))


def test_socket_folder_of_somebody_else_is_refused(home, monkeypatch):
    taken = home.parent / "taken"
    taken.mkdir(mode=0o700)
    taken.chmod(0o755)
    monkeypatch.setattr(places.Place, "socket_dir", taken)

    with pytest.raises(cluster.SocketDirTaken):
        database.start(home)


def test_private_file_replaces_a_planted_link(home):
    home.mkdir()
    (home / "target").write_text("untouched")
    (home / "file.new").symlink_to(home / "target")

    places.write_private(home / "file", "ours")

    assert (home / "target").read_text() == "untouched"
    assert stat.S_IMODE((home / "file").stat().st_mode) == 0o600
