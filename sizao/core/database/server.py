"""Start, stop and look at the managed server: each may be called again at any time, by any process."""

import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sizao.core.database import account as accounts
from sizao.core.database import cluster, installation, places, postmaster, roles
from sizao.core.errors import SizaoError

# Sessions orphaned by a killed server hold its memory until they have ended.
ORPHAN_WAIT_SECONDS = 20
ORPHAN_SIGN = "pre-existing shared memory block"


class PlatformUnsupported(SizaoError):
    """The managed server needs unix sockets and file locks."""

    code = "database.platform_unsupported"
    message = "这种系统（{platform}）上没有自带的数据库。请安装 PostgreSQL，并设置 DATABASE_URL。"
    http_status = 503


class StartFailed(SizaoError):
    """The server did not come up."""

    code = "database.start_failed"
    message = "数据库没有启动：{reason}。日志在 {log_dir}。"
    http_status = 503


class PreloadRefused(SizaoError):
    """The library would not be in the server, and nobody would notice."""

    code = "database.preload_refused"
    message = "不能预先加载 {path}：{reason}。"
    http_status = 409


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    home: Path
    data_dir: Path
    socket_dir: Path
    port: int
    pid: int


@dataclass(frozen=True)
class Status:
    """What is there, without starting anything.

    is_starting: the process lives but does not take connections yet.
    major: version of the data, None before the first start.
    """

    is_running: bool
    is_starting: bool = False
    data_dir: Path | None = None
    log_dir: Path | None = None
    major: int | None = None
    server: Server | None = None
    started_at: datetime | None = None


def start(home: Path | None = None, *, preload: Path | None = None) -> Server:
    """Return the running server of this home; start it, and make it at the very first time.

    home: default the installation's own.
    preload: a library for LD_PRELOAD of the server's processes; only for benchmarks.
    raises: PlatformUnsupported, HomeUnusable, BinariesMissing, MajorMismatch, AccountMissing, InitFailed,
        StartFailed, StartBusy, NotReady, DataMissing, PasswordsLost, SocketDirTaken, PreloadRefused.
    """
    home = _resolve(home)
    running = _find_running(home)
    if running and not preload:
        return running
    places.make_home(home)
    with places.locked(home):
        place = cluster.find(home) or cluster.plan(home)
        is_launched = postmaster.wait_ready(place.data_dir, place.log_dir) is None
        if is_launched:
            _launch(home, place, preload.resolve() if preload else None)
        elif preload:
            raise PreloadRefused(path=preload, reason="数据库已在运行，请先停止")
        server = _answering(home, place)
        # Also after a first start that was cut short here.
        if is_launched or places.remembered_root(home) is None:
            roles.ensure_roles(server)
            roles.ensure_database(server)
            places.remember_root(home, place.root)
    return server


def stop(home: Path | None = None) -> bool:
    """Stop the server of this home.

    returns: whether it was running.
    raises: StopFailed, StartBusy, HomeUnusable, DataMissing.
    """
    home = _resolve(home)
    if not home.is_dir():
        return False
    with places.locked(home):
        place = cluster.find(home)
        return postmaster.stop(place.data_dir) if place else False


def status(home: Path | None = None) -> Status:
    """Say what is there and whether it answers. Starts no process.

    raises: HomeUnusable, DataMissing.
    """
    home = _resolve(home)
    place = cluster.find(home)
    if place is None:
        return Status(is_running=False)
    found = postmaster.find_ready(place.data_dir)
    return Status(
        is_running=found is not None,
        is_starting=found is None and postmaster.find_alive(place.data_dir) is not None,
        data_dir=place.data_dir,
        log_dir=place.log_dir,
        major=cluster.major_of(place.data_dir),
        server=_server(home, place, found) if found else None,
        started_at=found.started_at if found else None,
    )


def _resolve(home: Path | None) -> Path:
    if sys.platform == "win32":
        raise PlatformUnsupported(platform=sys.platform)
    return (home or places.home()).resolve()


def _find_running(home: Path) -> Server | None:
    place = cluster.find(home)
    found = postmaster.find_ready(place.data_dir) if place else None
    return _server(home, place, found) if place and found else None


def _answering(home: Path, place: places.Place) -> Server:
    found = postmaster.find_ready(place.data_dir)
    if found is None:
        raise StartFailed(reason=_last_complaint(place), log_dir=place.log_dir)
    return _server(home, place, found)


def _server(home: Path, place: places.Place, found: postmaster.Postmaster) -> Server:
    return Server(home, place.data_dir, found.socket_dir or place.socket_dir, found.port, found.pid)


def _launch(home: Path, place: places.Place, preload: Path | None) -> None:
    """Start the server and wait until it is ready; one that lost its socket is stopped first."""
    if preload and not accounts.is_allowed(place.account, "-r", preload):
        raise PreloadRefused(path=preload, reason=f"账户 {place.account.name} 读不到它")
    postmaster.stop(place.data_dir)
    programs = cluster.ensure(home, place)
    postmaster.clear_leftovers(place.data_dir, place.socket_dir)
    cluster.configure(place)
    deadline = time.monotonic() + ORPHAN_WAIT_SECONDS
    while _pg_ctl_start(place, programs, preload) != 0:
        complaint = _last_complaint(place)
        if ORPHAN_SIGN in complaint and time.monotonic() < deadline:
            postmaster.end_orphans(place.account, place.data_dir)
            time.sleep(0.2)
        # Repairing after a crash may take longer than pg_ctl waits.
        elif postmaster.wait_ready(place.data_dir, place.log_dir):
            return
        else:
            raise StartFailed(reason=complaint, log_dir=place.log_dir)


def _pg_ctl_start(place: places.Place, programs: installation.Binaries, preload: Path | None) -> int:
    log = place.log_dir / "start.log"
    log.unlink(missing_ok=True)
    command = [
        *(str(programs.program("pg_ctl")), "start", "-s", "-w", "-t", str(postmaster.WAIT_SECONDS)),
        *("-D", str(place.data_dir), "-l", str(log)),
    ]
    extra_env = {"LD_PRELOAD": str(preload)} if preload else None
    return accounts.run(place.account, command, cwd=place.root, extra_env=extra_env).returncode


def _last_complaint(place: places.Place) -> str:
    """Find the newest fatal line of the log."""
    logs = sorted(place.log_dir.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    for log in logs[:2]:
        for line in reversed(log.read_text(encoding="utf-8", errors="replace").splitlines()[-50:]):
            if "FATAL" in line or "PANIC" in line or line.startswith("postgres:"):
                return line.strip()
    return "没有留下原因"
