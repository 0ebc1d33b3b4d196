"""A real installation for stories and fault tests: web and worker processes over a database of their own."""

import datetime as dt
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from sizao.demo import flag


def free_port() -> int:
    """Ask the system for a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def url_of(url: str, name: str) -> str:
    """Point a database address at another database of the same server."""
    parts = urlsplit(url)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key != "dbname"]
    return urlunsplit(parts._replace(path=f"/{name}", query=urlencode(query)))


@dataclass
class Site:
    """Web and worker of one test, with the clock set to `start`; `kill` is kill -9."""

    home: Path
    database: str
    start: dt.datetime
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def prepare(self, urls) -> None:
        """Set the clock and the addresses that the processes will read."""
        self.home.mkdir(parents=True, exist_ok=True)
        offset = (self.start - dt.datetime.now(dt.UTC)).total_seconds()
        flag.write(self.home, flag.Flag("cast", 0, offset))
        self.environment = {
            **os.environ,
            "SIZAO_HOME": str(self.home),
            "SIZAO_PORT": str(self.port),
            "SIZAO_WORKERS": "1",
            "DATABASE_URL": url_of(urls.app, self.database),
            "DATABASE_OWNER_URL": url_of(urls.owner, self.database),
            "DATABASE_WORKER_URL": url_of(urls.worker, self.database),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }

    def run(self, name: str) -> None:
        """Start `web` or `worker`; their output goes to a log beside the data."""
        log = (self.home / f"{name}.log").open("ab")
        command = [sys.executable, "-m", "sizao.cli", name]
        self.processes[name] = subprocess.Popen(
            command, env=self.environment, stdout=log, stderr=log, start_new_session=True
        )

    def up(self) -> None:
        """Start web and worker and wait until the site answers."""
        self.run("worker")
        self.run("web")
        self.wait()

    def wait(self, seconds: float = 60) -> None:
        """Wait until the site answers."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise TimeoutError((self.home / "web.log").read_text()[-3000:])

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """Kill a process and all it started, at once."""
        process = self.processes.pop(name)
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            pass
        process.wait(20)

    def down(self) -> None:
        """End everything."""
        for name in list(self.processes):
            self.kill(name)
