"""`sizao supervise`: keep web, worker and the managed database running; restart what dies."""

import argparse
import os
import signal
import subprocess
import sys
import time

from sizao.cli import processes
from sizao.core import database

CHILDREN = ("web", "worker")
LOOK_SECONDS = 0.5
SLOWEST_RESTART_SECONDS = 10


def add_parser(verbs: argparse._SubParsersAction) -> None:
    """Declare the verb."""
    verbs.add_parser("supervise", help="看护网页和后台任务").set_defaults(run=run)


class Child:
    """One kept process; each death in a row doubles the wait before its next start."""

    def __init__(self, name: str, log: os.PathLike) -> None:
        self.name, self.log = name, log
        self.process: subprocess.Popen | None = None
        self.deaths = 0
        self.started = self.next_start = 0.0

    def keep(self, now: float) -> None:
        """Start the process when it is not running and its wait is over."""
        if self.process is not None and self.process.poll() is None:
            if now - self.started > 30:
                self.deaths = 0
            return
        if self.process is not None:
            self.process = None
            self.next_start = now + min(0.2 * 2**self.deaths, SLOWEST_RESTART_SECONDS)
            self.deaths += 1
        if now >= self.next_start:
            with open(self.log, "ab") as out:
                command = processes.python(self.name)
                self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
            self.started = now

    def end(self) -> None:
        """Ask the process to end, and make it after ten seconds."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def run(arguments: argparse.Namespace) -> int:
    """Look twice a second until told to end."""
    home = database.home()
    if processes.find(home) not in (None, os.getpid()):
        print("已在运行", file=sys.stderr)
        return 1
    file = processes.pid_file(home)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(str(os.getpid()))
    ending = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.append(True))
    children = [Child(name, processes.log_file(home, name)) for name in CHILDREN]
    while not ending:
        _keep_database(home)
        for child in children:
            child.keep(time.monotonic())
        time.sleep(LOOK_SECONDS)
    for child in reversed(children):
        child.end()
    file.unlink(missing_ok=True)
    return 0


def _keep_database(home: os.PathLike) -> None:
    """Start the managed database again when it died; an outside one is not ours to start."""
    if "DATABASE_URL" in os.environ:
        return
    try:
        database.start(home)
    except Exception as error:
        print(f"数据库没有启动：{error}", file=sys.stderr, flush=True)
