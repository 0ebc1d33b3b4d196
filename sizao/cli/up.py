"""`sizao up`: database, migrations, demo when asked, web and worker; prints where and with which logins."""

import argparse
import os
import subprocess
import sys
import time

from sizao.cli import processes
from sizao.core import database

# A machine that does much else takes its time; a line after the first says that it goes on.
STARTUP_SECONDS = (20, 160)


def add_parser(verbs: argparse._SubParsersAction) -> None:
    """Declare the verb."""
    parser = verbs.add_parser("up", help="启动")
    parser.add_argument("--demo", metavar="SCALE", help="空库时装入演示数据：tiny 或 county")
    parser.add_argument("--foreground", action="store_true", help="不放到后台")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Bring everything up and wait until the login page answers."""
    started = time.monotonic()
    home, port = database.home(), os.environ.get("SIZAO_PORT", "8000")
    host = os.environ.get("SIZAO_HOST", "127.0.0.1")
    address = f"http://{host}:{port}"
    running = processes.find(home)
    if running is None:
        if not processes.is_free(host, int(port)):
            print(f"{host}的端口{port}已被别的程序占用；用SIZAO_PORT换一个", file=sys.stderr)
            return 1
        database.urls(home)
        verb = processes.python("migrate", "--logins", *(["--demo", arguments.demo] if arguments.demo else []))
        owner = {**os.environ, "SIZAO_DB_ROLE": "owner"}
        prepared = subprocess.run(verb, env=owner, stdout=subprocess.PIPE, text=True, check=False)
        if prepared.returncode:
            print(prepared.stdout, end="")
            return prepared.returncode
        if arguments.foreground:
            print(prepared.stdout, end="", flush=True)
            os.execv(sys.executable, processes.python("supervise"))
        _detach(home)
    else:
        prepared = subprocess.run(processes.python("demo", "--logins"), stdout=subprocess.PIPE, text=True, check=False)
    if not _is_up(f"{address}/healthz"):
        print(f"没有启动成功，看日志：{processes.log_file(home, 'web')}", file=sys.stderr)
        return 1
    print(f"四早已启动：{address}/  （{time.monotonic() - started:.1f}秒）")
    print(prepared.stdout, end="")
    if not _has_fonts():
        print("没有中文字体，不能导出PDF：装上fonts-noto-cjk，或用SIZAO_FONTS指明字体文件夹")
    print("停止：sizao down")
    return 0


def _is_up(url: str) -> bool:
    first, rest = STARTUP_SECONDS
    if processes.answers(url, seconds=first):
        return True
    print("还在启动…", file=sys.stderr, flush=True)
    return processes.answers(url, seconds=rest)


def _has_fonts() -> bool:
    from sizao.core.files import papers

    return papers.has_fonts()


def _detach(home: os.PathLike) -> None:
    """Start the supervisor in a session of its own, so that it outlives this command."""
    log = processes.log_file(home, "supervise")
    with log.open("ab") as out:
        subprocess.Popen(
            processes.python("supervise"),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            close_fds=True,
        )
