"""Who runs the server."""

import os

import pytest

from sizao.core.database import account

OURS, PACKAGED = account.Account("sizao", 901, 901), account.Account("postgres", 902, 902)


@pytest.fixture
def machine(monkeypatch):
    """Return a function that pretends to be root on a machine with these accounts and this useradd."""

    def pretend(known, added=()):
        def add():
            known.extend(added)
            return "" if added else "useradd: refused"

        monkeypatch.setattr(account, "is_root", lambda: True)
        monkeypatch.setattr(account, "_find", lambda name: next((one for one in known if one.name == name), None))
        monkeypatch.setattr(account, "_add_system_user", add)

    return pretend


def test_account_is_never_root():
    assert account.for_new_server().uid != 0


def test_missing_account_is_made(machine):
    machine([PACKAGED], added=[OURS])

    assert account.for_new_server() == OURS


def test_packaged_account_serves_when_none_can_be_made(machine):
    machine([PACKAGED])

    assert account.for_new_server() == PACKAGED


def test_no_account_at_all_is_said_with_the_reason(machine):
    machine([])

    with pytest.raises(account.AccountMissing, match="useradd: refused"):
        account.for_new_server()


def test_useradd_that_is_absent_is_said(monkeypatch):
    monkeypatch.setattr(account.shutil, "which", lambda name, path: None)

    assert "useradd" in account._add_system_user()


def test_commands_run_without_our_environment(monkeypatch):
    monkeypatch.setenv("PGDATA", "/elsewhere")
    monkeypatch.setenv("SECRET_KEY", "hidden")

    done = account.run(account.for_new_server(), ["/usr/bin/env"], extra_env={"LD_PRELOAD": ""})

    names = {line.partition("=")[0] for line in done.stdout.splitlines()}
    assert names <= {"PATH", "LC_ALL", "LD_LIBRARY_PATH", "LD_PRELOAD", "PWD"}


def test_commands_run_as_the_account_and_no_more():
    chosen = account.for_new_server()

    done = account.run(chosen, ["/bin/sh", "-c", "id -u; id -G"])

    assert done.stdout.split()[0] == str(chosen.uid)
    assert os.geteuid() != 0 or done.stdout.split()[1:] == [str(chosen.gid)]
