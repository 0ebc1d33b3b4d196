"""群体性不明原因疾病: situations and their verdicts."""

import pytest

from sizao.epi.diseases import UNEXPLAINED_CLUSTER
from sizao.epi.diseases.tests.situations import status_of


@pytest.mark.parametrize(
    ("signs", "status"),
    [
        ("FEVER +", "CLINICAL"),
        ("FEVER", None),
    ],
)
def test_findings_make_the_status(signs, status):
    assert status_of(UNEXPLAINED_CLUSTER, signs) == status


def test_periods_are_those_of_the_default_source():
    assert UNEXPLAINED_CLUSTER.incubation.default is None
    assert UNEXPLAINED_CLUSTER.observation.default is None
