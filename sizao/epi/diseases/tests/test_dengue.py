"""登革热: situations and their verdicts."""

import pytest

from sizao.epi.diseases import DENGUE
from sizao.epi.diseases.tests.situations import fires, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("FEVER BODY_PAIN RASH", "SUSPECTED"),
        ("FEVER BODY_PAIN RASH / PLATELETS_LOW +", "CLINICAL"),
        ("FEVER / PCR", "CONFIRMED"),
        ("FEVER RASH", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(DENGUE, signs) == status


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("HUZ-DENG-3", 3, 14, "primary", "CLINICAL"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(DENGUE, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(DENGUE, rule, cases - 1, days or 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("HUZ-DENG-3", 3, 14, "primary", "CLINICAL"),
    ],
)
def test_a_case_one_day_outside_the_window_does_not_count(rule, cases, days, kind, status):
    assert not fires(DENGUE, rule, cases, days + 1, kind=kind, status=status)


def test_periods_are_those_of_the_default_source():
    assert DENGUE.incubation.default.days == (1, 14)
    assert DENGUE.observation.default is None
