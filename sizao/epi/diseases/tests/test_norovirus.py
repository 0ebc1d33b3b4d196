"""诺如病毒感染: situations and their verdicts."""

import pytest

from sizao.epi.diseases import NOROVIRUS
from sizao.epi.diseases.tests.situations import fires, may_return, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("VOMITING", "SUSPECTED"),
        ("DIARRHEA +", "CLINICAL"),
        ("VOMITING / PCR", "CONFIRMED"),
        ("FEVER", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(NOROVIRUS, signs) == status


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-DIARR-20", 20, 7, "primary", "CLINICAL"),
        ("CLU-NORO-5", 5, 3, "primary", "CONFIRMED"),
        ("HUZ-NORO-10", 10, 7, "primary", "CLINICAL"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(NOROVIRUS, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(NOROVIRUS, rule, cases - 1, days or 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-DIARR-20", 20, 7, "primary", "CLINICAL"),
        ("CLU-NORO-5", 5, 3, "primary", "CONFIRMED"),
        ("HUZ-NORO-10", 10, 7, "primary", "CLINICAL"),
    ],
)
def test_a_case_one_day_outside_the_window_does_not_count(rule, cases, days, kind, status):
    assert not fires(NOROVIRUS, rule, cases, days + 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "day", "course", "is_allowed"),
    [
        ("RET-NORO", 4, {"recovered_at": 1}, True),
        ("RET-NORO", 3, {"recovered_at": 1}, False),
    ],
)
def test_return_waits_for_every_condition(rule, day, course, is_allowed):
    assert may_return(rule, day, **course) is is_allowed


def test_periods_are_those_of_the_default_source():
    assert NOROVIRUS.incubation.default.days == (0.5, 3)
    assert NOROVIRUS.observation.default.days == (3, 3)
