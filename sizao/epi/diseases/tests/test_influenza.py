"""流行性感冒: situations and their verdicts."""

import pytest

from sizao.epi.diseases import INFLUENZA
from sizao.epi.diseases.tests.situations import fires, may_return, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("FEVER COUGH / PCR", "CONFIRMED"),
        ("COUGH", None),
        ("COUGH + ", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(INFLUENZA, signs) == status


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("CLOSE-ILI-CLASS-SEVERE2", 2, 7, "primary", "CONFIRMED"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(INFLUENZA, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(INFLUENZA, rule, cases - 1, days or 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("CLOSE-ILI-CLASS-SEVERE2", 2, 7, "primary", "CONFIRMED"),
    ],
)
def test_a_case_one_day_outside_the_window_does_not_count(rule, cases, days, kind, status):
    assert not fires(INFLUENZA, rule, cases, days + 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "day", "course", "is_allowed"),
    [
        ("RET-ILI", 2, {"recovered_at": 0}, True),
        ("RET-ILI", 1, {"recovered_at": 0}, False),
    ],
)
def test_return_waits_for_every_condition(rule, day, course, is_allowed):
    assert may_return(rule, day, **course) is is_allowed


def test_periods_are_those_of_the_default_source():
    assert INFLUENZA.incubation.default.days == (0, 4)
    assert INFLUENZA.observation.default.days == (4, 4)
