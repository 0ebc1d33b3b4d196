"""猩红热: situations and their verdicts."""

import pytest

from sizao.epi.diseases import SCARLET_FEVER
from sizao.epi.diseases.tests.situations import fires, may_return, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("FEVER RASH SORE_THROAT", "SUSPECTED"),
        ("FEVER RASH STRAWBERRY_TONGUE +", "CLINICAL"),
        ("FEVER / CULTURE", "CONFIRMED"),
        ("RASH", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(SCARLET_FEVER, signs) == status


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-SCAR-10", 10, 7, "primary", "SUSPECTED"),
        ("HUZ-SCAR-10", 10, 7, "primary", "SUSPECTED"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(SCARLET_FEVER, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(SCARLET_FEVER, rule, cases - 1, days or 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-SCAR-10", 10, 7, "primary", "SUSPECTED"),
        ("HUZ-SCAR-10", 10, 7, "primary", "SUSPECTED"),
    ],
)
def test_a_case_one_day_outside_the_window_does_not_count(rule, cases, days, kind, status):
    assert not fires(SCARLET_FEVER, rule, cases, days + 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "day", "course", "is_allowed"),
    [
        ("RET-SCAR", 7, {"treatment_started_on": 0, "recovered_at": 4}, True),
        ("RET-SCAR", 6, {"treatment_started_on": 0, "recovered_at": 4}, False),
        ("RET-SCAR", 20, {}, False),
        ("RET-SCAR", 21, {}, True),
    ],
)
def test_return_waits_for_every_condition(rule, day, course, is_allowed):
    assert may_return(rule, day, **course) is is_allowed


def test_periods_are_those_of_the_default_source():
    assert SCARLET_FEVER.incubation.default.days == (2, 12)
    assert SCARLET_FEVER.observation.default.days == (12, 12)
