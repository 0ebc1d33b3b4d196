"""From a durable report to a visible signal, over HTTP with web and worker, while 500 checks a second come in."""

import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import deque
from typing import Any

import psycopg

from bench.installation import Installation, percentile
from sizao.core import database
from sizao.core.ids import new_id

SCHOOLS, CLASSES, USERS = 300, 40, 32
PER_SECOND, SENDERS = 500, 24
SECONDS = float(os.environ.get("SIZAO_BENCH_SECONDS", "15"))
# Share of reports that name three pupils alike, each of which must raise a signal.
PROBE_SHARE = 0.02
LOOK_SECONDS, PATIENCE_SECONDS = 0.02, 30.0


def live() -> dict[str, object]:
    """Send reports at a steady rate; look for the signal of each that names three alike."""
    site = Installation()
    env = {**os.environ, "SIZAO_DB_ROLE": "worker"}
    command = [sys.executable, "-m", "bench.schools", str(SCHOOLS), str(CLASSES), str(USERS)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=env)
    built = json.loads(done.stdout.splitlines()[-1])
    site.serve("web", "worker")
    run = _Run(site.port, built)
    seen = threading.Thread(target=run.look, args=(database.urls(site.home).owner,), daemon=True)
    seen.start()
    rate = run.send()
    run.wait()
    site.end_processes()
    waits = sorted(run.waits)
    return {
        "live_p50_ms": round(percentile(waits, 0.5) * 1000), "live_p99_ms": round(percentile(waits, 0.99) * 1000),
        "live_probes": len(waits), "live_lost": len(run.answered) - len(waits), "live_checks_per_second": round(rate),
        "live_failures": run.failures,
    }  # fmt: skip


class _Run:
    """One measurement: what was answered when, and when its signal was first seen."""

    def __init__(self, port: int, built: dict[str, Any]) -> None:
        self.port, self.built = port, built
        self.answered: dict[int, float] = {}
        self.waits: list[float] = []
        self.failures = 0
        self.is_over = False
        self.requests = deque(self._requests())

    def _requests(self) -> list[tuple[str, int | None]]:
        rng = random.Random(11)
        pupils = self.built["pupils"]
        plain = [one for one in self.built["classes"] if str(one[1]) not in pupils]
        able = [one for one in self.built["classes"] if str(one[1]) in pupils]
        rng.shuffle(plain)
        rng.shuffle(able)
        count = int(PER_SECOND * SECONDS)
        probes = int(count * PROBE_SHARE)
        chosen = [(one, True) for one in able[:probes]] + [(one, False) for one in plain[: count - probes]]
        rng.shuffle(chosen)
        return [(self._body(one, is_probe), one[1] if is_probe else None) for one, is_probe in chosen]

    def _body(self, one: tuple[int, int], is_probe: bool) -> str:
        entries = [
            {"person_id": person, "symptoms": ["FEVER"], "temperature_celsius": "38.5"}
            for person in (self.built["pupils"][str(one[1])] if is_probe else ())
        ]
        return json.dumps({
            "id": str(new_id()), "school_id": one[0], "group_id": one[1], "day": self.built["day"],
            "session": "MORNING", "entries": entries,
        })  # fmt: skip

    def send(self) -> float:
        """Send everything at the steady rate. returns: reports a second that were reached."""
        start = time.perf_counter()
        senders = [threading.Thread(target=self._sender, args=(start, place)) for place in range(SENDERS)]
        count = len(self.requests)
        for one in senders:
            one.start()
        for one in senders:
            one.join()
        return count / (time.perf_counter() - start)

    def _sender(self, start: float, place: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", self.port)
        token = self.built["tokens"][place % len(self.built["tokens"])]
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        sent = 0
        while self.requests:
            try:
                body, probe = self.requests.popleft()
            except IndexError:
                return
            ahead = start + sent * SENDERS / PER_SECOND - time.perf_counter()
            if ahead > 0:
                time.sleep(ahead)
            link.request("POST", "/api/v1/checks", body, headers)
            answer = link.getresponse()
            answer.read()
            sent += 1
            if answer.status != 201:
                self.failures += 1
            elif probe is not None:
                self.answered[probe] = time.perf_counter()

    def look(self, url: str) -> None:
        """Look for signals that were not there before."""
        seen: set[int] = set()
        with psycopg.connect(url, autocommit=True) as link:
            while not self.is_over:
                rows = link.execute("SELECT group_id FROM signals_signal WHERE unit_scope = 'CLASS'").fetchall()
                now = time.perf_counter()
                for (group,) in rows:
                    if group not in seen and group in self.answered:
                        seen.add(group)
                        self.waits.append(now - self.answered[group])
                time.sleep(LOOK_SECONDS)

    def wait(self) -> None:
        """Wait for the last signals."""
        until = time.perf_counter() + PATIENCE_SECONDS
        while len(self.waits) < len(self.answered) and time.perf_counter() < until:
            time.sleep(0.05)
        self.is_over = True
