"""Start, find and end this installation's processes; their ids live beside the data."""

import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path


def pid_file(home: Path) -> Path:
    """Where the supervisor keeps its process id."""
    return home / "run" / "sizao.pid"


def log_file(home: Path, name: str) -> Path:
    """Where a process of this installation writes its log."""
    folder = home / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


def find(home: Path) -> int | None:
    """Give the id of the living supervisor, None when none runs."""
    try:
        pid = int(pid_file(home).read_text())
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid if _is_ours(pid) else None


def _is_ours(pid: int) -> bool:
    """Tell whether a process id still means our supervisor, where the system can say."""
    try:
        return b"supervise" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return not Path("/proc/self").exists()


def end(pid: int, *, seconds: float = 15) -> bool:
    """Ask a process to end and wait for it.

    returns: whether it ended in time.
    """
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return True
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def python(*arguments: str) -> list[str]:
    """Give the command that runs a verb of this very installation."""
    return [sys.executable, "-m", "sizao.cli", *arguments]


def is_free(host: str, port: int) -> bool:
    """Tell whether a server could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError:
            return False
    return True


def answers(url: str, *, seconds: float) -> bool:
    """Wait until an address answers 200."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2) as response:
                if response.status == 200:
                    return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False
