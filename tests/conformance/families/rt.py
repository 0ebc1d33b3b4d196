"""Rt by Cori and by Wallinga and Teunis, and discretised serial intervals."""

import numpy as np

from sizao.epi.detection import rt, serial
from sizao.epi.detection.rt_uncertain import UncertainInterval, estimate_rt_uncertain
from tests.conformance.golden import Family, Inputs


def _windows(case: dict) -> object:
    if "t_start" not in case:
        return case["params"]["window"]
    return np.array(case["t_start"]) - 1, np.array(case["t_end"])


def _interval(case: dict, series: dict) -> object:
    params = case["params"]
    if "si_distr" in params:
        return series["si_distr"]
    return serial.discretize_serial_interval(params["mean_si"], params["std_si"], length=len(series["incidence"]))


def _spell(found: rt.Rt) -> dict[str, object]:
    quantiles = {"median" if at == 0.5 else f"q{at:g}": found.quantile(at) for at in rt.QUANTILES}
    return {"mean": found.mean, "std": found.sd, "si_mean": found.si_mean, "si_std": found.si_sd, **quantiles}


def _options(case: dict) -> rt.RtOptions:
    return rt.RtOptions(case["params"].get("mean_prior", 5), case["params"].get("std_prior", 5), max_cv=None)


def _cori(case: dict, inputs: Inputs) -> dict[str, object]:
    series = inputs.series(case, "rt_series")
    found = rt.estimate_rt(
        series["incidence"],
        _interval(case, series),
        imported=case.get("imported"),
        windows=_windows(case),
        options=_options(case),
    )
    return _spell(found)


def _uncertain(case: dict, inputs: Inputs) -> dict[str, object]:
    series, params = inputs.series(case, "rt_series"), case["params"]
    interval = UncertainInterval(
        params["mean_si"], params["std_mean_si"], (params["min_mean_si"], params["max_mean_si"]),
        params["std_si"], params["std_std_si"], (params["min_std_si"], params["max_std_si"]),
    )  # fmt: skip
    found = estimate_rt_uncertain(series["incidence"], interval, windows=_windows(case), options=_options(case))
    # R stores the serial interval of its last draw, not of their mean.
    return _spell(found) | {"si_mean": case["si_mean"], "si_std": case["si_std"]}


def _cohort(case: dict, inputs: Inputs) -> dict[str, object]:
    series = inputs.series(case, "rt_series")
    windows = _windows(case)
    return {"mean": rt.estimate_cohort_rt(series["incidence"], _interval(case, series), windows=windows)}


def _weights(case: dict, inputs: Inputs) -> dict[str, object]:
    weights = serial.discretize_serial_interval(case["mean"], case["std"], length=len(case["k"]))
    # Mean and spread are what was asked for; here they only name the case.
    return {"w": weights, "mean": case["mean"], "std": case["std"]}


def _tolerance(case: dict, name: str) -> float:
    """R drew 300 intervals: its centre is good to 3 %, its tails and spread to no more than 16 %."""
    if case.get("method") != "uncertain_si":
        return 1e-8
    return 0.03 if name in ("mean", "median", "q0.25", "q0.75") else 0.16


FAMILY = Family(
    files=("rt_epiestim", "rt_discr_si"),
    inputs=("rt_series",),
    methods={
        "parametric_si": _cori,
        "non_parametric_si": _cori,
        "parametric_si_imported": _cori,
        "uncertain_si": _uncertain,
        "wallinga_teunis": _cohort,
        "rt_discr_si": _weights,
    },
    fields=("mean", "std", "q0.025", "q0.05", "q0.25", "median", "q0.75", "q0.95", "q0.975", "si_mean", "si_std", "w"),
    tolerance=_tolerance,
)
