"""流行性脑脊髓膜炎: situations and their verdicts."""

import pytest

from sizao.epi.diseases import MENINGOCOCCAL
from sizao.epi.diseases.tests.situations import fires, may_return, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("FEVER STIFF_NECK HEADACHE", "SUSPECTED"),
        ("FEVER PETECHIAE / CSF", "CLINICAL"),
        ("FEVER / CULTURE", "CONFIRMED"),
        ("HEADACHE", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(MENINGOCOCCAL, signs) == status


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-MEN-3", 3, 3, "primary", "SUSPECTED"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(MENINGOCOCCAL, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(MENINGOCOCCAL, rule, cases - 1, days or 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-MEN-3", 3, 3, "primary", "SUSPECTED"),
    ],
)
def test_a_case_one_day_outside_the_window_does_not_count(rule, cases, days, kind, status):
    assert not fires(MENINGOCOCCAL, rule, cases, days + 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "day", "course", "is_allowed"),
    [
        ("RET-MEN", 8, {"recovered_at": 5}, True),
        ("RET-MEN", 7, {"recovered_at": 5}, False),
        ("RET-MEN", 6, {"recovered_at": 2}, False),
    ],
)
def test_return_waits_for_every_condition(rule, day, course, is_allowed):
    assert may_return(rule, day, **course) is is_allowed


def test_periods_are_those_of_the_default_source():
    assert MENINGOCOCCAL.incubation.default.days == (1, 10)
    assert MENINGOCOCCAL.observation.default.days == (7, 7)
