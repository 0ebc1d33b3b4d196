"""CUSUM charts as R's `algo.cusum` and `categoricalCUSUM` with a binomial distribution."""

from sizao.epi.detection import binomial, cusum
from tests.conformance.golden import Family, Inputs, judged, numbers


def _cusum(case: dict, inputs: Inputs) -> dict:
    params, (first, latest), series = case["params"], case["range"], inputs.series(case)
    result = cusum.cusum(
        numbers(series["observed"])[:latest],
        first=first - 1,
        mean="glm" if params.get("m") == "glm" else "mean",
        frequency=series["freq"],
        reference=params.get("k", 1.04),
        limit=params.get("h", 2.26),
        transform=params.get("trans", "standard"),
        alpha=params.get("alpha", 0.1),
        variant="surveillance",
    )
    mean = result.expected if len(case["m"]) > 1 else result.expected[:1]
    return {"cusum": result.score, "m": mean, "alarm": judged(result), "upper": result.upper}


def _binomial(case: dict, inputs: Inputs) -> dict:
    params, (first, latest), series = case["params"], case["range"], inputs.series(case)
    result = binomial.binomial_cusum(
        numbers(series["observed"])[:latest],
        numbers(series["population"])[:latest],
        odds_ratio=params["odds_ratio"],
        limit=params.get("h", 5),
        first=first - 1,
        chance=None if isinstance(params.get("pi0"), str) else params.get("pi0"),
    )
    people = numbers(series["population"])[first - 1 : latest]
    usual = result.expected[people > 0] / people[people > 0]
    raised = usual * params["odds_ratio"] / (1 - usual + usual * params["odds_ratio"])
    return {"statistic": result.score, "pi0": usual[:1], "pi1": raised[:1], "alarm": judged(result)}


def _tolerance(case: dict, name: str) -> float:
    """Allow for R's table of a hypergeometric function, which is good to ten digits, where sums cancel."""
    return 1e-6 if case["params"].get("trans") == "anscombeNegBin" else 1e-8


FAMILY = Family(
    files=("cusum",),
    methods={"algo.cusum": _cusum, "categoricalCUSUM_binomial": _binomial},
    fields=("cusum", "m", "alarm", "upper", "statistic", "pi0", "pi1"),
    tolerance=_tolerance,
)
