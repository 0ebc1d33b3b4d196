"""麻疹: situations and their verdicts."""

import pytest

from sizao.epi.diseases import MEASLES
from sizao.epi.diseases.tests.situations import fires, may_return, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("FEVER RASH COUGH", "SUSPECTED"),
        ("FEVER RASH RED_EYES +", "CLINICAL"),
        ("RASH / IGM", "CONFIRMED"),
        ("FEVER", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(MEASLES, signs) == status


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-MEAS-10", 10, 7, "primary", "CLINICAL"),
        ("HUZ-MEAS-2", 2, 10, "primary", "CLINICAL"),
        ("CLOSE-MEAS-CLASS-JS", 2, 10, "primary", "CLINICAL"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(MEASLES, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(MEASLES, rule, cases - 1, days or 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-MEAS-10", 10, 7, "primary", "CLINICAL"),
        ("HUZ-MEAS-2", 2, 10, "primary", "CLINICAL"),
        ("CLOSE-MEAS-CLASS-JS", 2, 10, "primary", "CLINICAL"),
    ],
)
def test_a_case_one_day_outside_the_window_does_not_count(rule, cases, days, kind, status):
    assert not fires(MEASLES, rule, cases, days + 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "day", "course", "is_allowed"),
    [
        ("RET-MEAS", 8, {"rash_on": 3}, True),
        ("RET-MEAS", 7, {"rash_on": 3}, False),
        ("RET-MEAS", 30, {}, False),
        ("RET-MEAS", 16, {"rash_on": 3, "has_pneumonia": True}, False),
    ],
)
def test_return_waits_for_every_condition(rule, day, course, is_allowed):
    assert may_return(rule, day, **course) is is_allowed


def test_periods_are_those_of_the_default_source():
    assert MEASLES.incubation.default.days == (6, 21)
    assert MEASLES.observation.default.days == (21, 21)
