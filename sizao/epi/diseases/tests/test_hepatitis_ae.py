"""甲型/戊型病毒性肝炎: situations and their verdicts."""

import pytest

from sizao.epi.diseases import HEPATITIS_AE
from sizao.epi.diseases.tests.situations import fires, may_return, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("JAUNDICE FEVER", "SUSPECTED"),
        ("FATIGUE / LIVER_ENZYMES", "CLINICAL"),
        ("JAUNDICE / IGM", "CONFIRMED"),
        ("FATIGUE", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(HEPATITIS_AE, signs) == status


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-HEPA-5", 5, 7, "senior", "SUSPECTED"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(HEPATITIS_AE, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(HEPATITIS_AE, rule, cases - 1, days or 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-HEPA-5", 5, 7, "senior", "SUSPECTED"),
    ],
)
def test_a_case_one_day_outside_the_window_does_not_count(rule, cases, days, kind, status):
    assert not fires(HEPATITIS_AE, rule, cases, days + 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "day", "course", "is_allowed"),
    [
        ("RET-HEPA", 21, {}, True),
        ("RET-HEPA", 20, {}, False),
    ],
)
def test_return_waits_for_every_condition(rule, day, course, is_allowed):
    assert may_return(rule, day, **course) is is_allowed


def test_periods_are_those_of_the_default_source():
    assert HEPATITIS_AE.incubation.default.days == (5, 45)
    assert HEPATITIS_AE.observation.default.days == (45, 45)
