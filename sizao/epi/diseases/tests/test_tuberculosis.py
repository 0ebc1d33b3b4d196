"""肺结核: situations and their verdicts."""

import pytest

from sizao.epi.diseases import TUBERCULOSIS
from sizao.epi.diseases.tests.situations import fires, may_return, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("COUGH_2_WEEKS", "SUSPECTED"),
        ("COUGH_2_WEEKS / XRAY", "CLINICAL"),
        ("COUGH_2_WEEKS / SMEAR", "CONFIRMED"),
        ("COUGH", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(TUBERCULOSIS, signs) == status


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("CLU-TB-3", 3, 90, "senior", "CLINICAL"),
        ("CLU-TB-2-SITE", 2, 90, "senior", "CLINICAL"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(TUBERCULOSIS, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(TUBERCULOSIS, rule, cases - 1, days or 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "day", "course", "is_allowed"),
    [
        ("RET-TB", 120, {"treatment_started_on": 1}, False),
        ("RET-TB", 200, {"needs_full_course": True, "course_completed_on": 180}, True),
        ("RET-TB", 179, {"needs_full_course": True, "course_completed_on": 180}, False),
    ],
)
def test_return_waits_for_every_condition(rule, day, course, is_allowed):
    assert may_return(rule, day, **course) is is_allowed


def test_periods_are_those_of_the_default_source():
    assert TUBERCULOSIS.incubation.default.days == (28, 730)
    assert TUBERCULOSIS.observation.default is None
