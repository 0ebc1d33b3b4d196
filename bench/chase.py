"""Chasing at province scale: 600,000 classes, one in ten silent.

Times who is missing and which office is told of it on each rung, and how long the reminders of the silent classes take
to be written for the people who hold their posts.
"""

import datetime as dt
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench.installation import Installation, median, report

REPEATS = 5
SILENT = 0.1
TARGET_SECONDS, REMIND_SECONDS = 1.0, 5.0

# Every silent class has a teacher of its own; made here because people are not what is timed.
TEACHERS = """
WITH silent AS MATERIALIZED (
  SELECT s.group_id, row_number() OVER (ORDER BY s.group_id) AS n FROM checks_slot s
  WHERE s.day = %(day)s AND s.session = 'MORNING' AND NOT EXISTS (
    SELECT 1 FROM checks_healthcheck h WHERE h.school_id = s.school_id AND h.day = s.day AND h.group_id = s.group_id
      AND h.session = s.session)),
person AS (
  INSERT INTO accounts_user (password, username, name, pinyin_key, email, phone, language, theme, is_active, is_demo,
    must_change_password, created_at)
  SELECT '', 'bench' || n, '老师', '', '', '', 'zh-hans', 'system', true, false, false, %(now)s FROM silent
  RETURNING id, username)
INSERT INTO accounts_grant (user_id, unit_id, role, starts_on, reason)
SELECT p.id, s.group_id, 'HOMEROOM_TEACHER', %(day)s, '' FROM silent s JOIN person p ON p.username = 'bench' || s.n
"""


def main() -> None:
    """Build the province, then measure in a process of its own."""
    started = time.monotonic()
    site = Installation()
    scale = os.environ.get("SIZAO_BENCH_SCALE", "1")
    done = subprocess.run(
        [sys.executable, "-m", "bench.chase", "inside", scale], env=os.environ, check=True, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    figures = json.loads(done.stdout.splitlines()[-1])
    site.end_processes()
    report(bench="chase", **figures, build_seconds=round(time.monotonic() - started, 1))


def inside(scale: float) -> None:
    """Build, measure, print one line."""
    import django

    django.setup()
    from sizao.core import clock, memory
    from sizao.demo import builders, province

    now = clock.now()
    builders.ground(now=now, provinces=["43"], first=now.date() - dt.timedelta(days=9), latest=now.date())
    say = lambda text: print(f"# {text}", file=sys.stderr)  # noqa: E731
    schools, classes = int(province.SCHOOLS * scale), int(province.CLASSES * scale)
    province.copy_units(now=now, seed=1, schools=schools, classes=classes, say=say)
    _pass_the_morning(now)
    # As in the worker, whose work this is.
    memory.settle(has_batches=True)
    ladder = _time_ladder(now)
    reminded = _time_reminders(now)
    worst = max(ladder["who_seconds"] / TARGET_SECONDS, reminded["remind_seconds"] / REMIND_SECONDS)
    print(json.dumps({
        "value": ladder["who_seconds"], "unit": "s",
        "reference": "targets: who and to whom 1 s; reminders of 60,000 classes 5 s", "ratio": round(worst, 3),
        **ladder, **reminded, "schools": schools, "classes": classes,
    }))  # fmt: skip


def _pass_the_morning(now: dt.datetime) -> None:
    """Let the morning open, nine of ten classes report, and the roll-up follow."""
    from django.db import connection

    from sizao.core import partitions
    from sizao.demo import province
    from sizao.demo.builders import BUILDER
    from sizao.detect.checks import services as checks

    checks.open_slots(actor=BUILDER, now=now.replace(hour=8), day=now.date())
    province.copy_reports(day=now.date(), session="MORNING", share=1 - SILENT, now=now.replace(hour=8))
    while checks.fold(actor=BUILDER, now=now):
        pass
    with connection.cursor() as cursor:
        cursor.execute(TEACHERS, {"day": now.date(), "now": now})
    with partitions.owner_connection() as owner:
        owner.execute("VACUUM ANALYZE")


def _timed(function: Callable[[], object]) -> float:
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return round(median(seconds), 3)


def _time_ladder(now: dt.datetime) -> dict[str, float]:
    """Time the silent classes by name, and the calls of all three rungs above them."""
    from sizao.registry.policies import queries as policies
    from sizao.report.chasing import queries
    from sizao.report.chasing.rules import LADDER, calls_of

    day, plans = now.date(), {plan.prefix: True for plan in policies.list_plans(now.date())}

    def groups() -> int:
        return sum(1 for _ in queries.list_missing_groups(day, "MORNING", plans))

    def calls() -> int:
        missing = queries.list_missing_schools(day, "MORNING", plans)
        return sum(len(calls_of(rung, missing)) for rung in LADDER)

    def both() -> None:
        groups()
        calls()

    return {
        "who_seconds": _timed(both), "calls_seconds": _timed(calls), "missing_classes": groups(), "calls": calls(),
    }  # fmt: skip


def _time_reminders(now: dt.datetime) -> dict[str, float]:
    """Time the round before the cut-off and the one after it, each whole and then taken back."""
    from sizao.detect.checks import jobs as checks
    from sizao.report.chasing import jobs as chasing

    due = now.replace(hour=10, minute=30, second=0, microsecond=0)
    before, after = due - dt.timedelta(minutes=15), due + dt.timedelta(minutes=1)
    seconds, written = {}, {}
    for name, run in (("remind", lambda: checks.remind_missing(before)), ("missed", lambda: chasing.chase(after))):
        times = []
        for _ in range(3):
            with _taken_back():
                start = time.perf_counter()
                written[name] = run()
                times.append(time.perf_counter() - start)
        seconds[name] = round(median(times), 2)
    return {
        "remind_seconds": seconds["remind"], "reminders": written["remind"], "missed_seconds": seconds["missed"],
        "missed_notices": written["missed"],
    }  # fmt: skip


@contextmanager
def _taken_back() -> Iterator[None]:
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


if __name__ == "__main__":
    inside(float(sys.argv[2])) if sys.argv[1:2] == ["inside"] else main()
