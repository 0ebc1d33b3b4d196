"""`sizao status`: which parts run."""

import argparse
import os

from sizao.cli import processes
from sizao.core import database


def add_parser(verbs: argparse._SubParsersAction) -> None:
    """Declare the verb."""
    verbs.add_parser("status", help="看各部分是否在运行").set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print one line a part.

    returns: 0 when all run, 3 otherwise.
    """
    home = database.home()
    port, host = os.environ.get("SIZAO_PORT", "8000"), os.environ.get("SIZAO_HOST", "127.0.0.1")
    is_up = processes.answers(f"http://{host}:{port}/healthz", seconds=0.5)
    pid, has_db = processes.find(home), database.status(home).is_running
    print(f"数据库：{'运行' if has_db else '停止'}")
    print(f"看护进程：{pid if pid else '停止'}")
    print(f"网页：{'运行' if is_up else '停止'}  http://{host}:{port}/")
    return 0 if is_up and pid and has_db else 3
