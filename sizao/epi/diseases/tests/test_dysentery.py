"""细菌性和阿米巴性痢疾: situations and their verdicts."""

import pytest

from sizao.epi.diseases import DYSENTERY
from sizao.epi.diseases.tests.situations import fires, may_return, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("DIARRHEA BLOODY_STOOL", "SUSPECTED"),
        ("DIARRHEA TENESMUS / STOOL_WBC", "CLINICAL"),
        ("DIARRHEA / CULTURE", "CONFIRMED"),
        ("DIARRHEA", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(DYSENTERY, signs) == status


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-DYS-10", 10, 3, "primary", "CLINICAL"),
        ("HUZ-DYS-10", 10, 3, "primary", "CLINICAL"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(DYSENTERY, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(DYSENTERY, rule, cases - 1, days or 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-DYS-10", 10, 3, "primary", "CLINICAL"),
        ("HUZ-DYS-10", 10, 3, "primary", "CLINICAL"),
    ],
)
def test_a_case_one_day_outside_the_window_does_not_count(rule, cases, days, kind, status):
    assert not fires(DYSENTERY, rule, cases, days + 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "day", "course", "is_allowed"),
    [
        ("RET-DYS", 10, {"recovered_at": 3}, True),
        ("RET-DYS", 9, {"recovered_at": 3}, False),
    ],
)
def test_return_waits_for_every_condition(rule, day, course, is_allowed):
    assert may_return(rule, day, **course) is is_allowed


def test_periods_are_those_of_the_default_source():
    assert DYSENTERY.incubation.default.days == (1, 7)
    assert DYSENTERY.observation.default.days == (7, 7)
