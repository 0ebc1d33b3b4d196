"""A throw-away installation for a benchmark: its own database server, schema, web and worker."""

import atexit
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sizao.core import database
from tests.sites import free_port

# A Monday in term, five minutes after the noon session opened.
START = "2026-11-23T12:05:00+08:00"


class Installation:
    """Everything of one benchmark under one folder; removed at the end, servers stopped."""

    def __init__(self, *, preload: Path | None = None) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="szb"))
        self.port = free_port()
        self.processes: list[subprocess.Popen] = []
        atexit.register(self.close)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: sys.exit(1))
        self.server = database.start(self.home, preload=preload)
        os.environ.pop("DATABASE_URL", None)
        os.environ.update(
            SIZAO_HOME=str(self.home), SIZAO_PORT=str(self.port), DJANGO_SETTINGS_MODULE="config.settings"
        )
        self._set_clock()
        self.run_once("migrate", SIZAO_DB_ROLE="owner")

    def _set_clock(self) -> None:
        import datetime as dt

        from sizao.demo import flag

        offset = (dt.datetime.fromisoformat(START) - dt.datetime.now(dt.UTC)).total_seconds()
        flag.write(self.home, flag.Flag("bench", 0, offset))

    def run_once(self, verb: str, *arguments: str, **environment: str) -> None:
        """Run one verb to its end."""
        command = [sys.executable, "-m", "sizao.cli", verb, *arguments]
        subprocess.run(command, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)

    def restart_database(self, *, preload: Path | None) -> None:
        """Start the server anew, with or without a library loaded before it."""
        database.stop(self.home)
        self.server = database.start(self.home, preload=preload)

    def serve(self, *verbs: str, **environment: str) -> None:
        """Start web and worker and wait for the first answer."""
        for verb in verbs:
            log = (self.home / f"{verb}.log").open("ab")
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "sizao.cli", verb], env={**os.environ, **environment}, stdout=log,
                    stderr=log, start_new_session=True,
                )
            )  # fmt: skip
        if "web" in verbs:
            self._wait()

    def _wait(self) -> None:
        import urllib.request

        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2).close()
                return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError((self.home / "web.log").read_text()[-2000:])

    def cpu_seconds(self) -> dict[str, float]:
        """Give the processor time used so far by each part, the load generator (this process) included."""
        used = {"generator": time.process_time()}
        for process in self.processes:
            name = process.args[3]
            used[name] = used.get(name, 0.0) + cpu_of_tree(process.pid)
        server = database.status(self.home).server
        if server is not None:
            used["database"] = cpu_of_tree(server.pid)
        return used

    def end_processes(self) -> None:
        """End web and worker."""
        for process in self.processes:
            try:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(15)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                process.kill()
        self.processes.clear()

    def close(self) -> None:
        """Stop and remove everything."""
        self.end_processes()
        root = database.status(self.home).data_dir
        database.stop(self.home)
        shutil.rmtree(self.home, ignore_errors=True)
        if root is not None and Path(root).parent.name.isalnum() and self.home not in Path(root).parents:
            shutil.rmtree(Path(root).parent, ignore_errors=True)


def cpu_of_tree(pid: int) -> float:
    """Add up the processor seconds of a process, those it has waited for, and all that live below it."""
    total = 0.0
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total = sum(int(text) for text in fields[11:15]) / os.sysconf("SC_CLK_TCK")
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return total
    return total + sum(cpu_of_tree(int(text)) for text in below)


def report(**figures: object) -> None:
    """Print the last line: one JSON object."""
    print(json.dumps(figures, ensure_ascii=False))


def percentile(values: list[float], share: float) -> float:
    """Give the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def median(values: list[float]) -> float:
    """Give the middle value."""
    return percentile(values, 0.5)
