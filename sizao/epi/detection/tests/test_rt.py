"""Rt: recovery of what was simulated, honesty where cases are few, refusals by name."""

import numpy as np
import pytest

from sizao.epi.detection import rt, serial
from sizao.epi.detection.rt_uncertain import UncertainInterval, estimate_rt_uncertain

WEIGHTS = serial.discretize_serial_interval(3.4, 1.6, length=30)


def _renew(true_rt: float, days: int, seed: int, start: int = 40) -> np.ndarray:
    """Draw an epidemic from the renewal equation itself."""
    rng = np.random.default_rng(seed)
    cases = np.zeros(days)
    cases[:5] = start
    for day in range(5, days):
        lags = np.arange(1, min(day, 29) + 1)
        cases[day] = rng.poisson(true_rt * (WEIGHTS[lags] * cases[day - lags]).sum())
    return cases


@pytest.mark.parametrize("true_rt", [0.8, 1.2, 1.6])
def test_rt_is_recovered_from_an_epidemic_drawn_with_it(true_rt):
    cases = np.stack([_renew(true_rt, 30, seed) for seed in range(40)], axis=1)

    found = rt.estimate_rt(cases, WEIGHTS, windows=rt.last_window(30))

    assert np.nanmean(found.mean) == pytest.approx(true_rt, rel=0.05)
    inside = (found.quantile(0.025) < true_rt) & (true_rt < found.quantile(0.975))
    assert inside.mean() > 0.85


def test_no_estimate_is_given_where_cases_are_few():
    cases = np.zeros((30, 3))
    cases[10:25, 0] = 5
    cases[12, 1] = cases[14, 1] = 1

    found = rt.estimate_rt(cases, WEIGHTS, windows=([15], [22]))

    assert found.mean[0, 0] > 0 and np.isnan(found.mean[0, 1:]).all()
    assert found.reason.tolist() == [[rt.OK, rt.TOO_FEW_CASES, rt.TOO_FEW_CASES]]


def test_eleven_cases_are_enough_and_ten_are_not():
    cases = np.ones((30, 2))
    cases[20:, :] = 0
    cases[20:27, 0], cases[20, 1] = [11, 0, 0, 0, 0, 0, 0], 10

    found = rt.estimate_rt(cases, WEIGHTS, windows=([20], [27]))

    assert found.reason[0].tolist() == [rt.OK, rt.TOO_FEW_CASES]


def test_a_series_gives_the_same_alone_and_among_others():
    cases = np.stack([_renew(1.1, 40, seed) for seed in range(30)], axis=1)

    together, alone = rt.estimate_rt(cases, WEIGHTS), rt.estimate_rt(cases[:, 7], WEIGHTS)

    for name in ("mean", "sd", "quantiles"):
        assert np.array_equal(getattr(together, name)[..., 7], getattr(alone, name), equal_nan=True)


def test_imported_cases_lower_rt():
    cases = _renew(1.2, 30, 3)
    imported = np.floor(cases / 3)

    assert (rt.estimate_rt(cases, WEIGHTS, imported=imported).mean < rt.estimate_rt(cases, WEIGHTS).mean).all()


def test_fractions_of_cases_are_answered_as_whole_ones_are():
    cases = _renew(1.2, 30, 4)

    whole, nudged = rt.estimate_rt(cases, WEIGHTS), rt.estimate_rt(cases + 1e-9, WEIGHTS)

    assert np.allclose(whole.quantiles, nudged.quantiles, rtol=1e-7)


def test_an_uncertain_interval_widens_the_band():
    cases = _renew(1.5, 30, 5)
    interval = UncertainInterval(3.4, 1.0, (1.5, 6.0), 1.6, 0.3, (0.8, 3.0))

    sure, unsure = rt.estimate_rt(cases, WEIGHTS), estimate_rt_uncertain(cases, interval)

    width = [one.quantile(0.975)[-1] - one.quantile(0.025)[-1] for one in (sure, unsure)]
    assert width[1] > width[0]


def test_cohort_rt_counts_every_infection_once():
    cases = np.zeros(40)
    cases[[0, 3, 4, 7, 8, 9, 12]] = [1, 2, 1, 3, 2, 1, 1]

    found = rt.estimate_cohort_rt(cases, WEIGHTS, windows=([1], [40]))

    assert 0 < found[0] < 1


@pytest.mark.parametrize("mean, sd", [(1.0, 0.5), (0.5, 0.5), (3.0, 0.0), (np.nan, 1.0), (np.inf, 1.0)])
def test_impossible_serial_interval_is_refused(mean, sd):
    with pytest.raises(serial.SerialIntervalRefused, match="more than 1 day"):
        serial.discretize_serial_interval(mean, sd, length=20)


@pytest.mark.parametrize("weights", [[0.5, 0.5], [0, -0.1, 1.1], [0, 0], [0, np.nan], [0], [0, 0.9, 0.9]])
def test_weights_that_are_no_interval_are_refused(weights):
    with pytest.raises(serial.WeightsRefused):
        rt.estimate_rt(np.ones(20), weights)


@pytest.mark.parametrize("value", [-1, np.nan, np.inf])
def test_wrong_incidence_is_named_by_its_place(value):
    cases = np.ones((20, 3))
    cases[4, 2] = value

    with pytest.raises(rt.IncidenceRefused) as refused:
        rt.estimate_rt(cases, WEIGHTS)

    assert refused.value.index == (4, 2)


@pytest.mark.parametrize("windows", [0, 20, ([0], [7]), ([5], [5]), ([5], [21]), ([1, 2], [8])])
def test_windows_outside_are_refused(windows):
    with pytest.raises(rt.WindowRefused):
        rt.estimate_rt(np.ones(20), WEIGHTS, windows=windows)


def test_more_imported_than_all_is_refused():
    with pytest.raises(rt.ImportedRefused, match="index 2, 0"):
        rt.estimate_rt(np.ones(20), WEIGHTS, imported=[0, 0, 2, *[0] * 17])
