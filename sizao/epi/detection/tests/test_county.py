"""A county's day: quiet ones stay quiet, an excess is named where it lies, missing reports are not zero."""

import numpy as np
import pytest

from sizao.epi.detection.county import judge_county as judge
from sizao.epi.detection.county_days import CLASS, COUNTY, GRADE, SCAN, SCHOOL, CountyDays, CountyOptions

DAYS, SCHOOLS, CLASSES, SYNDROMES = 56, 8, 6, 2
GRADES_A_SCHOOL = 2
OPTIONS = CountyOptions(replicates=199)


def county(seed: int = 1, rate: float = 0.05) -> np.ndarray:
    return np.random.default_rng(seed).poisson(rate, (SYNDROMES, DAYS, SCHOOLS * CLASSES)).astype(float)


def as_days(counts: np.ndarray) -> CountyDays:
    number = np.arange(SCHOOLS * CLASSES)
    weekdays = np.arange(DAYS) % 5
    return CountyDays(
        counts, np.full(counts.shape[1:], 40.0), weekdays, weekdays == 0, number // CLASSES,
        number // (CLASSES // GRADES_A_SCHOOL),
    )  # fmt: skip


def find(counts: np.ndarray, **options) -> list:
    return judge(as_days(counts), CountyOptions(replicates=199, **options))


def test_quiet_counties_raise_next_to_nothing():
    found = [one for seed in range(30) for one in find(county(seed))]

    assert len(found) <= 2


def test_slow_outbreak_all_over_is_named_at_the_county():
    counts = county()
    counts[1, -12:] += np.random.default_rng(5).poisson(0.08, (12, SCHOOLS * CLASSES))

    (one,) = find(counts)

    assert (one.syndrome, one.level, one.unit, one.detector) == (1, COUNTY, 0, SCAN)
    assert one.count > 1.8 * one.expected and one.p_value < 0.001
    assert len(one.parts) == SCHOOLS and sum(count for _, count, _ in one.parts) == one.count


@pytest.mark.parametrize(
    ("classes", "place"),
    [(slice(12, 18), (SCHOOL, 2)), (slice(15, 18), (GRADE, 5)), (slice(13, 14), (CLASS, 13))],
)
def test_excess_is_named_at_the_lowest_unit_that_explains_it(classes, place):
    counts = county()
    size = classes.stop - classes.start
    counts[0, -8:, classes] += np.random.default_rng(3).poisson(4.0 / size, (8, size))

    found = find(counts)

    assert [(one.syndrome, one.level, one.unit) for one in found] == [(0, *place)]


def test_class_that_breaks_out_in_a_day_needs_no_excess_above_it():
    counts = county(rate=0.2)
    counts[0, -1, 7] = 7

    assert [(one.syndrome, one.level, one.unit) for one in find(counts)] == [(0, CLASS, 7)]


def test_missing_reports_are_not_zero_cases():
    counts = county(rate=0.3)
    counts[:, -1, : SCHOOLS * CLASSES // 2] = np.nan
    counts[0, -1, SCHOOLS * CLASSES // 2 :] += 1

    (one,) = find(counts)

    assert one.level == COUNTY and one.syndrome == 0
    assert one.series.reported[-1] == one.series.enrolled[-1] / 2
    # Half the classes: half of what all of them would have.
    assert one.series.expected[-1] == pytest.approx(0.3 * SCHOOLS * CLASSES / 2, rel=0.35)


def test_half_reported_day_without_excess_is_quiet():
    counts = county(3)
    counts[:, -1, ::2] = np.nan

    assert find(counts) == []


def test_nothing_is_said_without_history_or_without_a_report_today():
    counts = county()
    counts[0, -5:] += 1
    silent = counts.copy()
    silent[:, -1] = np.nan
    short = counts.copy()
    short[:, : DAYS - 14 - OPTIONS.least_days + 1] = np.nan

    assert find(counts) != [] and find(silent) == [] and find(short) == []


def test_more_false_alarms_borne_find_more():
    counts = county(2)
    counts[0, -10:] += np.random.default_rng(8).poisson(0.016, (10, SCHOOLS * CLASSES))

    assert find(counts, per_1000=1) == [] and find(counts, per_1000=20) != []


def test_same_day_gives_the_same_answer():
    counts = county()
    counts[0, -12:] += 1
    first, again = find(counts), find(counts)

    assert [(one.unit, one.p_value) for one in first] == [(one.unit, one.p_value) for one in again]


def test_band_holds_quiet_days():
    counts = county()
    counts[1, -12:] += np.random.default_rng(5).poisson(0.08, (12, SCHOOLS * CLASSES))
    (one,) = find(counts)
    quiet = slice(0, DAYS - 14)

    assert (one.series.count[quiet] <= one.series.upper[quiet]).mean() > 0.95
    # No single day is beyond the band: the excess shows only over the days together.
    assert one.series.count[-12:].sum() > 1.8 * one.series.expected[-12:].sum()
