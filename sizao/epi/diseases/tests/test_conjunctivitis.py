"""急性出血性结膜炎: situations and their verdicts."""

import pytest

from sizao.epi.diseases import CONJUNCTIVITIS
from sizao.epi.diseases.tests.situations import fires, may_return, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("RED_EYES", "SUSPECTED"),
        ("RED_EYES EYE_PAIN", "CLINICAL"),
        ("RED_EYES / PCR", "CONFIRMED"),
        ("EYE_PAIN", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(CONJUNCTIVITIS, signs) == status


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("HUZ-AHC-3", 3, 7, "vocational", "SUSPECTED"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(CONJUNCTIVITIS, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(CONJUNCTIVITIS, rule, cases - 1, days or 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("HUZ-AHC-3", 3, 7, "vocational", "SUSPECTED"),
    ],
)
def test_a_case_one_day_outside_the_window_does_not_count(rule, cases, days, kind, status):
    assert not fires(CONJUNCTIVITIS, rule, cases, days + 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "day", "course", "is_allowed"),
    [
        ("RET-AHC", 7, {"recovered_at": 6}, True),
        ("RET-AHC", 6, {"recovered_at": 5}, False),
        ("RET-AHC", 9, {}, False),
    ],
)
def test_return_waits_for_every_condition(rule, day, course, is_allowed):
    assert may_return(rule, day, **course) is is_allowed


def test_periods_are_those_of_the_default_source():
    assert CONJUNCTIVITIS.incubation.default.days == (1, 3)
    assert CONJUNCTIVITIS.observation.default.days == (3, 3)
