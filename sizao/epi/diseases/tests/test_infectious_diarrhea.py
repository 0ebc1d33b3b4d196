"""其他感染性腹泻病: situations and their verdicts."""

import pytest

from sizao.epi.diseases import INFECTIOUS_DIARRHEA
from sizao.epi.diseases.tests.situations import fires, may_return, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("VOMITING", "SUSPECTED"),
        ("DIARRHEA FEVER", "CLINICAL"),
        ("DIARRHEA / CULTURE", "CONFIRMED"),
        ("FEVER", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(INFECTIOUS_DIARRHEA, signs) == status


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-DIARR-20", 20, 7, "primary", "SUSPECTED"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(INFECTIOUS_DIARRHEA, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(INFECTIOUS_DIARRHEA, rule, cases - 1, days or 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-DIARR-20", 20, 7, "primary", "SUSPECTED"),
    ],
)
def test_a_case_one_day_outside_the_window_does_not_count(rule, cases, days, kind, status):
    assert not fires(INFECTIOUS_DIARRHEA, rule, cases, days + 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "day", "course", "is_allowed"),
    [
        ("RET-DIAR", 4, {"recovered_at": 1}, True),
        ("RET-DIAR", 3, {"recovered_at": 1}, False),
    ],
)
def test_return_waits_for_every_condition(rule, day, course, is_allowed):
    assert may_return(rule, day, **course) is is_allowed


def test_periods_are_those_of_the_default_source():
    assert INFECTIOUS_DIARRHEA.incubation.default.days == (0, 7)
    assert INFECTIOUS_DIARRHEA.observation.default.days == (7, 7)
