"""霍乱: situations and their verdicts."""

import pytest

from sizao.epi.diseases import CHOLERA
from sizao.epi.diseases.tests.situations import fires, status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("RICE_WATER_STOOL", "SUSPECTED"),
        ("DIARRHEA +", "CLINICAL"),
        ("DIARRHEA / CULTURE", "CONFIRMED"),
        ("VOMITING", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(CHOLERA, signs) == status


@pytest.mark.parametrize(
    ("rule", "cases", "days", "kind", "status"),
    [
        ("PHE-CHOL-1", 1, 1, "primary", "SUSPECTED"),
    ],
)
def test_threshold_fires_with_the_last_case_in_the_window_and_not_before(rule, cases, days, kind, status):
    assert fires(CHOLERA, rule, cases, days or 1, kind=kind, status=status)
    assert not fires(CHOLERA, rule, cases - 1, days or 1, kind=kind, status=status)


def test_periods_are_those_of_the_default_source():
    assert CHOLERA.incubation.default.days == (0, 5)
    assert CHOLERA.observation.default.days == (5, 5)
