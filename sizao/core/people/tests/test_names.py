"""What is a name, and how it is kept."""

import pytest

from sizao.core.people import names
from sizao.core.people.reasons import Problem


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("安 宁", "安宁"),
        ("阿卜杜•热依木", "阿卜杜·热依木"),
        ("阿卜杜 . 热依木", "阿卜杜·热依木"),
        ("Anna  Maria", "Anna Maria"),
        ("𠮷田", "𠮷田"),
        ("O'Neil Jean-Luc", "O'Neil Jean-Luc"),
    ],
)
def test_a_name_is_cleaned_and_passes(value, name):
    assert names.clean_name(value) == name
    assert names.check_name(value) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", Problem.NAME_BLANK),
        (None, Problem.NAME_BLANK),
        ("安", Problem.NAME_LENGTH),
        ("安" * 51, Problem.NAME_LENGTH),
        ("安宁2", Problem.NAME_CHARACTER),
        ("安宁(转)", Problem.NAME_CHARACTER),
        ("=1+2", Problem.NAME_CHARACTER),
        ("安\ue000", Problem.NAME_CHARACTER),
        ("合 计", Problem.NAME_NOT_A_PERSON),
    ],
)
def test_what_is_no_name_is_refused(value, expected):
    assert names.check_name(value).problem == expected
