"""食物中毒: situations and their verdicts."""

import pytest

from sizao.epi.diseases import FOOD_POISONING
from sizao.epi.diseases.tests.situations import fires, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("VOMITING", "SUSPECTED"),
        ("VOMITING +", "CLINICAL"),
        ("VOMITING / TOXIN", "CONFIRMED"),
        ("FEVER", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(FOOD_POISONING, signs) == status


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-FOOD-5", 5, 0, "primary", "CLINICAL"),
        ("PHE-FOOD-30", 30, 0, "primary", "CLINICAL"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(FOOD_POISONING, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(FOOD_POISONING, rule, cases - 1, days or 1, kind=kind, status=status)


def test_periods_are_those_of_the_default_source():
    assert FOOD_POISONING.incubation.default.days == (0, 3)
    assert FOOD_POISONING.observation.default is None
