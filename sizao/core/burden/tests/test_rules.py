"""Times become counts, counts become a median; what was idle is cut."""

import datetime as dt

import pytest

from sizao.core.burden import rules


@pytest.mark.parametrize(("seconds", "edge"), [(0, 2), (2, 2), (2.1, 4), (9, 10), (31, 40), (599, 600), (5000, 600)])
def test_time_falls_into_the_band_that_holds_it(seconds, edge):
    assert rules.EDGES[rules.band_of(seconds)] == edge


def counts_of(*seconds: float) -> tuple[int, ...]:
    counts = rules.NO_COUNTS
    for one in seconds:
        counts = rules.plus(counts, [int(band == rules.band_of(one)) for band in range(len(rules.EDGES))])
    return counts


def test_median_lies_within_its_band_whatever_the_page_left_open():
    assert 8 < rules.median_seconds(counts_of(9, 9, 9, 9, 9, 100_000)) <= 10


def test_median_of_many_is_near_the_true_one():
    times = [5 + place * 0.05 for place in range(1000)]
    assert rules.median_seconds(counts_of(*times)) == pytest.approx(30, abs=1.5)


def test_median_of_nothing_is_refused():
    with pytest.raises(ValueError):
        rules.median_seconds(rules.NO_COUNTS)


def test_total_takes_the_middle_of_bands():
    assert rules.total_seconds(counts_of(9, 11)) == 9 + 11


def test_week_begins_on_monday():
    assert rules.week_of(dt.date(2026, 11, 29)) == dt.date(2026, 11, 23)
