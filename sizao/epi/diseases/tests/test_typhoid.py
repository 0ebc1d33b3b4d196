"""伤寒和副伤寒: situations and their verdicts."""

import pytest

from sizao.epi.diseases import TYPHOID
from sizao.epi.diseases.tests.situations import fires, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("LASTING_FEVER HEADACHE", "SUSPECTED"),
        ("LASTING_FEVER HEADACHE ROSE_SPOTS +", "CLINICAL"),
        ("FEVER / CULTURE", "CONFIRMED"),
        ("FEVER", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(TYPHOID, signs) == status


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-TYPH-5", 5, 7, "senior", "CLINICAL"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(TYPHOID, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(TYPHOID, rule, cases - 1, days or 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-TYPH-5", 5, 7, "senior", "CLINICAL"),
    ],
)
def test_a_case_one_day_outside_the_window_does_not_count(rule, cases, days, kind, status):
    assert not fires(TYPHOID, rule, cases, days + 1, kind=kind, status=status)


def test_periods_are_those_of_the_default_source():
    assert TYPHOID.incubation.default.days == (3, 30)
    assert TYPHOID.observation.default.days == (25, 25)
