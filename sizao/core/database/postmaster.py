"""The running server process, as seen through its pid file and its socket; no process is started to look."""

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sizao.core.database import account as accounts
from sizao.core.database import places
from sizao.core.errors import SizaoError

WAIT_SECONDS = 60
PID_FILE = "postmaster.pid"
PROC = Path("/proc")
END_ORPHANS = 'for one in /proc/[0-9]*; do [ "$one/cwd" -ef "$1" ] && kill -QUIT "${one#/proc/}"; done'


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


def end_orphans(account: accounts.Account, data_dir: Path) -> None:
    """End the sessions of a killed server: a long query would keep the next one out. Needs no live server.

    Runs as the account: it sees its own processes everywhere, and cannot hit anybody else's.
    """
    accounts.run(account, ["/bin/sh", "-c", END_ORPHANS, "sh", str(data_dir)])


def _answers(found: Postmaster) -> bool:
    """Say whether somebody listens. Only a certain no is a no: the caller may restart the server for it."""
    if found.socket_dir is None:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(5)
        try:
            client.connect(str(found.socket_dir / f".s.PGSQL.{found.port}"))
        except (FileNotFoundError, NotADirectoryError, ConnectionRefusedError):
            return False
        except (BlockingIOError, TimeoutError):
            # Its queue is full at this moment.
            return True
        except PermissionError as error:
            raise places.HomeUnusable(path=found.socket_dir, reason="当前用户不能进入套接字目录") from error
    return True


def _is_server(pid: int, data_dir: Path) -> bool:
    """Say whether this process is the server of this data directory: a server works inside it."""
    if not _exists(pid):
        return False
    try:
        return os.path.samefile(PROC / str(pid) / "cwd", data_dir)
    except FileNotFoundError:
        if PROC.is_dir():
            # Ended, though nobody has collected it.
            return False
    except PermissionError:
        # Root in a container may not look into the processes of others; their command line is public.
        pass
    return f"-D {data_dir}" in _command_line(pid)


def _command_line(pid: int) -> str:
    if PROC.is_dir():
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="surrogateescape")
    asked = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)
    return asked.stdout


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
