"""风疹: situations and their verdicts."""

import pytest

from sizao.epi.diseases import RUBELLA
from sizao.epi.diseases.tests.situations import fires, may_return, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("RASH FEVER", "SUSPECTED"),
        ("RASH FEVER NODE_SWELLING", "CLINICAL"),
        ("RASH / IGM", "CONFIRMED"),
        ("RASH", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(RUBELLA, signs) == status


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-RUB-10", 10, 7, "primary", "CLINICAL"),
        ("HUZ-RUB-5", 5, 7, "primary", "CLINICAL"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(RUBELLA, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(RUBELLA, rule, cases - 1, days or 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-RUB-10", 10, 7, "primary", "CLINICAL"),
        ("HUZ-RUB-5", 5, 7, "primary", "CLINICAL"),
    ],
)
def test_a_case_one_day_outside_the_window_does_not_count(rule, cases, days, kind, status):
    assert not fires(RUBELLA, rule, cases, days + 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "day", "course", "is_allowed"),
    [
        ("RET-RUB", 5, {"rash_on": 0}, True),
        ("RET-RUB", 4, {"rash_on": 0}, False),
    ],
)
def test_return_waits_for_every_condition(rule, day, course, is_allowed):
    assert may_return(rule, day, **course) is is_allowed


def test_periods_are_those_of_the_default_source():
    assert RUBELLA.incubation.default.days == (14, 21)
    assert RUBELLA.observation.default.days == (21, 21)
