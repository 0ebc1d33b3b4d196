"""Starting beside another program: said before anything is made."""

import argparse
import socket

from sizao.cli import processes, up


def test_port_of_another_program_is_not_free():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        assert not processes.is_free("127.0.0.1", port)
    assert processes.is_free("127.0.0.1", port)


def test_start_on_a_port_in_use_says_which_and_makes_nothing(monkeypatch, tmp_path, capsys):
    home = tmp_path / "home"
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("SIZAO_HOME", str(home))
        monkeypatch.setenv("SIZAO_PORT", str(port))

        assert up.run(argparse.Namespace(demo=None, foreground=False)) == 1

    assert f"端口{port}已被别的程序占用" in capsys.readouterr().err
    assert not home.exists()
