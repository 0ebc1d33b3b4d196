"""手足口病: situations and their verdicts."""

import pytest

from sizao.epi.diseases import HFMD
from sizao.epi.diseases.tests.situations import fires, may_return, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("HAND_FOOT_RASH", "SUSPECTED"),
        ("HAND_FOOT_RASH FEVER", "CLINICAL"),
        ("HAND_FOOT_RASH / PCR", "CONFIRMED"),
        ("FEVER", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(HFMD, signs) == status


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("CLU-HFMD-CLASS-2", 2, 7, "primary", "CLINICAL"),
        ("CLU-HFMD-UNIT-5", 5, 7, "kindergarten", "CLINICAL"),
        ("OUT-HFMD-UNIT-10", 10, 7, "kindergarten", "CLINICAL"),
        ("CLOSE-HFMD-CLASS-BJ", 2, 7, "kindergarten", "CLINICAL"),
        ("CLOSE-HFMD-LZ", 6, 7, "kindergarten", "CLINICAL"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(HFMD, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(HFMD, rule, cases - 1, days or 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("CLU-HFMD-CLASS-2", 2, 7, "primary", "CLINICAL"),
        ("CLU-HFMD-UNIT-5", 5, 7, "kindergarten", "CLINICAL"),
        ("OUT-HFMD-UNIT-10", 10, 7, "kindergarten", "CLINICAL"),
        ("CLOSE-HFMD-CLASS-BJ", 2, 7, "kindergarten", "CLINICAL"),
        ("CLOSE-HFMD-LZ", 6, 7, "kindergarten", "CLINICAL"),
    ],
)
def test_a_case_one_day_outside_the_window_does_not_count(rule, cases, days, kind, status):
    assert not fires(HFMD, rule, cases, days + 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "day", "course", "is_allowed"),
    [
        ("RET-HFMD", 14, {"crusted_on": 9}, True),
        ("RET-HFMD", 13, {"crusted_on": 9}, False),
        ("RET-HFMD", 20, {}, False),
    ],
)
def test_return_waits_for_every_condition(rule, day, course, is_allowed):
    assert may_return(rule, day, **course) is is_allowed


def test_periods_are_those_of_the_default_source():
    assert HFMD.incubation.default.days == (2, 10)
    assert HFMD.observation.default.days == (10, 10)
