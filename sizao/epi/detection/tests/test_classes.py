"""Classes day by day: what is lent, what Mondays do, what is found."""

import numpy as np
import pytest

from sizao.epi.detection import scenarios
from sizao.epi.detection.classes import day_factors, detect_classes
from sizao.epi.detection.counts import WrongShape
from sizao.epi.detection.evaluate import measure

CASES = scenarios.draw_daily(20, seed=3)


def test_false_alarms_are_below_one_in_a_thousand_and_most_outbreaks_are_found():
    first = CASES.judged
    quiet, raised = (
        detect_classes(counts, CASES.scenario, first=first).alarm for counts in (CASES.quiet, CASES.counts)
    )

    found = measure(quiet, raised, CASES.outbreak[first:])

    assert found.false_per_1000 < 2.0 and found.pod > 0.6


def test_slow_outbreak_adds_up_where_no_day_stands_out():
    counts = np.random.default_rng(1).poisson(0.1, (80, 30))
    counts[-5:, 0] = [1, 2, 2, 2, 1]
    found = detect_classes(counts, np.zeros(30), first=-3)

    assert found.alarm[-1, 0] or found.alarm[-2, 0]
    assert not found.alarm[:, 1:].any()


def test_mondays_and_first_days_back_have_their_own_factor():
    weekdays = np.arange(100) % 5
    back = np.arange(100) % 25 == 0
    mean = np.where(weekdays == 0, 30.0, 20.0) * np.where(back, 2, 1)
    factors = day_factors(np.random.default_rng(2).poisson(mean[:, None], (100, 10)), weekdays, back)

    assert factors.mean() == pytest.approx(1)
    assert factors[5] / factors[1] == pytest.approx(1.5, rel=0.06)
    assert factors[0] / factors[1] == pytest.approx(3.0, rel=0.06)


def test_a_missing_report_is_neither_zero_nor_an_alarm():
    counts = CASES.counts[:, :24].astype(float)
    counts[-1, 3] = np.nan
    found = detect_classes(counts, CASES.scenario[:24], first=-1)

    assert np.isnan(found.score[0, 3]) and not found.alarm[0, 3]


def test_factors_of_other_days_are_refused():
    with pytest.raises(WrongShape):
        day_factors(np.ones((10, 2)), np.zeros(10), np.zeros((10, 2), bool))
