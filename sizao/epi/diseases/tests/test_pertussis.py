"""百日咳: situations and their verdicts."""

import pytest

from sizao.epi.diseases import PERTUSSIS
from sizao.epi.diseases.tests.situations import may_return, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("PAROXYSMAL_COUGH WHOOP", "SUSPECTED"),
        ("PAROXYSMAL_COUGH WHOOP +", "CLINICAL"),
        ("COUGH / PCR", "CONFIRMED"),
        ("COUGH", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(PERTUSSIS, signs) == status


@pytest.mark.parametrize(
    ("rule", "day", "course", "is_allowed"),
    [
        ("RET-PERT", 8, {"treatment_started_on": 3}, True),
        ("RET-PERT", 7, {"treatment_started_on": 3}, False),
        ("RET-PERT", 21, {}, True),
        ("RET-PERT", 20, {}, False),
    ],
)
def test_return_waits_for_every_condition(rule, day, course, is_allowed):
    assert may_return(rule, day, **course) is is_allowed


def test_periods_are_those_of_the_default_source():
    assert PERTUSSIS.incubation.default.days == (7, 21)
    assert PERTUSSIS.observation.default.days == (21, 21)
