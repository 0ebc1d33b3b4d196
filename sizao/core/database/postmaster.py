"""The running server process, as seen through its pid file and its socket; no process is started to look."""

import os
import signal
import socket
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sizao.core.database import places
from sizao.core.errors import SizaoError

WAIT_SECONDS = 60
PID_FILE = "postmaster.pid"


class NotReady(SizaoError):
    """The process runs but does not take connections yet: it repairs its data after a crash."""

    code = "database.not_ready"
    message = "数据库进程 {pid} 在运行，但 {seconds} 秒内没有就绪，可能正在恢复数据。请稍后再试；日志在 {log_dir}。"
    http_status = 503


class StopFailed(SizaoError):
    """The server did not end in time."""

    code = "database.stop_failed"
    message = "数据库进程 {pid} 在 {seconds} 秒内没有停下。"
    http_status = 503


@dataclass(frozen=True)
class Postmaster:
    """What a pid file says.

    socket_dir: None while the server has not opened its socket.
    """

    pid: int
    started_at: datetime
    port: int
    socket_dir: Path | None
    is_ready: bool


def read(data_dir: Path) -> Postmaster | None:
    """Read the pid file; None when there is none or it is not written yet. Its process may be long dead.

    raises: HomeUnusable.
    """
    try:
        lines = (data_dir / PID_FILE).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise places.HomeUnusable(path=data_dir, reason="属于另一个用户") from error
    # Lines: pid, data directory, start time, port, socket folder, address, shared memory, state.
    if len(lines) < 4:
        return None
    socket_dir = Path(lines[4]) if len(lines) > 4 and lines[4] else None
    is_ready = len(lines) > 7 and lines[7].strip() == "ready"
    return Postmaster(
        abs(int(lines[0])), datetime.fromtimestamp(int(lines[2]), UTC), int(lines[3]), socket_dir, is_ready
    )


def find_alive(data_dir: Path) -> Postmaster | None:
    """Return the server of this data directory when its process lives."""
    found = read(data_dir)
    return found if found and _is_server(found.pid, data_dir) else None


def find_ready(data_dir: Path) -> Postmaster | None:
    """Return the server of this data directory when it answers; one socket connection, under 1 ms."""
    found = read(data_dir)
    return found if found and found.is_ready and _answers(found) else None


def wait_ready(data_dir: Path, log_dir: Path) -> Postmaster | None:
    """Wait for a live server to answer; None when its process ends or its socket file is gone.

    raises: NotReady.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        alive = find_alive(data_dir)
        if alive is None or (alive.is_ready and not _answers(alive)):
            return None
        if alive.is_ready:
            return alive
        if time.monotonic() > deadline:
            raise NotReady(pid=alive.pid, seconds=WAIT_SECONDS, log_dir=log_dir)
        time.sleep(0.1)


def stop(data_dir: Path) -> bool:
    """End the server in order: open transactions are rolled back, everything committed is written out.

    returns: whether there was one.
    raises: StopFailed.
    """
    found = find_alive(data_dir)
    if found is None:
        return False
    try:
        os.kill(found.pid, signal.SIGINT)
    except ProcessLookupError:
        return False
    deadline = time.monotonic() + WAIT_SECONDS
    # The server removes its pid file last. Its process may stay as a zombie where nobody collects it.
    while (data_dir / PID_FILE).exists() and _is_server(found.pid, data_dir):
        if time.monotonic() > deadline:
            raise StopFailed(pid=found.pid, seconds=WAIT_SECONDS)
        time.sleep(0.05)
    return True


def clear_leftovers(data_dir: Path, socket_dir: Path) -> None:
    """Remove what a killed server left, where it would mislead. Needs the lock and no live server.

    PostgreSQL takes any live process (or zombie) with the old pid for its own server. A pid file whose
    process is gone stays: PostgreSQL finds in it the memory that orphaned sessions may still use.
    """
    found = read(data_dir)
    if found is not None and _exists(found.pid):
        (data_dir / PID_FILE).unlink()
    for leftover in socket_dir.glob(places.SOCKET_NAME + "*"):
        leftover.unlink()


def end_orphans(data_dir: Path) -> None:
    """End the sessions of a killed server: a long query would keep the next one out. Needs no live server."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            is_ours = (folder / "comm").read_text(encoding="utf-8").strip() == "postgres"
            if is_ours and _is_server(int(folder.name), data_dir):
                os.kill(int(folder.name), signal.SIGQUIT)
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            # Ended meanwhile, or not ours.
            continue


def _answers(found: Postmaster) -> bool:
    if found.socket_dir is None:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(5)
        try:
            client.connect(str(found.socket_dir / f".s.PGSQL.{found.port}"))
        except OSError:
            return False
    return True


def _is_server(pid: int, data_dir: Path) -> bool:
    """Say whether this process serves this data directory: all of them work inside it."""
    if not Path("/proc/self/cwd").exists():
        return _exists(pid)
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == data_dir.resolve()
    except OSError:
        # No such process, a zombie, or somebody else's.
        return False


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
