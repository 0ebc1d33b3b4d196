"""The generated passwords of the four logins, in a file that PostgreSQL's own tools can read too."""

import secrets
from pathlib import Path

from sizao.core.database import places
from sizao.core.errors import SizaoError

ADMIN = "sizao_admin"
OWNER = "sizao_owner"
APP = "sizao_app"
# The machine: it does what the application may, in all schools at once.
WORKER = "sizao_worker"
FILE = "pgpass"


class PasswordsMissing(SizaoError):
    """The cluster exists, but nobody can log in to it any more."""

    code = "database.passwords_missing"
    message = "数据库的密码文件 {path} 不见了或缺少 {role} 一行。请从备份恢复这个文件。"
    http_status = 503


def file_of(home: Path) -> Path:
    """Return the path of the password file, in the format of PGPASSFILE, mode 0600."""
    return home / FILE


def make(home: Path) -> dict[str, str]:
    """Generate the passwords for a new cluster and write them before anything uses them.

    returns: role to password.
    """
    made = {role: secrets.token_urlsafe(24) for role in (ADMIN, OWNER, APP, WORKER)}
    _write(home, made)
    return made


def complete(home: Path) -> dict[str, str]:
    """Add the machine's password to a file made before that login existed.

    returns: role to password.
    """
    kept = read(home)
    if WORKER not in kept:
        kept[WORKER] = secrets.token_urlsafe(24)
        _write(home, kept)
    return kept


def _write(home: Path, words: dict[str, str]) -> None:
    places.write_private(file_of(home), "".join(f"*:*:*:{role}:{word}\n" for role, word in words.items()))


def read(home: Path) -> dict[str, str]:
    """Read role to password.

    raises: PasswordsMissing, HomeUnusable.
    """
    path = file_of(home)
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        lines = []
    except PermissionError as error:
        raise places.HomeUnusable(path=home, reason="属于另一个用户") from error
    rows = [line.split(":") for line in lines]
    found = {row[3]: row[4] for row in rows if len(row) == 5}
    for role in (ADMIN, OWNER, APP):
        if role not in found:
            raise PasswordsMissing(path=path, role=role)
    return found
