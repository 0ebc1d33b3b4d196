"""The system account that runs the server: ourselves, or a dedicated one when we are root."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sizao.core.errors import SizaoError

NAME = "sizao"
FALLBACK_NAME = "postgres"


class AccountMissing(SizaoError):
    """We are root, PostgreSQL refuses to run as root, and no account could be made."""

    code = "database.account_missing"
    message = (
        "PostgreSQL 不能用 root 运行，也没能建立系统账户 {name}（{reason}）。"
        "请运行 useradd --system {name}，或改用普通用户启动。"
    )
    http_status = 503


@dataclass(frozen=True)
class Account:
    """Who runs the server."""

    name: str
    uid: int
    gid: int


def is_root() -> bool:
    """Say whether this process is root."""
    return os.geteuid() == 0


def for_new_server() -> Account:
    """Return the account a new cluster will belong to, making it when we are root and it is missing.

    raises: AccountMissing.
    """
    if not is_root():
        return Account(_name_of(os.geteuid()), os.geteuid(), os.getegid())
    found = _find(NAME)
    if found is not None:
        return found
    reason = _add_system_user()
    # Another starter may have added it meanwhile; a packaged `postgres` account serves as well as our own.
    found = _find(NAME) or _find(FALLBACK_NAME)
    if found is None:
        raise AccountMissing(name=NAME, reason=reason)
    return found


def owner_of(path: Path) -> Account:
    """Return the account that owns a path."""
    status = path.stat()
    return Account(_name_of(status.st_uid), status.st_uid, status.st_gid)


def is_allowed(account: Account, test: str, path: Path) -> bool:
    """Ask the kernel, as that account, about a path.

    test: an operator of test(1): -x (enter or run), -r (read).
    """
    asked = run(account, ["/bin/sh", "-c", 'test "$1" "$2"', "sh", test, str(path)])
    return asked.returncode == 0


def run(
    account: Account,
    command: Sequence[str],
    *,
    cwd: Path = Path("/"),
    extra_env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command as the account, with an environment that holds none of ours.

    The server would otherwise keep LD_PRELOAD, PG* and the application's secrets for as long as it lives.
    """
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    env = {**kept, "LC_ALL": "C", **(extra_env or {})}
    # Only root can, and must, become somebody else.
    is_other = is_root()
    return subprocess.run(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        umask=0o077,
        user=account.uid if is_other else None,
        group=account.gid if is_other else None,
        extra_groups=[] if is_other else None,
    )


def _name_of(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _find(name: str) -> Account | None:
    import pwd

    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name, entry.pw_uid, entry.pw_gid)


def _add_system_user() -> str:
    """Add the account and return what useradd complained about."""
    program = shutil.which("useradd", path=os.defpath + ":/usr/sbin:/sbin")
    if program is None:
        return "没有 useradd 命令"
    options = "--system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin"
    added = subprocess.run([program, *options.split(), NAME], capture_output=True, text=True, check=False)
    return added.stderr.strip()
