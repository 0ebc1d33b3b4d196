"""Telling our server from any other process, and a busy one from a dead one."""

import os
import subprocess
from pathlib import Path

import pytest

from sizao.core.database import places, postmaster


def test_only_the_server_of_this_folder_is_ours(server, tmp_path):
    assert postmaster.find_alive(server.data_dir).pid == server.pid
    assert not postmaster._is_server(server.pid, tmp_path)
    assert not postmaster._is_server(os.getpid(), server.data_dir)


def test_server_is_known_by_its_command_line_where_its_folder_is_hidden(server, monkeypatch, tmp_path):
    def hidden(one, other):
        raise PermissionError

    monkeypatch.setattr(os.path, "samefile", hidden)

    assert postmaster._is_server(server.pid, server.data_dir)
    assert not postmaster._is_server(server.pid, tmp_path)
    assert not postmaster._is_server(os.getpid(), server.data_dir)


def test_server_is_known_where_there_is_no_proc(server, monkeypatch, tmp_path):
    def ps(command, **options):
        return subprocess.CompletedProcess(command, 0, stdout=f"/x/bin/postgres -D {server.data_dir}\n")

    monkeypatch.setattr(postmaster, "PROC", tmp_path / "absent")
    monkeypatch.setattr(postmaster.subprocess, "run", ps)

    assert postmaster._is_server(server.pid, server.data_dir)
    assert not postmaster._is_server(server.pid, tmp_path)


@pytest.mark.parametrize(
    ("error", "expected"),
    [(BlockingIOError, True), (TimeoutError, True), (ConnectionRefusedError, False), (FileNotFoundError, False)],
)
def test_server_with_a_full_queue_is_never_taken_for_dead(server, monkeypatch, error, expected):
    monkeypatch.setattr(postmaster.socket, "socket", _socket_that_raises(error))

    found = postmaster.find_ready(server.data_dir)

    assert (found is not None) is expected


def test_socket_out_of_reach_is_said(server, monkeypatch):
    monkeypatch.setattr(postmaster.socket, "socket", _socket_that_raises(PermissionError))

    with pytest.raises(places.HomeUnusable):
        postmaster.find_ready(server.data_dir)


@pytest.mark.parametrize("text", ["", "123\n", "123\n/data\n"])
def test_half_written_pid_file_is_no_server(tmp_path, text):
    (tmp_path / postmaster.PID_FILE).write_text(text)

    assert postmaster.read(tmp_path) is None


def test_pid_file_of_a_starting_server_is_not_ready(tmp_path):
    (tmp_path / postmaster.PID_FILE).write_text("123\n/data\n1700000000\n5432\n/run dir\n\n 1 2\nstarting\n")

    found = postmaster.read(tmp_path)

    assert (found.pid, found.socket_dir, found.is_ready) == (123, Path("/run dir"), False)


def _socket_that_raises(error):
    class Fake:
        def __init__(self, *kind):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *raised):
            return False

        def settimeout(self, seconds):
            pass

        def connect(self, path):
            raise error

    return Fake
