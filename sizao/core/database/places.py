"""Where this installation keeps its files, and the few things remembered there."""

import contextlib
import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sizao.core.database import account as accounts
from sizao.core.errors import SizaoError

RECORD = "database.json"
LOCK = "database.lock"
LOCK_WAIT_SECONDS = 180
SOCKET_NAME = ".s.PGSQL.5432"
# The kernel's limit for the whole path, end mark included: 108 bytes on Linux, 104 on macOS.
SOCKET_PATH_BYTES = 104 if sys.platform == "darwin" else 108
SHARED_ROOT = Path("/var/lib/sizao")


class HomeUnusable(SizaoError):
    """The folder cannot be made, read or written by this user, or its name cannot be used."""

    code = "database.home_unusable"
    message = "不能使用目录 {path}：{reason}。请改正，或用 SIZAO_HOME 指定别的目录。"
    http_status = 503


class StartBusy(SizaoError):
    """Another process holds the lock for longer than any start takes."""

    code = "database.start_busy"
    message = "另一个进程正在启动或停止数据库，等了 {seconds} 秒仍未完成（{path}）。"
    http_status = 503


@dataclass(frozen=True)
class Place:
    """The server's own files: `root` belongs to us, what is inside belongs to `account`."""

    root: Path
    account: accounts.Account

    @property
    def data_dir(self) -> Path:
        """The cluster."""
        return self.root / "data"

    @property
    def log_dir(self) -> Path:
        """The server's log, seven days of it."""
        return self.root / "log"

    @property
    def copies_dir(self) -> Path:
        """Our copies of the binaries, one folder per version."""
        return self.root / "binaries"

    @property
    def socket_dir(self) -> Path:
        """Name the socket folder: inside `root`, else under the temporary folder, where its path fits."""
        short = f"sizao-{_digest(self.root)}"
        candidates = [self.root / "run", Path(tempfile.gettempdir()) / short, Path("/tmp") / short]
        return next((path for path in candidates if socket_fits(path)), candidates[-1])


def home() -> Path:
    """Say where this installation keeps its files: SIZAO_HOME, else the platform's user-data folder."""
    chosen = os.environ.get("SIZAO_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "sizao"


def socket_fits(directory: Path) -> bool:
    """Say whether a socket here has a path that the kernel accepts and libpq does not split at a comma."""
    path = os.fsencode(directory / SOCKET_NAME)
    return len(path) < SOCKET_PATH_BYTES and b"," not in path


def make_home(path: Path) -> None:
    """Make the folder when it is missing; one that exists keeps its mode.

    raises: HomeUnusable.
    """
    # pg_ctl hands the path to a shell inside double quotes.
    if any(letter in '"$`\\' or not letter.isprintable() for letter in str(path)):
        raise HomeUnusable(path=path, reason="路径含有引号、$、反斜线等字符")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        make_dir(path, 0o711 if accounts.is_root() else 0o700)
    except OSError as error:
        raise HomeUnusable(path=path, reason=error.strerror) from error
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise HomeUnusable(path=path, reason="当前用户没有读写权限")


def make_dir(path: Path, mode: int, owner: accounts.Account | None = None) -> None:
    """Make one folder with exactly this mode and owner; one that exists is left as it is."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        if not path.is_dir():
            raise
        return
    path.chmod(mode)
    if owner is not None and accounts.is_root():
        os.chown(path, owner.uid, owner.gid)


def choose_root(home: Path, account: accounts.Account) -> Path:
    """Choose where a new cluster goes.

    Beside the other files, unless the server's account cannot get there (a home under /root) or the socket's
    path does not fit: then under /var/lib/sizao. The mode of somebody's folder is never changed.
    """
    beside = home / "postgres"
    if not accounts.is_root():
        return beside
    if accounts.is_allowed(account, "-x", home) and socket_fits(beside / "run"):
        return beside
    return SHARED_ROOT / _digest(home.resolve())


def remembered_root(home: Path) -> Path | None:
    """Return where the finished cluster of this home is, None before the first start has ended.

    raises: HomeUnusable.
    """
    path = home / RECORD
    try:
        return home / json.loads(path.read_text(encoding="utf-8"))["root"]
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise HomeUnusable(path=home, reason="属于另一个用户") from error
    except (ValueError, KeyError, TypeError) as error:
        raise HomeUnusable(path=path, reason="内容已损坏") from error


def remember_root(home: Path, root: Path) -> None:
    """Record that the cluster in `root` is complete; relative inside home, so that home can be moved."""
    inside = root.relative_to(home) if root.is_relative_to(home) else root
    write_private(home / RECORD, json.dumps({"root": str(inside)}) + "\n")


def write_private(path: Path, text: str, owner: accounts.Account | None = None) -> None:
    """Replace a file in one step, durable, readable by its owner alone; never follows a planted link."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        if owner is not None and accounts.is_root():
            os.fchown(handle, owner.uid, owner.gid)
        file.write(text)
        file.flush()
        os.fsync(handle)
    os.replace(fresh, path)
    sync_dir(path.parent)


def sync_dir(path: Path) -> None:
    """Make renames in this folder durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def locked(home: Path) -> Iterator[None]:
    """Let one starter or stopper work at a time; the kernel frees the lock of a process that died.

    raises: StartBusy.
    """
    import fcntl

    path = home / LOCK
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise HomeUnusable(path=home, reason=error.strerror) from error
    try:
        deadline = time.monotonic() + LOCK_WAIT_SECONDS
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StartBusy(seconds=LOCK_WAIT_SECONDS, path=path) from None
                time.sleep(0.1)
        yield
    finally:
        os.close(handle)


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
