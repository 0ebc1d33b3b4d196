"""The endemic–epidemic model."""

from sizao.epi.detection.endemic import Terms, fit_endemic_epidemic
from tests.conformance.golden import Family, Inputs, numbers


def _answer(case: dict, inputs: Inputs) -> dict[str, object]:
    series = inputs.series(case)
    params = case["params"]
    first, last = case["subset"]
    terms = Terms(
        period=series["freq"],
        harmonics=params["S"],
        autoregressive=params["ar"],
        negative_binomial=params["family"] != "Poisson",
    )
    found = fit_endemic_epidemic(numbers(series["observed"])[first - 2 : last], terms)
    assert list(found.names) == case["coef_names"]
    return {"coef": found.coef, "se": found.se, "loglik": found.loglik, "fitted": found.fitted}


FAMILY = Family(
    files=("hhh4",),
    methods={"hhh4": _answer},
    fields=("coef", "se", "loglik", "fitted"),
    tolerance=lambda case, name: 1e-4,
)
