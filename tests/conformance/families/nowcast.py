"""Nowcasts of right-truncated counts.

R averages the Bayesian ones over random draws of the delays; ours integrates, so a count may differ by one or two.
"""

import datetime as dt

from sizao.epi.detection.nowcast import Expected, nowcast
from sizao.epi.detection.reporting import reporting_triangle
from tests.conformance.golden import Family, Inputs, numbers

OURS = {
    "lawless": "lawless",
    "bayes.notrunc": "notrunc",
    "bayes.notrunc.bnb": "bnb",
    "bayes.trunc": "trunc",
    "unif": "unif",
}


def _answer(case: dict, inputs: Inputs) -> dict[str, object]:
    (lines,) = inputs.rows("nowcast_linelist")
    onset, reported = ([dt.date.fromisoformat(day) for day in lines[name]] for name in ("dHosp", "dReport"))
    params = case["params"]
    triangle = reporting_triangle(
        onset, reported, now=dt.date.fromisoformat(params["now"]), max_delay=params["D"], start=min(onset)
    )
    prior = Expected(50, 3000, most=params["N.tInf.max"])
    found = nowcast(triangle, method=OURS[case["method"]], prior=prior, level=params["alpha"], compat="surveillance")
    assert [str(day) for day in found.days] == case["when"]
    return {"observed": found.observed, "point": found.point, "lower": found.lower, "upper": found.upper}


def _tolerance(case: dict, name: str) -> float:
    """One count, or 3 % of the largest, for what R sampled; lawless and unif are exact."""
    if name == "observed" or case["method"] in ("lawless", "unif"):
        return 1e-9
    return max(0.03, 1.0 / max(numbers(case[name]).min(), 22.0))


FAMILY = Family(
    files=("nowcast",),
    inputs=("nowcast_linelist",),
    methods=dict.fromkeys(OURS, _answer),
    fields=("observed", "point", "lower", "upper"),
    tolerance=_tolerance,
)
