"""Rt of many series: series per CPU-second against recorded figures of R's EpiEstim and of epyestim, one thread.

The recorded figures (120 days; 107 for epyestim) are medians of five on another machine: EpiEstim 26 for all windows,
74 for the last; epyestim 320.
"""

import json
import statistics
import time

import numpy as np

from sizao.epi.detection import rt, serial

DAYS, SERIES, REPEATS = 120, 4000, 5
EPIESTIM_ALL, EPIESTIM_LAST, EPYESTIM = 26.0, 74.0, 320.0


def main() -> None:
    """Measure, print one line."""
    cases = np.random.default_rng(1).poisson(20, (DAYS, SERIES))
    weights = serial.discretize_serial_interval(3.4, 1.6, length=DAYS)
    every = _rate(lambda: rt.estimate_rt(cases, weights))
    last = _rate(lambda: rt.estimate_rt(cases, weights, windows=rt.last_window(DAYS)))
    print(json.dumps({
        "bench": "detection_rt", "value": round(every), "unit": "series per CPU-second, all windows",
        "reference": "EpiEstim 26 (recorded)", "ratio": round(every / EPIESTIM_ALL), "last_window": round(last),
        "ratio_last_window": round(last / EPIESTIM_LAST), "ratio_epyestim": round(every / EPYESTIM),
    }))  # fmt: skip


def _rate(run) -> float:
    run()
    seconds = []
    for _ in range(REPEATS):
        start = time.process_time()
        run()
        seconds.append(time.process_time() - start)
    return SERIES / statistics.median(seconds)


if __name__ == "__main__":
    main()
