"""5,000 class checks in one request over HTTP, all or none, against COPY of the same rows.

The request is what a county's terminals send: a token, JSON, one report in ten naming ill pupils. The reference copies
the same rows into a table without right, question, audit, difference or fact.
"""

import io
import json
import os
import random
import subprocess
import sys
import time
from collections import deque

from bench import load
from bench.installation import Installation, median, report
from sizao.core import database
from sizao.core.ids import new_id

ROWS, SCHOOLS, CLASSES = 5_000, 400, 40
ROUNDS = min(int(os.environ.get("SIZAO_BENCH_ROUNDS", "5")), 5)
TARGET_SECONDS = 1.0
TABLE = (
    "CREATE TABLE bench_bulk (id uuid, school_id bigint, group_id bigint, day date, session text, absent int, ill int,"
    " PRIMARY KEY (school_id, id, day))"
)


def main() -> None:
    """Send whole batches, each of groups that have not reported, and copy the same rows in turn."""
    site = Installation()
    built = json.loads(_python("-m", "bench.schools", str(SCHOOLS), str(CLASSES), "1"))
    batches = _batches(built)
    _owner(site, TABLE)
    site.serve("web", "worker")
    seconds, references, refused = [], [], []
    _send(site, built, batches[0][:50])
    for batch in batches[1 : ROUNDS + 1]:
        took, status = _send(site, built, batch)
        if status != 201:
            raise SystemExit(f"the server answered {status}")
        seconds.append(took)
        references.append(_copy(site, batch))
        wrong, status = _send(site, built, [*batch[:-1], {**batch[-1], "id": str(new_id()), "group_id": 99}])
        if status != 422:
            raise SystemExit(f"a wrong row was answered {status}")
        refused.append(wrong)
        print(f"# {took:.3f} s, refused {wrong:.3f} s, COPY {references[-1]:.3f} s", file=sys.stderr)
    site.end_processes()
    value, reference = median(seconds), median(references)
    report(
        bench="bulk", value=round(value, 3), unit="s",
        reference=f"COPY of the same rows {reference:.3f} s; target {TARGET_SECONDS} s",
        ratio=round(value / reference, 1), worst=round(max(seconds), 3), refused_seconds=round(median(refused), 3),
        rows=ROWS, rounds=ROUNDS, rows_per_second=round(ROWS / value),
    )  # fmt: skip


def _python(*arguments: str) -> str:
    """Run a module as the machine, which sees all schools."""
    env = {**os.environ, "SIZAO_DB_ROLE": "worker"}
    done = subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.PIPE, text=True, env=env)
    return done.stdout.splitlines()[-1]


def _batches(built: dict) -> list[list[dict]]:
    """Write a first report of every group and session, in batches over all schools."""
    rng = random.Random(7)
    rows = [
        {"id": str(new_id()), "school_id": school, "group_id": group, "day": built["day"], "session": session,
         "entries": _entries(built, group, rng)}
        for session in ("MORNING", "NOON") for school, group in built["classes"]
    ]  # fmt: skip
    rng.shuffle(rows)
    return [rows[:ROWS], *(rows[start : start + ROWS] for start in range(ROWS, len(rows), ROWS))]


def _entries(built: dict, group_id: int, rng: random.Random) -> list[dict]:
    pupils = built["pupils"].get(str(group_id), [])
    return [
        {"person_id": person, "symptoms": ["FEVER", "COUGH"], "temperature_celsius": "38.5"}
        for person in pupils[: rng.randint(1, 3)]
    ]


def _send(site: Installation, built: dict, rows: list[dict]) -> tuple[float, int]:
    headers = {"Authorization": f"Bearer {built['tokens'][0]}", "Content-Type": "application/json"}
    request = load.request("POST", "/api/v1/checks/bulk", body=json.dumps(rows).encode(), headers=headers)
    found = load.run(deque([request]), port=site.port, connections=1, seconds=60)
    return found.seconds[0], next(iter(found.statuses))


def _owner(site: Installation, statement: str) -> None:
    import psycopg

    with psycopg.connect(database.urls(site.home).owner, autocommit=True) as owner:
        owner.execute(statement)


def _copy(site: Installation, rows: list[dict]) -> float:
    """Copy the rows' own columns and commit."""
    import psycopg

    text = io.StringIO()
    for row in rows:
        ill = len(row["entries"])
        cells = (row["id"], row["school_id"], row["group_id"], row["day"], row["session"], 0, ill)
        text.write("\t".join(str(cell) for cell in cells) + "\n")
    began = time.perf_counter()
    with (
        psycopg.connect(database.urls(site.home).owner) as owner,
        owner.cursor() as cursor,
        cursor.copy("COPY bench_bulk FROM STDIN") as copy,
    ):
        copy.write(text.getvalue())
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
