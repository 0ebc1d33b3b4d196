"""The endemic–epidemic model: derivatives, recovery, refusals."""

import numpy as np
import pytest

from sizao.epi.detection import endemic


def _draw(weeks: int, seed: int, *, echo: float = 0.5, psi: float = 0.2) -> np.ndarray:
    rng = np.random.default_rng(seed)
    counts = np.zeros(weeks)
    for week in range(1, weeks):
        mu = echo * counts[week - 1] + np.exp(1.5 + 0.6 * np.sin(2 * np.pi * week / 52))
        counts[week] = rng.negative_binomial(1 / psi, 1 / (1 + psi * mu))
    return counts


def test_coefficients_are_recovered_within_their_intervals():
    inside = []
    for seed in range(20):
        found = endemic.fit_endemic_epidemic(_draw(520, seed))
        low, high = found.interval().T
        true = {"ar.1": np.log(0.5), "end.1": 1.5, "end.t": 0.0, "end.sin(2 * pi * t/52)": 0.6, "overdisp": 0.2}
        at = [found.names.index(name) for name in true]
        inside.append((low[at] < list(true.values())) & (list(true.values()) < high[at]))

    assert np.mean(inside) > 0.88


@pytest.mark.parametrize("echo", [True, False])
@pytest.mark.parametrize("spread", [True, False])
def test_derivatives_are_those_of_the_likelihood(echo, spread):
    counts = _draw(60, 1)
    design, _ = endemic._design(60, endemic.Terms())
    model = endemic._Likelihood(counts[1:], counts[:-1], design[1:], echo, spread)
    theta = model.start() + 0.1
    steps = 1e-5 * np.eye(theta.size)

    slope = [(model.loglik(theta + one) - model.loglik(theta - one)) / 2e-5 for one in steps]
    curve = [(model.score(theta - one) - model.score(theta + one)) / 2e-5 for one in steps]

    assert np.allclose(model.score(theta), slope, rtol=1e-4, atol=1e-3)
    assert np.allclose(model.information(theta), curve, rtol=1e-4, atol=1e-2)


def test_missing_weeks_are_left_out():
    counts = _draw(300, 2)
    counts[100:103] = np.nan

    found = endemic.fit_endemic_epidemic(counts)

    assert np.isfinite(found.se).all()


@pytest.mark.parametrize(
    "counts, error",
    [
        (np.arange(5), endemic.SeriesTooShort),
        ([3, -1, *[2] * 50], endemic.CountsRefused),
        ([3, np.inf, *[2] * 50], endemic.CountsRefused),
        (np.zeros(100), endemic.NotConverged),
    ],
)
def test_what_cannot_be_fitted_is_refused_by_name(counts, error):
    with pytest.raises(error):
        endemic.fit_endemic_epidemic(counts)
