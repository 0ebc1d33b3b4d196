"""What a concern may say, what is proposed to a class, what whoever told it sees."""

import dataclasses
import datetime as dt
import uuid

import pytest

from sizao.detect.checks.queries import Symptom
from sizao.detect.concerns import rules
from sizao.detect.concerns.rules import NewConcern

TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)
KEY = uuid.UUID("0199a1b2-0000-7000-8000-000000000001")
GOOD = NewConcern(KEY, 1, "PERSON", ("FEVER",), TODAY, name_words="曹轩")


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"seen_on": TODAY - 14 * DAY}, []),
        ({"about": "GHOST"}, ["about"]),
        ({"name_words": ""}, ["name_words"]),
        ({"name_words": "", "person_id": KEY}, []),
        ({"about": "PLACE"}, ["place_words"]),
        ({"about": "PLACE", "place_words": "二楼饮水机"}, []),
        ({"about": "PLACE", "place_id": KEY}, []),
        ({"about": "UNKNOWN"}, ["note"]),
        ({"about": "UNKNOWN", "note": "操场边，一直咳"}, []),
        ({"signs": ()}, ["signs"]),
        ({"signs": ("PLAGUE",)}, ["signs"]),
        ({"signs": ("OTHER",)}, ["note"]),
        ({"signs": ("OTHER", "RASH")}, []),
        ({"seen_on": TODAY + DAY}, ["seen_on"]),
        ({"seen_on": TODAY - 15 * DAY}, ["seen_on"]),
        (
            {"class_words": "班" * 31, "name_words": "名" * 31, "note": "字" * 201},
            ["class_words", "name_words", "note"],
        ),
        ({"place_words": "处" * 61}, ["place_words"]),
    ],
)
def test_concern_is_checked_field_by_field(changes, fields):
    found = rules.problems_of_concern(dataclasses.replace(GOOD, **changes), today=TODAY)

    assert [one.field for one in found] == fields


@pytest.mark.parametrize(
    ("signs", "symptoms"),
    [
        (("RASH", "FEVER"), ("FEVER", "RASH")),
        (("STOMACH",), ("VOMITING",)),
        (("STILL_HERE", "SEVERAL"), ("OTHER",)),
        (("RETURNED", "COUGH"), ("COUGH",)),
    ],
)
def test_signs_propose_symptoms_of_a_check(signs, symptoms):
    assert rules.symptoms_of(signs) == symptoms
    assert set(symptoms) <= set(Symptom.values())


@pytest.mark.parametrize(
    ("state", "outcome", "merged", "progress"),
    [
        ("NEW", "", "", "OPEN"),
        ("TAKEN", "", "", "LOOKED"),
        ("ASKED", "", "", "LOOKED"),
        ("CLOSED", "FOUND", "", "CLOSED"),
        ("CLOSED", "UNFOUNDED", "", "CLOSED"),
        ("CLOSED", "MERGED", "ASKED", "LOOKED"),
        ("CLOSED", "MERGED", "CLOSED", "CLOSED"),
    ],
)
def test_sender_sees_three_steps_and_no_outcome(state, outcome, merged, progress):
    assert rules.progress_of(state, outcome, merged) == progress


def test_same_content_has_the_same_digest_and_other_content_another():
    assert GOOD.digest() == dataclasses.replace(GOOD).digest()
    assert GOOD.digest() != dataclasses.replace(GOOD, note="三楼").digest()


@pytest.mark.parametrize(("text", "count"), [("家长问起", 0), (" 好 ", 1), ("", 1), ("字" * 201, 1)])
def test_words_for_the_record_are_neither_empty_nor_long(text, count):
    assert len(rules.problems_of_said(text, "purpose", "写明用途")) == count
