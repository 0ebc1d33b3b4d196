"""流行性腮腺炎: situations and their verdicts."""

import pytest

from sizao.epi.diseases import MUMPS
from sizao.epi.diseases.tests.situations import fires, may_return, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("SWOLLEN_PAROTID", "SUSPECTED"),
        ("SWOLLEN_PAROTID FEVER", "CLINICAL"),
        ("SWOLLEN_PAROTID / IGM", "CONFIRMED"),
        ("FEVER", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(MUMPS, signs) == status


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-MUMPS-10", 10, 7, "primary", "CLINICAL"),
        ("HUZ-MUMPS-5", 5, 7, "primary", "CLINICAL"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(MUMPS, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(MUMPS, rule, cases - 1, days or 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-MUMPS-10", 10, 7, "primary", "CLINICAL"),
        ("HUZ-MUMPS-5", 5, 7, "primary", "CLINICAL"),
    ],
)
def test_a_case_one_day_outside_the_window_does_not_count(rule, cases, days, kind, status):
    assert not fires(MUMPS, rule, cases, days + 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "day", "course", "is_allowed"),
    [
        ("RET-MUMPS", 9, {"swelling_gone_on": 7}, True),
        ("RET-MUMPS", 8, {"swelling_gone_on": 7}, False),
        ("RET-MUMPS", 11, {"swelling_gone_on": 12}, False),
    ],
)
def test_return_waits_for_every_condition(rule, day, course, is_allowed):
    assert may_return(rule, day, **course) is is_allowed


def test_periods_are_those_of_the_default_source():
    assert MUMPS.incubation.default.days == (14, 25)
    assert MUMPS.observation.default.days == (21, 21)
