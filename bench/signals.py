"""Signals: how many units the rule engine judges a second, and how long a province's last 14 days take.

Parts: `live` (from a durable report to a visible signal, over HTTP), `engine` (compiled sweep on one core, and saves
judged one by one), `rejudge` (a province).
Usage: python -m bench.signals [part …]
"""

import datetime as dt
import json
import os
import resource
import sys
import time

import numpy as np

from sizao.epi import packs
from sizao.epi.thresholds import History, Record, RuleBook, School, Scope, play
from sizao.epi.thresholds.lines import SHANGHAI
from sizao.epi.thresholds.sweeping import NEVER, Columns, sweep

CLASSES, CLASSES_A_SCHOOL, PUPILS, DAYS, ILL = 600_000, 30, 42, 14, 0.01
MIX = (("F", 0.20), ("FQ", 0.35), ("Q", 0.10), ("G", 0.20), ("R", 0.08), ("C", 0.04), ("P", 0.03))
DISEASES = (("influenza", 0.05), ("hfmd", 0.02), ("varicella", 0.01), ("norovirus", 0.01))
FIRST_DAY = (dt.date(2027, 3, 1) - dt.date(1970, 1, 1)).days


def province(classes: int, seed: int = 1) -> Columns:
    """Make the illnesses of the last 14 days: 1 % of pupils fall ill a day, mixed as in a school clinic."""
    random = np.random.default_rng(seed)
    rows = int(classes * PUPILS * ILL * DAYS)
    class_group = random.integers(0, classes, rows, dtype=np.int32)
    day = random.integers(0, DAYS, rows, dtype=np.int32) + FIRST_DAY
    recorded = (day.astype(np.int64) * 86400) - 8 * 3600 + random.integers(27_000, 30_000, rows)
    bits = np.array([sum(1 << "FRGJCPQ".index(one) for one in groups) for groups, _ in MIX], np.uint8)
    groups = bits[random.choice(len(MIX), rows, p=[share for _, share in MIX])]
    drawn = random.random(rows)
    disease = np.full(rows, -1, np.int16)
    low = 0.0
    for number, (_, share) in enumerate(DISEASES):
        disease[(drawn >= low) & (drawn < low + share)] = number
        low += share
    is_diagnosed = disease >= 0
    school = class_group // CLASSES_A_SCHOOL
    schools = -(-classes // CLASSES_A_SCHOOL)
    is_ili = (groups == bits[1]) & (random.random(rows) < 0.6)
    recovered = np.where(random.random(rows) < 0.8, recorded + random.integers(1, 6, rows) * 86400, NEVER)
    return Columns(
        person=random.permutation(classes * PUPILS)[:rows],
        unit={Scope.CLASS: class_group, Scope.DORM: np.full(rows, -1, np.int32), Scope.INSTITUTION: school},
        school_of={Scope.CLASS: np.arange(classes) // CLASSES_A_SCHOOL, Scope.DORM: np.zeros(0, np.int32)},
        kinds=random.integers(0, 4, schools),
        kind_names=("kindergarten", "primary", "junior", "senior"),
        onset_day=day, recorded_at=recorded, groups=groups, disease=disease,
        disease_names=tuple(name for name, _ in DISEASES),
        status=np.where(is_diagnosed, 2, 0).astype(np.int8),
        diagnosed_at=np.where(is_diagnosed, recorded + 7200, 0), recovered_at=recovered,
        syndromes={"ili": is_ili}, exposure=np.full(rows, -1, np.int32), is_staff=np.zeros(rows, bool),
        is_admitted=random.random(rows) < 0.0005, is_dead=np.zeros(rows, bool),
        is_plain=random.random(rows) > 0.002, sizes=np.full(classes, PUPILS, np.int32),
    )  # fmt: skip


def engine() -> dict[str, object]:
    """Time the compiled sweep on one core, and one school's saves judged one by one."""
    book = RuleBook.choose(packs.catalog())
    sweep(book, province(3_000))  # compiles
    columns = province(60_000)
    started = time.process_time()
    found = sweep(book, columns)
    seconds = time.process_time() - started
    return {"evaluations_per_second": round(found.evaluated / seconds), "saves_per_second": _saves_per_second(book)}


def _saves_per_second(book: RuleBook) -> int:
    """Judge the 14 days of one school of 30 classes save by save, as the live platform does."""
    random = np.random.default_rng(2)
    rows = int(CLASSES_A_SCHOOL * PUPILS * ILL * DAYS)
    sizes: dict[str, int | None] = {str(number): PUPILS for number in range(CLASSES_A_SCHOOL)}
    records = []
    for number in range(rows):
        day = dt.datetime(2027, 3, 1 + int(random.integers(DAYS)), 7, tzinfo=SHANGHAI)
        saved = day + dt.timedelta(seconds=int(random.integers(3600)))
        groups = frozenset(MIX[int(random.choice(len(MIX), p=[share for _, share in MIX]))][0])
        name = str(int(random.integers(CLASSES_A_SCHOOL)))
        records.append(Record(f"p{number}", 1, "s", day, saved, class_group=name, groups=groups))
    history = History({"s": School("s", "primary", sizes)}, records)
    started = time.process_time()
    steps = play(book, history)
    return round(len(steps) / (time.process_time() - started))


def rejudge() -> dict[str, object]:
    """Time a province: sweep everything, then play the units that the sweep leaves unsettled."""
    from sizao.epi.thresholds.settling import settle

    book = RuleBook.choose(packs.catalog())
    sweep(book, province(3_000))  # compiles
    columns = province(int(CLASSES * float(os.environ.get("SIZAO_BENCH_SCALE", "1"))))
    started, used = time.monotonic(), time.process_time()
    found = sweep(book, columns)
    swept = time.monotonic()
    fired = settle(book, columns, found)
    ended = time.monotonic()
    return {
        "rejudge_seconds": round(ended - started, 1), "sweep_seconds": round(swept - started, 1),
        "settle_seconds": round(ended - swept, 1), "rejudge_cpu_seconds": round(time.process_time() - used, 1),
        "rejudge_illnesses": int(columns.person.size),
        "fired": int(sum(one.unit.size for one in found.crossings)) + len(fired), "played": len(fired),
        "units_played": int(sum(one.size for one in found.unsettled.values())),
        "peak_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_048_576, 2),
    }  # fmt: skip


def live() -> dict[str, object]:
    """Measure the way from a durable report to a visible signal."""
    from bench import signals_live

    return signals_live.live()


PARTS = {"live": live, "engine": engine, "rejudge": rejudge}
TARGET_MS = 2_000


def main(wanted: list[str]) -> None:
    """Run the parts that are asked for, all without a word, and print one line."""
    figures: dict[str, object] = {}
    for name in wanted or PARTS:
        figures |= PARTS[name]()
    value = figures.get("live_p99_ms")
    print(json.dumps({
        "bench": "signals", "value": value, "unit": "ms from a durable report to a visible signal, p99",
        "reference": f"target {TARGET_MS} ms", "ratio": value and round(int(str(value)) / TARGET_MS, 2), **figures,
    }))  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
