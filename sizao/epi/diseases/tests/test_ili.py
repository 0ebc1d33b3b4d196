"""流感样病例: situations and their verdicts."""

import pytest

from sizao.epi.criteria import Findings
from sizao.epi.diseases import ILI
from sizao.epi.diseases.tests.situations import fires, may_return


@pytest.mark.parametrize(
    ("celsius", "group", "is_case"),
    [(38.0, "Q", True), (37.9, "Q", False), (39.2, "F", False), (None, "Q", False)],
)
def test_case_has_38_degrees_and_cough_or_sore_throat(celsius, group, is_case):
    found = Findings(groups=frozenset(group), temperature_celsius=celsius)

    assert ILI.case_definition.holds(found) is is_case


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("OUT-ILI-10", 10, 7, "primary", "CLINICAL"),
        ("PHE-FLU-30", 30, 7, "primary", "CLINICAL"),
        ("CLOSE-ILI-CLASS-NEW5", 5, 1, "primary", "CLINICAL"),
        ("HUZ-ILI-10", 10, 7, "primary", "CLINICAL"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(ILI, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(ILI, rule, cases - 1, days or 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("OUT-ILI-10", 10, 7, "primary", "CLINICAL"),
        ("PHE-FLU-30", 30, 7, "primary", "CLINICAL"),
        ("HUZ-ILI-10", 10, 7, "primary", "CLINICAL"),
    ],
)
def test_a_case_one_day_outside_the_window_does_not_count(rule, cases, days, kind, status):
    assert not fires(ILI, rule, cases, days + 1, kind=kind, status=status)


@pytest.mark.parametrize(
    ("rule", "day", "course", "is_allowed"),
    [
        ("RET-ILI", 3, {"recovered_at": 1}, True),
        ("RET-ILI", 2, {"recovered_at": 1}, False),
        ("RET-ILI", 2, {"recovered_at": 1, "doctor_note_at": 2}, True),
    ],
)
def test_return_waits_for_every_condition(rule, day, course, is_allowed):
    assert may_return(rule, day, **course) is is_allowed


def test_periods_are_those_of_the_default_source():
    assert ILI.incubation.default.days == (0, 4)
    assert ILI.observation.default is None
