"""水痘: situations and their verdicts."""

import pytest

from sizao.epi.diseases import VARICELLA
from sizao.epi.diseases.tests.situations import fires, may_return, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("BLISTERS", "SUSPECTED"),
        ("BLISTERS FEVER", "CLINICAL"),
        ("BLISTERS / IGM", "CONFIRMED"),
        ("RASH", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(VARICELLA, signs) == status


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-VAR-10", 10, 7, "primary", "SUSPECTED"),
        ("HUZ-VAR-5", 5, 7, "primary", "CLINICAL"),
        ("CLOSE-VAR-CLASS-JS", 10, 7, "primary", "CLINICAL"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(VARICELLA, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(VARICELLA, rule, cases - 1, days or 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-VAR-10", 10, 7, "primary", "SUSPECTED"),
        ("HUZ-VAR-5", 5, 7, "primary", "CLINICAL"),
        ("CLOSE-VAR-CLASS-JS", 10, 7, "primary", "CLINICAL"),
    ],
)
def test_a_case_one_day_outside_the_window_does_not_count(rule, cases, days, kind, status):
    assert not fires(VARICELLA, rule, cases, days + 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "day", "course", "is_allowed"),
    [
        ("RET-VAR", 14, {"crusted_on": 10}, True),
        ("RET-VAR", 13, {"crusted_on": 10}, False),
        ("RET-VAR", 15, {"crusted_on": 16}, False),
    ],
)
def test_return_waits_for_every_condition(rule, day, course, is_allowed):
    assert may_return(rule, day, **course) is is_allowed


def test_periods_are_those_of_the_default_source():
    assert VARICELLA.incubation.default.days == (10, 24)
    assert VARICELLA.observation.default.days == (21, 21)
