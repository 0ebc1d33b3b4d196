"""`sizao db` as typed."""

import argparse
import subprocess
import sys

import pytest

from sizao.cli import db
from sizao.core import database

MAIN = """
import argparse, sys
from sizao.cli import db
parser = argparse.ArgumentParser()
db.add_parser(parser.add_subparsers())
args = parser.parse_args(sys.argv[1:])
sys.exit(args.run(args))
"""


@pytest.fixture
def type_in(monkeypatch, capsys):
    """Return a function that runs the command and returns its exit code and what it printed."""

    def run(*words):
        parser = argparse.ArgumentParser()
        db.add_parser(parser.add_subparsers())
        code = db.run(parser.parse_args(["db", *words]))
        return code, "".join(capsys.readouterr())

    return run


def test_start_status_stop(home, monkeypatch, type_in):
    monkeypatch.setenv("SIZAO_HOME", str(home))

    before, start, during, stop, after = (type_in(word) for word in ("status", "start", "status", "stop", "status"))

    assert (before[0], start[0], during[0], stop[0], after[0]) == (3, 0, 0, 0, 3)
    assert "还没有建立" in before[1]
    assert "运行中" in during[1]
    assert "未运行" in after[1]


def test_outside_database_is_left_alone(home, monkeypatch, type_in):
    monkeypatch.setenv("SIZAO_HOME", str(home))
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:hidden@h/x")

    code, printed = type_in("start")

    assert (code, home.exists(), "hidden" in printed) == (0, False, False)
    assert "DATABASE_URL" in printed


def test_refusal_is_a_sentence_and_exit_code_one(home, monkeypatch, type_in):
    monkeypatch.setenv("SIZAO_HOME", str(home))
    monkeypatch.setenv("SIZAO_PG_BIN", "/absent")

    code, printed = type_in("start")

    assert code == 1
    assert "SIZAO_PG_BIN" in printed


@pytest.mark.parametrize(("options", "role"), [((), "sizao_app"), (("--owner",), "sizao_owner")])
def test_shell_is_psql_with_the_right_login(server, monkeypatch, options, role):
    monkeypatch.setenv("SIZAO_HOME", str(server.home))

    done = subprocess.run(
        [sys.executable, "-c", MAIN, "db", "shell", *options, "--", "-Atc", "SELECT current_user"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == role
    assert database.status(server.home).is_running
