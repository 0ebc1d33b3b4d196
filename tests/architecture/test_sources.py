"""Every number has a source, and every source is explained in docs/sources.md."""

import csv

import pytest

from sizao.registry.policies.rules import NATIONAL
from tests.architecture.guards import sources, tree

RULES = "sizao/epi/diseases/norovirus.py"
SOURCES = {"docs/sources.md": "| key | title |\n|---|---|\n| `WST772` | WS/T 772-2020 |\n"}


def test_sources_named_in_the_code_are_explained():
    assert sources.unknown_sources(tree.ROOT) == []


def test_sources_of_policy_values_are_explained():
    assert sources.unknown_among((key.source for key in NATIONAL.values()), tree.ROOT) == []


def test_sources_of_national_days_are_explained():
    path = tree.ROOT / "sizao/registry/policies/data/holidays.csv"
    with path.open(encoding="utf-8", newline="") as file:
        used = {row["source"] for row in csv.DictReader(file)}

    assert sources.unknown_among(used, tree.ROOT) == []


def test_every_docstring_that_says_source_names_one():
    assert sources.empty_sources(tree.ROOT) == []


def test_every_threshold_and_disease_has_a_source():
    assert sources.unsourced_numbers(tree.ROOT) == []


@pytest.mark.parametrize(
    "text",
    ['"""Judge.\n\nsource: MADE-UP\n"""\n', 'LIMIT = Threshold(cases=3, source="MADE-UP")\n'],
)
def test_unexplained_source_is_found(plant, text):
    root = plant(SOURCES | {RULES: text})

    assert [one.split(": ")[1] for one in sources.unknown_sources(root)] == ["source MADE-UP is not in docs/sources.md"]
    assert sources.unknown_among(["WST772", "MADE-UP"], root) == ["source MADE-UP is not in docs/sources.md"]


def test_explained_sources_are_not_found(plant):
    root = plant(SOURCES | {RULES: '"""Judge. source: WST772, WST772."""\n'})

    assert sources.unknown_sources(root) == []


def test_empty_source_and_number_without_source_are_found(plant):
    root = plant(SOURCES | {RULES: '"""Judge.\n\nsource: the guideline\n"""\nLIMIT = Threshold(cases=3)\n'})

    assert sources.empty_sources(root) == [f"{RULES}:1: source: names no key"]
    assert sources.unsourced_numbers(root) == [f"{RULES}:5: Threshold without a source"]
