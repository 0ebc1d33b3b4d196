"""Criteria: what makes a case, composed of symptoms, tests and links, judged and read aloud."""

from sizao.epi.criteria.composed import (
    AtLeast,
    BadCriterion,
    Criterion,
    Findings,
    Group,
    Language,
    Linked,
    Symptom,
    TemperatureAtLeast,
    Test,
    all_of,
    any_of,
    at_least,
)
from sizao.epi.criteria.symptoms import GROUPS, SYMPTOMS, TESTS, Word, groups_of

__all__ = [
    "GROUPS", "SYMPTOMS", "TESTS", "AtLeast", "BadCriterion", "Criterion", "Findings", "Group", "Language", "Linked",
    "Symptom", "TemperatureAtLeast", "Test", "Word", "all_of", "any_of", "at_least", "groups_of",
]  # fmt: skip
