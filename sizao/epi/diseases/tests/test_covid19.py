"""新型冠状病毒感染: situations and their verdicts."""

import pytest

from sizao.epi.diseases import COVID19
from sizao.epi.diseases.tests.situations import fires, may_return, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("FEVER", "SUSPECTED"),
        ("COUGH +", "CLINICAL"),
        ("COUGH / ANTIGEN", "CONFIRMED"),
        ("RASH", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(COVID19, signs) == status


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("CLU-COV-2", 2, 7, "primary", "CONFIRMED"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(COVID19, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(COVID19, rule, cases - 1, days or 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("CLU-COV-2", 2, 7, "primary", "CONFIRMED"),
    ],
)
def test_a_case_one_day_outside_the_window_does_not_count(rule, cases, days, kind, status):
    assert not fires(COVID19, rule, cases, days + 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "day", "course", "is_allowed"),
    [
        ("RET-COV", 5, {"recovered_at": 4}, True),
        ("RET-COV", 5, {}, False),
    ],
)
def test_return_waits_for_every_condition(rule, day, course, is_allowed):
    assert may_return(rule, day, **course) is is_allowed


def test_periods_are_those_of_the_default_source():
    assert COVID19.incubation.default.days == (1, 7)
    assert COVID19.observation.default is None
