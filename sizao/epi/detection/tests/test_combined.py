"""The default detector and how it is measured."""

import numpy as np
import pytest

from sizao.epi.detection import scenarios
from sizao.epi.detection.combined import PROFILE, SIZES, CombinedOptions, compare, detect_combined
from sizao.epi.detection.counts import NegativeCount, TooFewDays, WrongShape
from sizao.epi.detection.evaluate import evaluate, measure
from sizao.epi.detection.expectation import Shrinkage, expect

CASES = scenarios.draw_weekly(1, seed=11)


def test_false_alarms_are_rare_and_most_large_outbreaks_are_found():
    cases = scenarios.draw_weekly(2, seed=12)
    found = evaluate(lambda counts, first: detect_combined(counts, first=first).alarm, cases)

    assert found.fpr < 0.02
    assert found.pod > 0.2 and found.ppv > 0.4


def test_alarm_is_a_count_above_the_limit():
    found = detect_combined(CASES.counts, first=-5)

    assert np.array_equal(found.alarm, found.observed > found.upper)


def test_more_cases_are_never_less_evidence():
    shape = np.array(PROFILE), np.array(SIZES, dtype=float)
    counts = np.unique(np.geomspace(1, 1e6, 200).astype(int))

    for mean, spread in ((0.1, 2.0), (1.0, 5.0), (5.0, 1.0), (40.0, 3.0), (150.0, 1.2)):
        scores = [compare(np.array([count, 0.0, 0.0]), np.full(3, mean), spread, shape) for count in counts]
        above = counts >= mean
        assert (np.diff(np.array(scores)[above]) > -1e-6).all(), (mean, spread)


def test_a_series_is_judged_alike_alone_and_among_others():
    together, alone = detect_combined(CASES.counts, first=-3), detect_combined(CASES.counts[:, 9], first=-3)

    assert np.array_equal(together.score[:, 9], alone.score)
    assert np.array_equal(together.alarm[:, 9], alone.alarm)


def test_past_outbreaks_hardly_move_what_is_expected():
    rng = np.random.default_rng(1)
    quiet = rng.poisson(20.0, (262, 5)).astype(float)
    hit = quiet.copy()
    hit[[100, 101, 180, 181]] += 60

    robust = [expect(one, 1, Shrinkage()).mean[0].mean() for one in (quiet, hit)]
    naive = [expect(one, 1, Shrinkage(cut=1e6)).mean[0].mean() for one in (quiet, hit)]

    assert abs(robust[1] / robust[0] - 1) < 0.5 * abs(naive[1] / naive[0] - 1)


def test_season_and_trend_are_expected():
    weeks = np.arange(262)
    mean = np.exp(2.5 + 0.8 * np.cos(2 * np.pi * weeks / 52) + 0.002 * weeks)
    counts = np.random.default_rng(2).poisson(mean[:, None], (262, 50)).astype(float)

    found = expect(counts[:-2], 1, Shrinkage(history=258))

    assert found.mean[0].mean() == pytest.approx(mean[-1], rel=0.1)


def test_siblings_lend_their_season_to_a_small_unit():
    weeks = np.arange(260)
    season = np.exp(1.0 * np.cos(2 * np.pi * weeks / 52))
    counts = np.random.default_rng(3).poisson(0.3 * season[:, None], (260, 40)).astype(float)
    true = 0.3 * np.exp(np.cos(2 * np.pi * 261 / 52))

    alone = expect(counts, 1, Shrinkage())
    borrowed = expect(counts, 1, Shrinkage(), parents=np.zeros(40))

    assert np.abs(borrowed.mean[0] - true).mean() < np.abs(alone.mean[0] - true).mean()


def test_missing_weeks_are_not_zero():
    counts = CASES.counts.astype(float)
    counts[300:310] = np.nan
    found = detect_combined(counts, first=-1)
    counts[-1, 0] = np.nan

    assert np.isfinite(found.score).all()
    missing = detect_combined(counts, first=-1)
    assert np.isnan(missing.score[0, 0]) and not missing.alarm[0, 0] and not missing.is_judged[0, 0]


def test_all_zero_and_huge_series_are_answered():
    counts = np.zeros((300, 3))
    counts[:, 1] = 7
    counts[:, 2] = 1e12

    found = detect_combined(counts, first=-1)

    assert np.isfinite(found.score).all() and not found.alarm.any()


def test_a_repeated_alarm_needs_more():
    counts = np.random.default_rng(5).poisson(10.0, (300, 1))
    counts[-2:] = 21
    once = detect_combined(counts, first=-2)
    plain = detect_combined(counts, first=-2, options=CombinedOptions(extra=0.0))

    assert plain.upper[1, 0] < once.upper[1, 0]


@pytest.mark.parametrize(
    "counts, named, error",
    [
        (np.full((300, 2), -1), {}, NegativeCount),
        (np.ones((50, 2)), {}, TooFewDays),
        (np.ones((300, 2)), {"parents": [1, 2, 3]}, WrongShape),
    ],
)
def test_wrong_input_is_refused_by_name(counts, named, error):
    with pytest.raises(error):
        detect_combined(counts, **named)


def test_measures_are_what_their_names_say():
    outbreak = np.zeros((10, 3))
    outbreak[3:6, 0], outbreak[4, 1] = [5, 0, 2], 3
    quiet = np.zeros((10, 3), bool)
    quiet[0, 0] = True
    alarms = np.zeros((10, 3), bool)
    alarms[4, 0] = alarms[5, 0] = alarms[9, 1] = True

    found = measure(quiet, alarms, outbreak)

    assert found.fpr == pytest.approx(1 / 30) and found.false_per_1000 == pytest.approx(1000 / 30)
    assert found.pod == 0.5 and found.pod_first == 0.0 and found.delay == 1.0
    assert found.sensitivity == pytest.approx(1 / 3) and found.ppv == pytest.approx(1 / 3)
    assert found.weighted == pytest.approx(2 / 10)


def test_scenarios_are_those_of_the_paper():
    cases = scenarios.draw_weekly(3, seed=1)
    again = scenarios.draw_weekly(3, seed=1)

    assert len(scenarios.list_scenarios()) == 42 and cases.counts.shape == (624, 126)
    assert np.array_equal(cases.counts, again.counts)
    assert (cases.outbreak.sum(axis=0) > 0).all() and (cases.outbreak[: cases.judged] == 0).all()
    flat = [
        number for number, one in enumerate(scenarios.list_scenarios()) if one[1] == 0 and one[5] == 0 and one[4] == 5
    ]
    early = scenarios.draw_weekly(60, seed=2)
    spread = early.quiet[:312, early.scenario == flat[0]]
    assert spread.var() / spread.mean() == pytest.approx(5, rel=0.1)
