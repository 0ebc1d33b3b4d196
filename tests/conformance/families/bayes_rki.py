"""Bayes, RKI, CDC and outbreak-P as R's `algo.bayes`, `algo.rki`, `algo.cdc` and `algo.outbreakP`."""

from sizao.epi.detection import historic, unimodal
from tests.conformance.golden import Family, Inputs, judged, numbers


def _observed(case: dict, inputs: Inputs):
    first, latest = case["range"]
    return numbers(inputs.series(case)["observed"])[:latest], first - 1


def _reference(case: dict, inputs: Inputs) -> historic.Reference:
    params = case["params"]
    return historic.Reference(
        params.get("b", 0), params.get("w", 6), params.get("actY", True), inputs.series(case)["freq"]
    )


def _bayes(case: dict, inputs: Inputs) -> dict:
    counts, first = _observed(case, inputs)
    alpha = case["params"].get("alpha", 0.05)
    result = historic.bayes(counts, _reference(case, inputs), alpha=alpha, first=first)
    return {"upper": result.upper, "alarm": judged(result)}


def _rki(case: dict, inputs: Inputs) -> dict:
    counts, first = _observed(case, inputs)
    result = historic.rki(counts, _reference(case, inputs), first=first)
    return {"upper": result.upper, "alarm": judged(result)}


def _cdc(case: dict, inputs: Inputs) -> dict:
    counts, first = _observed(case, inputs)
    params = case["params"]
    result = historic.cdc(counts, years=params.get("b", 5), alpha=params.get("alpha", 0.05), first=first)
    return {"upper": result.upper, "alarm": judged(result)}


def _outbreak_p(case: dict, inputs: Inputs) -> dict:
    counts, first = _observed(case, inputs)
    result = unimodal.outbreak_p(counts, threshold=case["params"].get("k", 100), first=first)
    return {"upper": result.score, "alarm": judged(result)}


FAMILY = Family(
    files=("bayes_rki",),
    methods={"algo.bayes": _bayes, "algo.rki": _rki, "algo.cdc": _cdc, "algo.outbreakP": _outbreak_p},
    fields=("upper", "alarm"),
)
