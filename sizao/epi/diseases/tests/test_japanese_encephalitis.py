"""流行性乙型脑炎: situations and their verdicts."""

import pytest

from sizao.epi.diseases import JAPANESE_ENCEPHALITIS
from sizao.epi.diseases.tests.situations import status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("FEVER CONVULSION", "SUSPECTED"),
        ("FEVER HEADACHE VOMITING", "CLINICAL"),
        ("FEVER / IGM", "CONFIRMED"),
        ("HEADACHE", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(JAPANESE_ENCEPHALITIS, signs) == status


def test_periods_are_those_of_the_default_source():
    assert JAPANESE_ENCEPHALITIS.incubation.default.days == (4, 21)
    assert JAPANESE_ENCEPHALITIS.observation.default is None
