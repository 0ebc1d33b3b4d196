"""Likelihood-ratio charts as R's `algo.glrnb`, with expected counts given or fitted before the judged days."""

from sizao.epi.detection import glr
from tests.conformance.golden import Family, Inputs, judged, numbers


def _chart(case: dict, inputs: Inputs, mean, dispersion: float) -> dict:
    params, (first, latest) = case["params"], case["range"]
    counts = numbers(inputs.series(case)["observed"])[:latest]
    is_cases = params.get("ret") == "cases"
    given = {"first": first - 1, "limit": params.get("c.ARL", 5), "dispersion": dispersion}
    if params.get("theta") is not None:
        result = glr.lr_cusum(counts, mean, log_factor=params["theta"], **given)
    else:
        result = glr.glr_cusum(
            counts,
            mean,
            change=params.get("change", "intercept"),
            direction=params.get("dir", "inc"),
            window=None if params.get("M", -1) == -1 else params["M"],
            least_days=params.get("Mtilde", 1),
            is_cases=is_cases,
            variant="surveillance",
            **given,
        )
    return {"mu0": mean, "upper": result.upper if is_cases else result.score, "alarm": judged(result)}


def _given(case: dict, inputs: Inputs) -> dict:
    return _chart(case, inputs, numbers(case["mu0"]), case["params"].get("alpha") or 0.0)


def _fitted(case: dict, inputs: Inputs) -> dict:
    params, (first, latest), series = case["params"], case["range"], inputs.series(case)
    result = glr.glr_cusum_fitted(
        numbers(series["observed"])[:latest],
        first=first - 1,
        frequency=series["freq"],
        season=(params.get("S", 1), params.get("trend", False)),
        dispersion=params.get("alpha"),
        limit=params.get("c.ARL", 5),
        change=params.get("change", "intercept"),
        direction=params.get("dir", "inc"),
        window=None if params.get("M", -1) == -1 else params["M"],
        least_days=params.get("Mtilde", 1),
        is_cases=params.get("ret") == "cases",
        variant="surveillance",
    )
    chart = result.chart
    statistic = chart.upper if params.get("ret") == "cases" else chart.score
    return {"upper": statistic, "alarm": judged(chart), "mu0": chart.expected, "alpha": result.dispersion}


def _tolerance(case: dict, name: str) -> float:
    """Allow for R's Newton steps, which end at 1e-6."""
    return 1e-4 if case["params"].get("alpha") != 0 or case["params"].get("change") == "epi" else 1e-8


FAMILY = Family(
    files=("glr",),
    methods={"algo.glrnb": _given, "glrnb_fitted": _fitted},
    fields=("upper", "alarm", "mu0", "alpha"),
    tolerance=_tolerance,
    left_out={"influmen_flu-algo.glrnb-0636": "R's Newton steps overflow and 0 is stored, as the cases' README says"},
)
