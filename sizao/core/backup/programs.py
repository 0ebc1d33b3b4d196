"""Run PostgreSQL's own programs against an address; the password goes by the environment, where nobody reads it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, cast

from sizao.core import database
from sizao.core.errors import SizaoError


class ProgramFailed(SizaoError):
    """pg_dump, pg_restore or psql said no."""

    code = "backup.program_failed"
    message = "{program}没有成功：{reason}"
    http_status = 503


def run(program: str, url: str, arguments: Sequence[str], *, stdin: IO[bytes] | None = None) -> None:
    """Run one program against an address to its end.

    raises: ProgramFailed with what it complained of.
    """
    from psycopg.conninfo import make_conninfo

    parts = database.parse(url)
    password = parts.pop("password", None)
    env = {
        **os.environ,
        **({"PGPASSWORD": password} if password else {}),
        "PGOPTIONS": "-c client_min_messages=warning",
    }
    command = [_path(program), "--dbname", make_conninfo("", **parts), *arguments]
    done = subprocess.run(command, env=env, stdin=stdin, stderr=subprocess.PIPE, check=False)
    _refuse(program, done.returncode, done.stderr)


@contextmanager
def output(program: str, arguments: Sequence[str]) -> Iterator[IO[bytes]]:
    """Run one program and give what it writes, to be read by another.

    raises: ProgramFailed.
    """
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen([_path(program), *arguments], stdout=subprocess.PIPE, stderr=complaints)
        with process, cast("IO[bytes]", process.stdout) as written:
            yield written
        complaints.seek(0)
        _refuse(program, process.returncode, complaints.read())


def _path(program: str) -> str:
    own = database.binaries().program(program)
    found = str(own) if own.exists() else shutil.which(program)
    if found is None:
        raise ProgramFailed(program=program, reason="没有找到这个程序")
    return found


def _refuse(program: str, code: int, complaints: bytes) -> None:
    if code:
        lines = [line for line in complaints.decode(errors="replace").splitlines() if line.strip()]
        telling = [line for line in lines if any(word in line for word in ("ERROR", "error", "FATAL"))] or lines
        raise ProgramFailed(program=program, reason=telling[0] if telling else "没有说明原因")
