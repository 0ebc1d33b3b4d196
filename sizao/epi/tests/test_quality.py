"""Probabilities against plain counting, and picking among many."""

import math

import numpy as np
import pytest

from sizao.epi import quality


def test_silence_where_nothing_is_expected_is_certain():
    assert quality.silence_probability([0.0]).tolist() == [1.0]


def test_silence_gets_less_likely_the_more_is_expected():
    found = quality.silence_probability([1, 5, 50])

    assert found[0] > found[1] > found[2]
    assert found[0] == pytest.approx(1.5**-2)


def test_clustered_illness_makes_silence_likelier_than_poisson():
    assert quality.silence_probability([5.0])[0] > math.exp(-5)


@pytest.mark.parametrize(("hits", "tries", "share"), [(3, 5, 0.4), (0, 7, 0.2), (6, 6, 0.5)])
def test_excess_is_the_sum_of_the_binomial_tail(hits, tries, share):
    plain = sum(math.comb(tries, k) * share**k * (1 - share) ** (tries - k) for k in range(hits, tries + 1))

    assert quality.excess_probability([hits], [tries], share)[0] == pytest.approx(plain)


def test_more_hits_than_tries_are_refused():
    with pytest.raises(quality.NotACount):
        quality.excess_probability([3], [2], 0.5)


def test_arrays_of_other_lengths_are_refused():
    with pytest.raises(quality.MixedLengths):
        quality.excess_probability([1, 2], [2], 0.5)


def test_cases_on_one_weekday_alone_stand_out_and_few_cases_do_not():
    even = [0.2] * 5
    found = quality.weekday_probability([[40, 0, 0, 0, 0], [8, 8, 8, 8, 8], [5, 0, 0, 0, 0]], even)

    assert found[0] < 1e-6 and found[1] == pytest.approx(1.0) and found[2] == 1.0


def test_spread_of_a_script_is_small():
    assert quality.clock_spread_seconds([29_100, 29_101, 29_100]) == 1.0
    assert math.isnan(quality.clock_spread_seconds([]))


def test_few_of_many_chance_units_are_picked():
    chance = np.random.default_rng(1).uniform(size=2000)

    assert quality.rare(chance).sum() <= 5
    assert quality.rare([1e-9, *chance]).tolist()[0] is True
    assert quality.rare([]).tolist() == []
