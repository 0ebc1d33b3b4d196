"""A night of a province, from arrays: 600,000 classes x 8 syndromes x 60 days, 60,000 schools x 8 over five years.

`SIZAO_BENCH_SCALE` (1) makes it smaller, `SIZAO_BENCH_THREADS` (2) sets the threads; the last line is one JSON object.
"""

import json
import os
import resource
import time

import numpy as np

from sizao.epi.detection.night import NightOptions, Province, judge_night

CLASSES_A_SCHOOL, SCHOOLS_A_COUNTY, SYNDROMES, DAYS, WEEKS = 10, 500, 8, 60, 290
TARGET_SECONDS = 300


def build(schools: int, seed: int) -> tuple[np.ndarray, np.ndarray, Province]:
    """Draw a province whose classes differ from each other, and one school where it begins."""
    rng = np.random.default_rng(seed)
    classes = schools * CLASSES_A_SCHOOL
    school = np.repeat(np.arange(schools), CLASSES_A_SCHOOL)
    province = Province(np.arange(schools) // SCHOOLS_A_COUNTY, school)
    rate = 0.03 * rng.gamma(5, 1 / 5, schools).astype(np.float32)[school] * rng.gamma(8, 1 / 8, classes)
    daily = np.empty((SYNDROMES, DAYS, classes), np.uint8)
    for syndrome in daily:
        for day in syndrome:
            day[:] = rng.poisson(rate)
    daily[0, -3:, : CLASSES_A_SCHOOL * 3] += 2
    season = 1 + 0.5 * np.cos(2 * np.pi * np.arange(WEEKS) / 52)
    mean = rng.gamma(2, 1.0, SYNDROMES * schools).astype(np.float32)
    weekly = np.empty((WEEKS, SYNDROMES * schools), np.uint16)
    for week, factor in zip(weekly, season, strict=True):
        week[:] = rng.poisson(mean * factor)
    return daily, weekly, province


def main() -> None:
    """Build, judge, print one line."""
    scale = float(os.environ.get("SIZAO_BENCH_SCALE", "1"))
    threads = int(os.environ.get("SIZAO_BENCH_THREADS", "2"))
    schools = max(int(60_000 * scale), 20)
    warm = build(20, 1)
    judge_night(*warm, NightOptions(threads=threads, replicates=19))
    daily, weekly, province = build(schools, 7)
    started, cpu = time.perf_counter(), time.process_time()
    night = judge_night(daily, weekly, province, NightOptions(threads=threads))
    seconds, spent = time.perf_counter() - started, time.process_time() - cpu
    print(json.dumps({
        "bench": "detection_night", "value": round(seconds, 1), "unit": "s", "reference": f"target {TARGET_SECONDS} s",
        "ratio": round(seconds / TARGET_SECONDS, 3), "cpu_seconds": round(spent, 1), "threads": threads,
        "peak_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
        "classes": int(daily.shape[2]), "schools": schools, "class_alarms": int(night.classes.sum()),
        "channel": int(night.channel.sum()), "weekly_alarms": int(night.weekly.sum()),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
