"""How many outbreaks are found at the false-alarm rate of Farrington-Noufaily, on the 42 scenarios; and by school day.

Weekly methods judge with their own limits. By school day each method's limit is set on the series without outbreaks, so
that it makes at most one false alarm in 1,000 class-days. `SIZAO_BENCH_REPLICATES` (20) sets how often each scenario is
drawn, `SIZAO_BENCH_SCHOOLS` (100) the schools of twelve classes.
"""

import json
import os
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sizao.epi.detection import cusum, ears, historic, scenarios
from sizao.epi.detection.classes import day_factors, detect_classes
from sizao.epi.detection.evaluate import Quality, evaluate, measure
from sizao.epi.detection.methods import alarms_of
from sizao.epi.detection.predictive import pooled_predictive

SEED, DAILY_SEED, FALSE_PER_1000 = 1, 5, 1.0
WEEKLY = ("combined", "farrington_noufaily", "farrington", "bayes2", "ears_c2")


def main() -> None:
    """Measure, print one line."""
    started = time.monotonic()
    weekly = scenarios.draw_weekly(int(os.environ.get("SIZAO_BENCH_REPLICATES", "20")), seed=SEED)
    by_week = {name: evaluate(alarms_of(name), weekly) for name in WEEKLY}
    daily = scenarios.draw_daily(int(os.environ.get("SIZAO_BENCH_SCHOOLS", "100")), seed=DAILY_SEED)
    by_day = {name: judge_days(score, daily) for name, score in daily_scores(daily).items()}
    ours, theirs = by_week["combined"], by_week["farrington_noufaily"]
    print(json.dumps({
        "bench": "detection_accuracy", "value": round(100 * ours.pod, 1), "unit": "% POD",
        "reference": "target 62; Farrington-Noufaily in the same run", "ratio": round(ours.pod / theirs.pod, 3),
        "fpr_percent": round(100 * ours.fpr, 2), "fpr_noufaily_percent": round(100 * theirs.fpr, 2),
        "f1": round(ours.f1, 3), "weekly": _table(by_week), "daily": _table(by_day),
        "seconds": round(time.monotonic() - started, 1),
    }))  # fmt: skip


def daily_scores(cases: scenarios.Scenarios) -> dict[str, Callable[[NDArray], NDArray]]:
    """Give each method's score of the judged days, larger where more surprising."""
    first, weekdays = cases.judged, np.arange(len(cases.quiet)) % scenarios.DAYS_A_WEEK

    def ours(counts: NDArray) -> NDArray:
        factors = np.empty(counts.shape)
        for school in np.unique(cases.scenario):
            own = cases.scenario == school
            factors[:, own] = day_factors(counts[:, own], weekdays)[:, None]
        return detect_classes(counts, cases.scenario, exposure=factors, first=first).score

    def chance(counts: NDArray) -> NDArray:
        return -np.log(pooled_predictive(counts, cases.scenario, first=first, is_limited=False).pvalue)

    return {
        "classes": ours,
        "predictive": chance,
        "ears_c1": lambda counts: ears.ears_c1(counts, first=first).score,
        "ears_c2": lambda counts: ears.ears_c2(counts, first=first).score,
        "ears_c3": lambda counts: ears.ears_c3(counts, first=first).score,
        "bayes1": lambda counts: historic.bayes(counts, historic.BAYES[0], first=first).score,
        "cusum": lambda counts: cusum.cusum(counts, first=first).score,
    }


def judge_days(score: Callable[[NDArray], NDArray], cases: scenarios.Scenarios) -> Quality:
    """Set the limit on quiet days, then measure."""
    quiet, raised = (np.nan_to_num(score(counts), nan=-np.inf) for counts in (cases.quiet, cases.counts))
    limit = np.quantile(quiet, 1 - FALSE_PER_1000 / 1000, method="higher")
    return measure(quiet > limit, raised > limit, cases.outbreak[cases.judged :])


def _table(found: dict[str, Quality]) -> dict[str, dict[str, float]]:
    names = ("fpr", "pod", "pod_first", "sensitivity", "ppv", "f1", "delay", "false_per_1000")
    return {name: {key: round(one.to_dict()[key], 4) for key in names} for name, one in found.items()}


if __name__ == "__main__":
    main()
