"""Epidemiological weeks and half-open periods."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizao.epi.calendar import EpiWeek, Period, SchoolDays, days_between

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31))
PERIODS = st.builds(Period, DAYS, st.none() | DAYS)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (dt.date(2026, 11, 23), "2026年第48周"),
        (dt.date(2026, 11, 29), "2026年第48周"),
        (dt.date(2026, 1, 1), "2026年第1周"),
        (dt.date(2027, 1, 3), "2026年第53周"),
        (dt.date(2024, 12, 30), "2025年第1周"),
    ],
)
def test_week_is_named_as_in_weekly_reports(day, text):
    assert str(EpiWeek.of(day)) == text


@given(DAYS)
def test_a_week_holds_its_day_and_begins_on_monday(day):
    week = EpiWeek.of(day)

    assert day in week.period
    assert week.start.weekday() == 0
    assert len(list(week.period.days())) == 7


@given(DAYS, st.integers(-300, 300))
def test_shifting_a_week_there_and_back_is_the_same_week(day, weeks):
    week = EpiWeek.of(day)

    assert week.shift(weeks).shift(-weeks) == week
    assert (week.shift(1) > week) and (week.shift(1).start - week.start).days == 7


def test_a_period_holds_its_start_but_not_its_end():
    period = Period(dt.date(2026, 9, 1), dt.date(2026, 9, 3))

    assert list(period.days()) == [dt.date(2026, 9, 1), dt.date(2026, 9, 2)]
    assert dt.date(2026, 9, 3) not in period
    assert dt.date(2126, 9, 3) in Period(dt.date(2026, 9, 1))


def test_an_open_period_is_listed_up_to_a_day():
    period = Period(dt.date(2026, 9, 1))

    assert list(period.days(until=dt.date(2026, 9, 2))) == [dt.date(2026, 9, 1)]


def test_periods_that_only_touch_do_not_overlap():
    first = Period(dt.date(2026, 9, 1), dt.date(2026, 9, 8))

    assert not first.overlaps(Period(dt.date(2026, 9, 8), dt.date(2026, 9, 9)))
    assert first.overlaps(Period(dt.date(2026, 9, 7)))


@given(PERIODS, PERIODS, DAYS)
def test_overlap_is_mutual_and_means_a_common_day(first, second, day):
    assert first.overlaps(second) == second.overlaps(first)
    if day in first and day in second:
        assert first.overlaps(second)


@given(DAYS, DAYS)
def test_days_between_is_signed(first, second):
    assert days_between(first, second) == -days_between(second, first)
    assert days_between(first, first) == 0


def test_days_off_are_not_on_the_axis_and_make_up_days_are():
    axis = SchoolDays.between(
        Period(dt.date(2026, 9, 28), dt.date(2026, 10, 13)),
        off=[dt.date(2026, 10, day) for day in range(1, 8)],
        make_up=[dt.date(2026, 10, 10)],
    )

    assert [day.day for day in axis.days] == [28, 29, 30, 8, 9, 10, 12]
    assert axis.breaks_before() == [0, 0, 0, 7, 0, 0, 1]
    assert axis.first_days_back() == [False, False, False, True, False, False, False]
    assert axis.weekdays() == [0, 1, 2, 3, 4, 4, 0]
    assert axis.positions()[dt.date(2026, 10, 8)] == 3


def test_an_open_period_has_no_axis():
    with pytest.raises(ValueError, match="without end"):
        SchoolDays.between(Period(dt.date(2026, 9, 1)))
