"""Farrington's methods as R's `algo.farrington` and `farringtonFlexible`."""

import numpy as np
from scipy.special import ndtri

from sizao.epi.detection import farrington
from tests.conformance.golden import Family, Inputs, numbers

NAMES = {
    "b": "years", "w": "window", "alpha": "alpha", "reweight": "is_reweighted", "trend": "is_trend",
    "powertrans": "power", "weightsThreshold": "weights_threshold", "noPeriods": "blocks",
    "pastWeeksNotIncluded": "excluded", "pThresholdTrend": "trend_p", "thresholdMethod": "limit",
}  # fmt: skip


def _options(case: dict) -> dict:
    given = {NAMES[name]: value for name, value in case["params"].items() if name in NAMES}
    if "limit54" in case["params"]:
        given["least_cases"] = tuple(case["params"]["limit54"])
    return given


def _flexible(case: dict, inputs: Inputs) -> dict:
    params, series = case["params"], inputs.series(case)
    latest = params["last"]
    result = farrington.farrington_flexible(
        numbers(series["observed"])[:latest],
        frequency=series["freq"],
        first=params["first"] - 1,
        days=series["dates"][:latest] if series.get("dates") else None,
        population=numbers(series["population"])[:latest] if params.get("populationOffset") else None,
        compat="surveillance",
        **_options(case),
    )
    return {
        "upper": result.upper,
        "alarm": result.alarm,
        "expected": np.where(np.isnan(result.upper), np.nan, result.expected),
        "score": result.score,
        "pvalue": result.pvalue,
        "phi": result.phi,
        "mu0": _mean_used(result, params),
        "trend": result.trend,
    }


def _mean_used(result: farrington.FarringtonResult, params: dict) -> np.ndarray:
    """Give the mean behind R's limit; for the delta method R takes the exponential of the mean's own upper limit."""
    with np.errstate(over="ignore"):
        sigmas = -ndtri(params.get("alpha", 0.05))
        if params.get("thresholdMethod", "delta") == "delta":
            return np.exp(result.expected * (1 + sigmas * result.spread))
        return result.expected * np.exp(sigmas * result.spread * (params["thresholdMethod"] == "muan"))


def _original(case: dict, inputs: Inputs) -> dict:
    params, series = case["params"], inputs.series(case)
    result = farrington.farrington_original(
        numbers(series["observed"])[: params["last"]],
        frequency=series["freq"],
        first=params["first"] - 1,
        days=series["dates"][: params["last"]] if series.get("dates") else None,
        **_options(case),
    )
    return {
        "upper": result.upper,
        "alarm": result.alarm,
        "trend": ~np.isnan(result.trend),
        "quantile": 1 - result.pvalue,
        "median": result.expected,
    }


FAMILY = Family(
    files=("farrington_original", "farrington_flexible"),
    methods={"algo.farrington": _original, "farringtonFlexible": _flexible},
    fields=("upper", "alarm", "expected", "score", "pvalue", "phi", "mu0", "trend", "quantile", "median"),
    tolerance=lambda case, name: 1e-6,
)
