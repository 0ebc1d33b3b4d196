"""What every disease has: whole periods, kept conflicts, words in both languages, names that are found."""

import dataclasses

import pytest

from sizao.epi import diseases
from sizao.epi.diseases import BadPeriod, MissingPeriod, Period, Span, Trust, period


@pytest.mark.parametrize("name", ["incubation", "infectious", "isolation", "observation"])
def test_missing_period_is_refused_with_the_name_of_the_disease(name):
    with pytest.raises(MissingPeriod, match=f"varicella: {name} is missing"):
        dataclasses.replace(diseases.get("varicella"), **{name: None})


def test_conflicting_sources_need_a_reason_and_the_first_is_the_default():
    spans = (Span(14, 14, "CDCNOTES", 2014), Span(21, 21, "LEAVETABLE", None))

    assert period(*spans, reason="stricter").default == spans[0]
    with pytest.raises(BadPeriod):
        period(*spans)


@pytest.mark.parametrize("days", [(-1, 2), (3, 2)])
def test_impossible_span_is_refused(days):
    with pytest.raises(BadPeriod):
        Span(*days, "MEM", None)


def test_span_without_source_and_period_without_anything_are_refused():
    with pytest.raises(BadPeriod):
        Span(1, 2, "", None)
    with pytest.raises(BadPeriod):
        Period()


@pytest.mark.parametrize("disease", diseases.ALL, ids=lambda one: one.key)
def test_definition_is_read_aloud_in_both_languages(disease):
    assert disease.definition.say("zh").endswith("。")
    assert disease.definition.say("en").endswith(".")


@pytest.mark.parametrize("disease", diseases.ALL, ids=lambda one: one.key)
def test_what_nobody_read_is_marked(disease):
    unread = [span for span in disease.spans() if span.source == "MEM"]

    assert all(span.trust is Trust.UNVERIFIED for span in unread)


@pytest.mark.parametrize(
    ("text", "key"), [("诺如", "norovirus"), ("SZKB", "hfmd"), ("measles", "measles"), ("B26", "mumps")]
)
def test_disease_is_found_by_name_initials_and_code(text, key):
    assert key in [one.key for one in diseases.find(text)]


def test_norovirus_counts_as_other_infectious_diarrhea_and_not_the_reverse():
    assert diseases.counted_under("infectious_diarrhea") == {"infectious_diarrhea", "norovirus"}
    assert diseases.counted_under("norovirus") == {"norovirus"}
