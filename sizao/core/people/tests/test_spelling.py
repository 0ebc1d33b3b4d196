"""Names are ordered and found by pinyin, polyphonic surnames as families read them."""

import pytest

from sizao.core.people.spelling import from_key, pinyin_of


@pytest.mark.parametrize(
    ("name", "key", "initials"),
    [
        ("安子宁", "an zi ning", "azn"),
        ("单雄信", "shan xiong xin", "sxx"),
        ("解放", "xie fang", "xf"),
        ("曾嘉", "zeng jia", "zj"),
        ("查良镛", "zha liang yong", "zly"),
        ("盖聂", "ge nie", "gn"),
        ("区家麟", "ou jia lin", "ojl"),
        ("仇英", "qiu ying", "qy"),
        ("尉迟恭", "yu chi gong", "ycg"),
        ("万俟卨", "mo qi xie", "mqx"),
        ("欧阳明", "ou yang ming", "oym"),
        ("长孙无忌", "zhang sun wu ji", "zswj"),
        ("阿依古丽·买买提", "a yi gu li mai mai ti", "ayglmmt"),
        ("Anna Maria", "anna maria", "am"),
        ("Anna", "anna", "a"),
    ],
)
def test_names_are_spelled_as_they_are_read(name, key, initials):
    found = pinyin_of(name)

    assert (found.key, found.initials) == (key, initials)


def test_polyphone_inside_a_given_name_keeps_its_ordinary_reading():
    assert pinyin_of("王乐").key == "wang le"


def test_corrected_key_brings_its_initials():
    assert from_key(" Shan  Xiong-Xin ") == from_key("shan xiong xin")
    assert from_key("shan xiong xin").initials == "sxx"


def test_very_long_name_fits_its_columns():
    found = pinyin_of("阿" * 60)

    assert len(found.key) <= 120 and len(found.initials) <= 60
