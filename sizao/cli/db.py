"""`sizao db`: start, stop and look at the database of this machine, open a shell in it, back it up, restore it."""

import argparse
import os
import shutil
import sys
from pathlib import Path

STOPPED = 3


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb `db` to the command line."""
    parser = subparsers.add_parser("db", help="管理本机自带的 PostgreSQL 数据库")
    acts = parser.add_subparsers(dest="act", required=True, metavar="动作")
    acts.add_parser("start", help="启动；第一次会先建立")
    acts.add_parser("stop", help="停止")
    acts.add_parser("status", help="查看状态；没有运行时返回 3")
    shell = acts.add_parser("shell", help="打开 psql；-- 之后的参数交给 psql")
    shell.add_argument("--owner", action="store_true", help="用属主登录（可以改表结构）")
    shell.add_argument("psql_args", nargs="*", metavar="参数")
    backup = acts.add_parser("backup", help="备份数据库和上传的文件到一个新目录")
    backup.add_argument("target", type=Path, metavar="目录")
    backup.add_argument("--passphrase-file", type=Path, metavar="文件", help="连同密钥一起备份，用文件里的口令加密")
    restore = acts.add_parser("restore", help="把备份恢复到空的地方，逐表核对，再核对审计链")
    restore.add_argument("source", type=Path, metavar="目录")
    restore.add_argument("--passphrase-file", type=Path, metavar="文件", help="打开备份里密钥的口令")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do what the command line asks.

    returns: exit code: 0 done, 1 refused, 3 not running (status).
    """
    from sizao.core.errors import SizaoError

    try:
        if args.act == "start":
            return _start()
        if args.act == "stop":
            return _stop()
        if args.act == "status":
            return _status()
        if args.act == "backup":
            from sizao.cli import backups

            return backups.make(args.target, args.passphrase_file)
        if args.act == "restore":
            from sizao.cli import backups

            return backups.restore(args.source, args.passphrase_file)
        return _shell(is_owner=args.owner, psql_args=args.psql_args)
    except SizaoError as error:
        print(error, file=sys.stderr)
        return 1


def _start() -> int:
    from sizao.core import database

    if _is_elsewhere():
        return 0
    server = database.start()
    print(f"数据库已运行（进程 {server.pid}），数据目录：{server.data_dir}")
    return 0


def _stop() -> int:
    from sizao.core import database

    print("数据库已停止。" if database.stop() else "数据库没有在运行。")
    return 0


def _status() -> int:
    from sizao.core import database

    if _is_elsewhere():
        return 0
    found = database.status()
    if found.data_dir is None:
        print(f"还没有建立数据库。目录：{database.home()}")
        return STOPPED
    state = "运行中" if found.is_running else "正在启动或恢复" if found.is_starting else "未运行"
    print(f"数据库：{state}（PostgreSQL {found.major}）")
    print(f"数据目录：{found.data_dir}")
    print(f"日志目录：{found.log_dir}")
    if found.server is None or found.started_at is None:
        return STOPPED
    print(f"套接字目录：{found.server.socket_dir}")
    print(f"进程：{found.server.pid}，启动于 {found.started_at.astimezone():%Y-%m-%d %H:%M:%S %z}")
    return 0


def _shell(*, is_owner: bool, psql_args: list[str]) -> int:
    """Become psql. The password goes by the environment, where other users cannot read it."""
    from psycopg.conninfo import make_conninfo

    from sizao.core import database

    urls = database.urls()
    parts = database.parse(urls.owner if is_owner else urls.app)
    password = parts.pop("password", None)
    env = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    own = database.binaries().program("psql")
    psql = own if own.exists() else shutil.which("psql")
    if psql is None:
        print(f"没有找到 psql（{own.parent}）。", file=sys.stderr)
    else:
        os.execve(psql, ["psql", "--dbname", make_conninfo("", **parts), *psql_args], env)
    return 1


def _is_elsewhere() -> bool:
    """Say so when DATABASE_URL points to a database that is not ours to manage."""
    if not os.environ.get("DATABASE_URL"):
        return False
    print("已设置 DATABASE_URL：使用那里的数据库，不管理本机自带的。")
    return True
