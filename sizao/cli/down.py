"""`sizao down`: end web, worker and the managed database."""

import argparse
import sys

from sizao.cli import processes
from sizao.core import database


def add_parser(verbs: argparse._SubParsersAction) -> None:
    """Declare the verb."""
    parser = verbs.add_parser("down", help="停止")
    parser.add_argument("--keep-db", action="store_true", help="数据库继续运行")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Stop the supervisor (it ends its children), then the database."""
    home = database.home()
    pid = processes.find(home)
    if pid is not None and not processes.end(pid):
        print(f"进程{pid}没有停下", file=sys.stderr)
        return 1
    if not arguments.keep_db:
        database.stop(home)
    print("已停止" if pid is not None else "没有在运行")
    return 0
