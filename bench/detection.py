"""Detection against R: CPU seconds of one thread, on the same series, in the same run when R is here.

`python -m bench.detection`, or `… ears farrington` for some parts. The last line is JSON; `ratio` is Farrington
flexible as R's package computes it; every other part stands beside it. A part is a function in `PARTS` that answers
figures; parts that need their own data or peers live beside this file and are added there.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402

from sizao.epi.detection import cusum, ears, farrington, glr  # noqa: E402

# Series per CPU second of R on the machine where the bars were set, for machines without R.
RECORDED = {
    "ears_latest": 696.0, "ears_all": 322.0, "farrington_flexible": 100.0, "farrington_noufaily": 75.0,
    "glr_poisson": 294.0, "glr_negbin": 294.0, "cusum": 3657.0,
}  # fmt: skip
BARS = {
    "ears_latest": 10_000, "ears_all": 500, "farrington_flexible": 150, "farrington_noufaily": 150, "glr_poisson": 50,
    "cusum": 20,
}  # fmt: skip
NOUFAILY = (
    "noPeriods=10, pastWeeksNotIncluded=26, pThresholdTrend=1, alpha=.005, thresholdMethod='nbPlugin', "
    "weightsThreshold=2.58"
)
R_HEAD = """
suppressMessages(library(surveillance)); options(warn=-1)
y <- as.matrix(read.csv(commandArgs(TRUE)[1], header=FALSE)); n <- nrow(y)
one <- function(j) sts(observed=y[, j], start=c(2010, 1), frequency=52)
prog <- function(j) create.disProg(week=1:n, observed=y[, j], state=rep(0, n), freq=52)
"""
R_CALLS = {
    "ears_latest": "earsC(one(j), control=list(method='C2', range=n))",
    "ears_all": "earsC(one(j), control=list(method='C2'))",
    "farrington_flexible": "farringtonFlexible(one(j), control=list(range=n, b=5, w=3))",
    "farrington_noufaily": f"farringtonFlexible(one(j), control=list(range=n, b=5, w=3, {NOUFAILY}))",
    "glr_poisson": "algo.glrnb(prog(j), control=list(range=1:n, mu0=rep(5, n), alpha=0, c.ARL=5, M=30, ret='value'))",
    "glr_negbin": "algo.glrnb(prog(j), control=list(range=1:n, mu0=rep(5, n), alpha=.2, c.ARL=5, M=30, ret='value'))",
    "cusum": "algo.cusum(prog(j), control=list(range=51:n, k=1.04, h=2.26, trans='rossi'))",
}


def r_speed(part: str, counts: np.ndarray, seconds: float = 3.0) -> float | None:
    """Measure how many series R judges in a CPU second; None without R."""
    if shutil.which("Rscript") is None:
        return None
    script = R_HEAD + (
        f"for (j in 1:2) invisible({R_CALLS[part]}); t <- proc.time()[1]; k <- 0\n"
        f"while (proc.time()[1] - t < {seconds}) {{ j <- k %% ncol(y) + 1; invisible({R_CALLS[part]}); k <- k + 1 }}\n"
        "cat(k / (proc.time()[1] - t))\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "counts.csv"
        np.savetxt(path, counts[:, :50], fmt="%d", delimiter=",")
        done = subprocess.run(["Rscript", "-e", script, str(path)], capture_output=True, text=True)
    return float(done.stdout.split()[-1]) if done.returncode == 0 and done.stdout.strip() else None


def own_speed(judge: Callable[[np.ndarray], object], counts: np.ndarray) -> float:
    """Measure how many series we judge in a CPU second: the middle of five runs, compiled before."""
    judge(counts[:, :10])
    taken = []
    for _ in range(5):
        start = time.process_time()
        judge(counts)
        taken.append(time.process_time() - start)
    return counts.shape[1] / sorted(taken)[2]


def compare(part: str, judge: Callable[[np.ndarray], object], counts: np.ndarray) -> dict[str, float | str | None]:
    """Measure both; the ratio is to R of this run, or to the recorded figure."""
    ours, theirs = own_speed(judge, counts), r_speed(part, counts)
    ratio = ours / (theirs or RECORDED[part])
    print(f"# {part}: {ours:,.0f} series a second, {ratio:,.0f} times R", file=sys.stderr)
    return {
        "series_per_s": round(ours), "r_series_per_s": round(theirs or RECORDED[part], 1),
        "r": "same run" if theirs else "recorded", "ratio": round(ratio, 1), "bar": BARS.get(part),
    }  # fmt: skip


def draw(days: int, series: int, mean: float) -> np.ndarray:
    """Draw counts as they come in schools: more spread than Poisson."""
    return np.random.default_rng(20).negative_binomial(4, 4 / (4 + mean), (days, series)).astype(np.int16)


def _ears_latest() -> dict:
    plain = {"min_sd": 0.0, "min_present": 7}
    return compare("ears_latest", lambda y: ears.ears_c2(y, first=-1, **plain), draw(60, 600_000, 0.5))


def _ears_all() -> dict:
    plain = {"min_sd": 0.0, "min_present": 7}
    return compare("ears_all", lambda y: ears.ears_c2(y, **plain), draw(60, 40_000, 0.5))


def _flexible() -> dict:
    judge = lambda y: farrington.farrington_flexible(y, first=-1, compat="surveillance")  # noqa: E731
    return compare("farrington_flexible", judge, draw(312, 8_000, 5))


def _noufaily() -> dict:
    how = farrington.NOUFAILY
    options = {name: getattr(how, name) for name in ("blocks", "excluded", "trend_p", "alpha", "limit")}
    judge = lambda y: farrington.farrington_flexible(y, first=-1, compat="surveillance", **options)  # noqa: E731
    return compare("farrington_noufaily", judge, draw(312, 4_000, 5))


def _glr_poisson() -> dict:
    return compare("glr_poisson", lambda y: glr.glr_cusum(y, 5.0, window=30), draw(200, 4_000, 5))


def _glr_negbin() -> dict:
    judge = lambda y: glr.glr_cusum(y, 5.0, window=30, dispersion=0.2)  # noqa: E731
    return compare("glr_negbin", judge, draw(200, 1_000, 5))


def _cusum() -> dict:
    judge = lambda y: cusum.cusum(y, first=50, transform="rossi")  # noqa: E731
    return compare("cusum", judge, draw(200, 8_000, 5))


PARTS: dict[str, Callable[[], dict]] = {
    "ears_latest": _ears_latest,
    "ears_all": _ears_all,
    "farrington_flexible": _flexible,
    "farrington_noufaily": _noufaily,
    "glr_poisson": _glr_poisson,
    "glr_negbin": _glr_negbin,
    "cusum": _cusum,
}


def main() -> None:
    """Measure the parts named, or all, and print one line."""
    chosen = [name for name in PARTS if not sys.argv[1:] or any(name.startswith(one) for one in sys.argv[1:])]
    figures = {name: PARTS[name]() for name in chosen}
    first = figures.get("farrington_flexible") or next(iter(figures.values()))
    print(json.dumps({
        "bench": "detection", "value": first.get("series_per_s"), "unit": "series per CPU second",
        "ratio": first.get("ratio"), "reference": f"R surveillance, {first.get('r')}", "parts": figures,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
