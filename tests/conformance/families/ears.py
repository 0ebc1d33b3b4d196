"""EARS C1, C2 and C3 as R's `earsC`."""

from sizao.epi.detection import ears
from tests.conformance.golden import Family, Inputs, judged, numbers

METHODS = {"C1": ears.ears_c1, "C2": ears.ears_c2, "C3": ears.ears_c3}


def _ears(case: dict, inputs: Inputs) -> dict:
    params = case["params"]
    baseline = params.get("baseline", 7)
    first, latest = case["range"]
    result = METHODS[params["method"]](
        numbers(inputs.series(case)["observed"])[:latest],
        first=first - 1,
        baseline_days=baseline,
        min_present=baseline,
        alpha=params.get("alpha"),
        min_sd=params.get("minSigma", 0),
        variant="surveillance",
    )
    return {"upper": result.upper, "alarm": judged(result)}


FAMILY = Family(files=("ears",), methods={"earsC": _ears}, fields=("upper", "alarm"))
