"""Durable class checks a second over HTTP with everything on, against pgbench's bare one-row transaction.

Runs are taken in turn on the same server in the same minutes; the ratio is that of the medians.
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import deque
from pathlib import Path
from typing import Any

from bench import load
from bench.installation import Installation, median, percentile, report
from sizao.core import database
from sizao.core.ids import new_id

CONNECTIONS, PGBENCH_CLIENTS = 64, 8
SECONDS = float(os.environ.get("SIZAO_BENCH_SECONDS", "6"))
ROUNDS = int(os.environ.get("SIZAO_BENCH_ROUNDS", "3"))
SCHOOLS, CLASSES, USERS = 1200, 40, 64
ILL_SHARE = 0.1
ONE_ROW = "INSERT INTO bench_one (id, school_id, day, ill) VALUES (gen_random_uuid(), 1, current_date, 0);"


def main() -> None:
    """Measure on the plain disk, then with every sync two milliseconds slower where there is a compiler."""
    site = Installation()
    built = json.loads(_python("-m", "bench.schools", str(SCHOOLS), str(CLASSES), str(USERS)))
    requests = _requests(built)
    _owner(site, "CREATE TABLE bench_one (id uuid PRIMARY KEY, school_id bigint, day date, ill int)")
    plain = _measure(site, requests)
    slow = None
    library = _slow_library(site.home)
    if library is not None:
        site.restart_database(preload=library)
        slow = _measure(site, requests)
    report(
        bench="checks_submit", value=round(plain["rate"], 1), unit="checks/s",
        reference=f"pgbench -c {PGBENCH_CLIENTS}, one-row insert: {plain['reference']:.1f}/s",
        ratio=round(plain["rate"] / plain["reference"], 3), p50_ms=plain["p50"], p99_ms=plain["p99"],
        cpu_ms_per_check=plain["cpu_ms"],
        ceiling_per_second=round(plain["ceiling"], 1), connections=CONNECTIONS, failures=plain["failures"],
        slow_sync_rate=round(slow["rate"], 1) if slow else None,
        slow_sync_reference=round(slow["reference"], 1) if slow else None,
        slow_sync_ratio=round(slow["rate"] / slow["reference"], 3) if slow else None,
        slow_sync_p99_ms=slow["p99"] if slow else None, rounds=ROUNDS, seconds=SECONDS,
    )  # fmt: skip


def _python(*arguments: str) -> str:
    env = {**os.environ, "SIZAO_DB_ROLE": "worker"}
    done = subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True, env=env)
    return done.stdout.splitlines()[-1]


def _requests(built: dict) -> deque[bytes]:
    """Write one first report for every open slot, one in ten with ill pupils, in random order."""
    rng = random.Random(7)
    bodies = []
    for session in ("MORNING", "NOON"):
        for school_id, group_id in built["classes"]:
            check = {
                "id": str(new_id()), "school_id": school_id, "group_id": group_id, "day": built["day"],
                "session": session, "entries": _entries(built, group_id, rng),
            }  # fmt: skip
            bodies.append(json.dumps(check).encode())
    rng.shuffle(bodies)
    tokens = built["tokens"]
    return deque(
        load.request(
            "POST", "/api/v1/checks", body=body,
            headers={"Authorization": f"Bearer {tokens[place % len(tokens)]}", "Content-Type": "application/json"},
        )
        for place, body in enumerate(bodies)
    )  # fmt: skip


def _entries(built: dict, group_id: int, rng: random.Random) -> list[dict]:
    pupils = built["pupils"].get(str(group_id))
    if not pupils or rng.random() > ILL_SHARE * 10:
        return []
    return [
        {"person_id": person, "symptoms": ["FEVER", "COUGH"], "temperature_celsius": "38.5"}
        for person in pupils[: rng.randint(1, 3)]
    ]


def _measure(site: Installation, requests: deque[bytes]) -> dict[str, Any]:
    """Take pgbench and the server in turn; give medians."""
    rates, references, seconds, failures = [], [], [], 0
    ceilings, spent = [], []
    for _ in range(ROUNDS):
        references.append(_pgbench(site))
        site.serve("web", "worker")
        load.run(deque(requests.popleft() for _ in range(300)), port=site.port, connections=CONNECTIONS, seconds=5)
        before = site.cpu_seconds()
        found = load.run(requests, port=site.port, connections=CONNECTIONS, seconds=SECONDS)
        after = site.cpu_seconds()
        spent.append({part: (after[part] - before[part]) * 1000 / len(found.seconds) for part in after})
        rates.append(found.rate)
        seconds += found.seconds
        failures += sum(count for status, count in found.statuses.items() if status >= 400)
        simple = deque([load.request("GET", "/healthz")] * 20_000)
        ceilings.append(load.run(simple, port=site.port, connections=CONNECTIONS, seconds=2).rate)
        site.end_processes()
        print(
            f"# {found.rate:.0f} checks/s against {references[-1]:.0f}/s, {found.statuses}, {_rounded(spent[-1])}",
            file=sys.stderr,
        )
    return {
        "cpu_ms": _rounded({part: median([one[part] for one in spent]) for part in spent[0]}),
        "rate": median(rates), "reference": median(references), "ceiling": median(ceilings), "failures": failures,
        "p50": round(percentile(seconds, 0.5) * 1000, 1), "p99": round(percentile(seconds, 0.99) * 1000, 1),
    }  # fmt: skip


def _rounded(spent: dict[str, float]) -> dict[str, float]:
    return {part: round(value, 3) for part, value in spent.items()}


def _owner(site: Installation, statement: str) -> None:
    import psycopg

    with psycopg.connect(database.urls(site.home).owner, autocommit=True) as owner:
        owner.execute(statement)


def _pgbench(site: Installation) -> float:
    """Run pgbench of the server's own binaries, prepared statements, and read its transactions a second."""
    script = site.home / "one.sql"
    script.write_text(ONE_ROW)
    parts = database.django_settings(database.urls(site.home).owner)
    done = subprocess.run(
        [
            str(database.binaries().program("pgbench")), "-n", "-M", "prepared", "-c", str(PGBENCH_CLIENTS), "-j", "2",
            "-T", str(int(SECONDS)), "-f", str(script), "-h", str(parts["HOST"]), "-p", str(parts["PORT"]),
            "-U", parts["USER"], parts["NAME"],
        ],
        env={**os.environ, "PGPASSWORD": parts["PASSWORD"]}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    return float(found[1])


def _slow_library(home: Path) -> Path | None:
    """Compile the slowing library where the server's account can read it; None without a compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    folder = Path("/usr/local/lib") if os.access("/usr/local/lib", os.W_OK) else home
    library = folder / "sizao-slowsync.so"
    source = Path(__file__).with_name("slowsync.c")
    done = subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(source), "-ldl"], check=False)
    return library if done.returncode == 0 else None


if __name__ == "__main__":
    main()
