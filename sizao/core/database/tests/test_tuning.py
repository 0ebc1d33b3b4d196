"""Settings in proportion to the machine."""

from pathlib import Path

import pytest

from sizao.core.database import tuning

GIB = 1024**3


@pytest.mark.parametrize(("memory", "buffers"), [(1, "128MB"), (4, "256MB"), (8, "512MB"), (256, "512MB")])
def test_buffers_grow_with_memory_within_bounds(memory, buffers):
    assert f"shared_buffers = '{buffers}'" in _settings(memory_bytes=memory * GIB)


def test_durability_is_never_traded():
    text = _settings()

    for line in ("fsync = on", "full_page_writes = on", "synchronous_commit = on", "listen_addresses = ''"):
        assert f"\n{line}\n" in text


def test_every_setting_has_its_reason():
    lines = [line for line in _settings().splitlines() if line]

    settings = [index for index, line in enumerate(lines) if not line.startswith("#")]
    assert all(lines[index - 1].startswith("# ") for index in settings)


def test_folders_with_quotes_and_commas_are_written_safely():
    text = _settings(socket_dir=Path("/a, 'b'/run"))

    assert "unix_socket_directories = '\"/a, ''b''/run\"'" in text


def test_container_limit_counts_when_it_is_less(monkeypatch, tmp_path):
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(tuning, "CGROUP_LIMIT", limit)
    limit.write_text("1048576\n")
    limited = tuning.memory_bytes()
    limit.write_text("max\n")

    assert limited == 1048576
    assert tuning.memory_bytes() > limited


def _settings(*, memory_bytes=4 * GIB, socket_dir=Path("/run"), log_dir=Path("/log")):
    return tuning.settings(memory_bytes=memory_bytes, socket_dir=socket_dir, log_dir=log_dir)
