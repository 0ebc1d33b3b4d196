"""The ladder and the words of a trend, on values."""

import pytest

from sizao.report.chasing.rules import LADDER, Call, MissingSchool, OnTime, Trend, calls_of, trend_of

COUNTY, CITY, PROVINCE = LADDER


def school(number: int, county: int | None = 1, city: int | None = 11, groups: int = 2) -> MissingSchool:
    return MissingSchool(number, county, city, 111, "/", groups)


def test_county_is_told_its_schools_the_worst_first():
    assert calls_of(COUNTY, [school(101, groups=1), school(102, groups=3)]) == [
        Call(1, "COUNTY_OFFICER", "/", (102, 101), 4)
    ]


def test_city_is_told_its_counties_and_the_province_its_cities():
    missing = [school(101, 1), school(102, 2, groups=5), school(103, 3, city=12)]

    assert [call.units for call in calls_of(CITY, missing)] == [(2, 1), (3,)]
    assert calls_of(PROVINCE, missing) == [Call(111, "PROVINCE_OFFICER", "/", (11, 12), 9)]


def test_absent_county_is_stepped_over_and_its_city_told_once():
    direct = school(101, county=None)

    assert calls_of(COUNTY, [direct]) == [Call(11, "CITY_OFFICER", "/", (101,), 2)]
    assert calls_of(CITY, [direct]) == []
    assert calls_of(PROVINCE, [direct]) == [Call(111, "PROVINCE_OFFICER", "/", (11,), 2)]


def test_school_under_the_province_is_told_on_the_first_rung_only():
    direct = school(101, county=None, city=None)

    assert [calls_of(rung, [direct]) for rung in LADDER] == [
        [Call(111, "PROVINCE_OFFICER", "/", (101,), 2)], [], []
    ]  # fmt: skip


def test_late_reports_are_not_on_time_and_nothing_due_has_no_rate():
    assert OnTime(10, 9, 2).rate == 0.7
    assert OnTime(10, 9, 2).missing == 1
    assert OnTime(0, 0, 0).rate is None


@pytest.mark.parametrize(
    ("rates", "trend"),
    [
        ([], Trend(None, 0)),
        ([None, 0.9], Trend(None, 0)),
        ([0.9, 0.9], Trend(0.0, 0)),
        ([0.9, 0.921], Trend(2.1, 1)),
        ([0.8, 0.85, None, 0.9], Trend(5.0, 2)),
        ([0.8, 0.95, 0.9, 0.88], Trend(-2.0, -2)),
    ],
)
def test_trend_steps_over_holidays_and_counts_weeks_in_one_direction(rates, trend):
    assert trend_of(rates) == trend
