"""Attack rates, curves and doubling times, against published figures and by simulation."""

import datetime as dt

import numpy as np
import pytest

from sizao.epi import measures

DAY = dt.date(2026, 11, 2)


@pytest.mark.parametrize(
    "cases, people, interval, bounds",
    [
        # Newcombe 1998, Stat Med 17:857, table I: score without correction, and exact.
        (81, 263, "wilson", (0.2553, 0.3662)),
        (15, 148, "wilson", (0.0624, 0.1605)),
        (0, 20, "wilson", (0.0, 0.1611)),
        (1, 29, "wilson", (0.0061, 0.1718)),
        (81, 263, "exact", (0.2527, 0.3676)),
        (15, 148, "exact", (0.0578, 0.1617)),
        (0, 20, "exact", (0.0, 0.1684)),
        (1, 29, "exact", (0.0009, 0.1776)),
    ],
)
def test_rates_have_the_published_intervals(cases, people, interval, bounds):
    found = measures.attack_rate(cases, people, interval=interval)

    assert found.value == cases / people
    assert (round(float(found.lower), 4), round(float(found.upper), 4)) == bounds


def test_everyone_ill_and_nobody_there():
    found = measures.attack_rate([30, 0], [30, 0])

    assert found.upper[0] == 1.0 and found.lower[0] < 1.0
    assert np.isnan([found.value[1], found.lower[1], found.upper[1]]).all()


@pytest.mark.parametrize("cases, people", [(3, 2), (-1, 2), (np.nan, 2), (1, -5)])
def test_impossible_rates_are_refused(cases, people):
    with pytest.raises(measures.RateRefused, match="index 1"):
        measures.attack_rate([1, cases], [10, people])


def test_primary_cases_are_not_among_the_secondary():
    found = measures.secondary_attack_rate([4, 1], [40, 8])

    assert found.cases.tolist() == [3, 0] and found.people.tolist() == [39, 7]
    with pytest.raises(measures.RateRefused):
        measures.secondary_attack_rate(0, 40)


def test_ratio_of_rates_is_that_of_the_textbook():
    eaters, others = measures.attack_rate(46, 75), measures.attack_rate(29, 75)

    ratio, lower, upper = measures.compare_rates(eaters, others)

    assert float(ratio) == pytest.approx(46 / 29)
    assert lower < ratio < upper and lower > 1


def test_ratio_with_nobody_ill_on_one_side_is_finite():
    ratio, lower, upper = measures.compare_rates(measures.attack_rate(5, 30), measures.attack_rate(0, 30))

    assert np.isfinite([ratio, lower, upper]).all() and ratio > 1


def test_curve_counts_days_without_cases():
    onset = [DAY, DAY + dt.timedelta(days=3), DAY + dt.timedelta(days=3)]

    found = measures.epi_curve(onset, kinds=["CONFIRMED", "SUSPECTED", "CONFIRMED"])

    assert found.cases.tolist() == [1, 0, 0, 2] and found.peak == onset[1]
    assert found.by_kind["CONFIRMED"].tolist() == [1, 0, 0, 1]
    assert found.cumulated.tolist() == [1, 1, 1, 3]


def test_curve_keeps_to_its_period():
    found = measures.epi_curve([DAY, DAY + dt.timedelta(days=9)], start=DAY, end=DAY + dt.timedelta(days=5))

    assert found.cases.tolist() == [1, 0, 0, 0, 0]


def test_curve_without_days_is_refused():
    with pytest.raises(measures.CurveRefused):
        measures.epi_curve([])
    with pytest.raises(measures.CurveRefused):
        measures.epi_curve([DAY], end=DAY)


def test_doubling_time_is_recovered_and_its_interval_covers():
    rng = np.random.default_rng(5)
    mean = 5 * 2 ** (np.arange(15) / 4.0)
    found = [measures.doubling_time(rng.poisson(mean)).doubling_days for _ in range(200)]

    assert np.median([one[0] for one in found]) == pytest.approx(4.0, rel=0.03)
    assert np.mean([one[1] < 4.0 < one[2] for one in found]) > 0.9


def test_falling_numbers_have_a_halving_time():
    found = measures.doubling_time(np.round(200 * 0.5 ** (np.arange(12) / 3.0)))

    assert found.doubling_days[0] == pytest.approx(-3.0, rel=0.05)
    assert found.doubling_days[1] < found.doubling_days[0] < found.doubling_days[2] < 0


def test_no_growth_has_no_end_of_its_doubling_time():
    found = measures.doubling_time([5, 4, 6, 5, 5, 6, 4, 5])

    assert found.rate[1] < 0 < found.rate[2] and np.isinf(found.doubling_days).any()


@pytest.mark.parametrize("cases", [[1, 2], [0, 0, 0, 0], [0, 0, 5, 0], [3, -1, 4]])
def test_growth_that_cannot_be_seen_is_refused(cases):
    with pytest.raises(measures.CurveRefused):
        measures.doubling_time(cases)
