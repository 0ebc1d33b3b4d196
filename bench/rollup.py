"""The roll-up at province scale: 20,000 schools, 600,000 checks today.

Times the province page's query, the county's, who has not reported in a county, and how long a changed number takes
from submit to the county's page while 500 checks a second come in.
"""

import datetime as dt
import json
import os
import subprocess
import sys
import time
from collections import Counter, deque

from bench.installation import Installation, median, percentile, report

REPEATS = 40
LOAD_PER_SECOND, LOAD_SECONDS = 500, 20


def main() -> None:
    """Build the province, then measure in a process of its own."""
    started = time.monotonic()
    site = Installation()
    scale = os.environ.get("SIZAO_BENCH_SCALE", "1")
    done = subprocess.run(
        [sys.executable, "-m", "bench.rollup", "inside", scale], env=os.environ, check=True, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    figures = json.loads(done.stdout.splitlines()[-1])
    site.end_processes()
    report(bench="rollup", **figures, build_seconds=round(time.monotonic() - started, 1))


def inside(scale: float) -> None:
    """Build, measure, print one line."""
    import django

    django.setup()
    from sizao.core import clock
    from sizao.demo import builders, province
    from sizao.demo.plans import PROVINCE

    now = clock.now()
    builders.ground(now=now, provinces=["43"], first=now.date() - dt.timedelta(days=9), latest=now.date())
    say = lambda text: print(f"# {text}", file=sys.stderr)  # noqa: E731
    schools, classes = int(province.SCHOOLS * scale), int(province.CLASSES * scale)
    province.copy_units(now=now, seed=1, schools=schools, classes=classes, say=say)
    _analyze()
    opened_seconds, folded_seconds = _open_and_fold(now)
    queries = _time_queries(now, PROVINCE)
    fresh = _time_freshness(now)
    print(json.dumps({
        "value": queries["province_ms"], "unit": "ms", "reference": "targets: province 25, county 5, missing 40 ms",
        "ratio": round(queries["province_ms"] / 25, 3), **queries, **fresh, "schools": schools, "classes": classes,
        "open_slots_seconds": opened_seconds, "first_fold_seconds": folded_seconds,
    }))  # fmt: skip


def _analyze() -> None:
    from sizao.core import partitions

    with partitions.owner_connection() as owner:
        owner.execute("VACUUM ANALYZE")


def _open_and_fold(now: dt.datetime) -> tuple[float, float]:
    from sizao.demo import province
    from sizao.demo.builders import BUILDER
    from sizao.detect.checks import services as checks

    start = time.perf_counter()
    checks.open_slots(actor=BUILDER, now=now.replace(hour=8), day=now.date())
    opened = time.perf_counter() - start
    province.copy_reports(day=now.date(), session="MORNING", share=0.97, now=now.replace(hour=8))
    start = time.perf_counter()
    while checks.fold(actor=BUILDER, now=now):
        pass
    folded = time.perf_counter() - start
    _analyze()
    return round(opened, 1), round(folded, 1)


def _timed(function, *arguments, **named) -> float:
    function(*arguments, **named)
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        function(*arguments, **named)
        seconds.append(time.perf_counter() - start)
    return round(median(seconds) * 1000, 2)


def _time_queries(now: dt.datetime, province_id: int) -> dict[str, float]:
    from sizao.core.actor import Actor, Grant, unit_by_id
    from sizao.demo.cast import COUNTY
    from sizao.detect.checks import queries as checks

    def officer(unit_id: int, role: str) -> tuple[Actor, object]:
        unit = unit_by_id(unit_id)
        return Actor(1, "bench", role, (Grant(unit, role),)), unit

    above, province = officer(province_id, "PROVINCE_OFFICER")
    below, county = officer(COUNTY, "COUNTY_OFFICER")
    day = now.date()
    return {
        "province_ms": _timed(checks.tally_by, above, unit=province, day=day, session="DAY", by="city_id"),
        "province_by_county_ms": _timed(checks.tally_by, above, unit=province, day=day, session="DAY", by="county_id"),
        "county_ms": _timed(checks.tally_by, below, unit=county, day=day, session="DAY", by="school_id"),
        "county_missing_ms": _timed(checks.list_missing, below, unit=county, day=day, now=now),
    }


def _time_freshness(now: dt.datetime) -> dict[str, float]:
    """Send checks at a steady rate while a worker folds; time how long each probe takes to reach the county."""
    from django.db import connection

    from sizao.core.ids import new_id
    from sizao.demo.builders import BUILDER
    from sizao.detect.checks import services as checks
    from sizao.detect.checks.queries import Check

    checks.open_slots(actor=BUILDER, now=now, day=now.date())
    while checks.fold(actor=BUILDER, now=now):
        pass
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT school_id, group_id FROM checks_slot WHERE day = %s AND session = 'NOON'"
            " ORDER BY md5(group_id::text) LIMIT %s", [now.date(), LOAD_PER_SECOND * LOAD_SECONDS],
        )  # fmt: skip
        slots = deque(cursor.fetchall())
    worker = subprocess.Popen([sys.executable, "-m", "sizao.cli", "worker"], env=os.environ)
    try:
        return _drive(slots, now, checks, BUILDER, Check, new_id, connection)
    finally:
        worker.terminate()
        worker.wait(60)


def _drive(slots, now, checks, actor, make, new_id, connection) -> dict[str, float]:
    waits, probes, start, sent = [], deque(), time.perf_counter(), 0
    sent_of: Counter[int] = Counter()
    while slots:
        batch = [slots.popleft() for _ in range(min(25, len(slots)))]
        checks.submit_check(
            actor=actor, now=now,
            checks=[make(new_id(), school, group, now.date(), "NOON") for school, group in batch],
        )  # fmt: skip
        sent += len(batch)
        sent_of.update(school for school, _group in batch)
        if sent % 250 == 0:
            probes.append((batch[-1][0], sent_of[batch[-1][0]], time.perf_counter()))
        _look(probes, waits, now, connection)
        ahead = start + sent / LOAD_PER_SECOND - time.perf_counter()
        if ahead > 0:
            time.sleep(ahead)
    rate = sent / (time.perf_counter() - start)
    until = time.perf_counter() + 30
    while probes and time.perf_counter() < until:
        _look(probes, waits, now, connection)
        time.sleep(0.05)
    return {
        "fresh_p50_seconds": round(percentile(waits, 0.5), 2), "fresh_worst_seconds": round(max(waits), 2),
        "load_per_second": round(rate), "probes_lost": len(probes),
    }  # fmt: skip


def _look(probes: deque, waits: list[float], now: dt.datetime, connection) -> None:
    """See whether the oldest probe's school counts all that was sent for it by then."""
    if not probes:
        return
    school, count, sent_at = probes[0]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reported FROM checks_school_day WHERE school_id = %s AND day = %s AND session = 'NOON'",
            [school, now.date()],
        )
        row = cursor.fetchone()
    if row and row[0] >= count:
        waits.append(time.perf_counter() - sent_at)
        probes.popleft()


if __name__ == "__main__":
    inside(float(sys.argv[2])) if sys.argv[1:2] == ["inside"] else main()
