"""Cells as people fill them: text, dates, class names."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizao.core.changesets.cells import EXCEL_EPOCH, cell_text, has_lost_digits, read_date
from sizao.core.people.identity import Sex
from sizao.registry.imports import rules
from sizao.registry.imports.rules import ClassName, cells, classes

MARCH_2 = dt.date(2015, 3, 2)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (" 张 \u3000三\n", "张 三"),
        ("'0012", "0012"),
        (12.0, "12"),
        (3.2, "3.2"),
        (True, "是"),
        (dt.datetime.combine(MARCH_2, dt.time(8)), "2015-03-02"),
        ("ＡＢ１\u200b", "AB1"),
    ],
)
def test_any_cell_becomes_clean_text(value, text):
    assert cell_text(value) == text


@pytest.mark.parametrize(
    "value",
    [
        MARCH_2,
        dt.datetime.combine(MARCH_2, dt.time(12, 30)),
        "2015-03-02",
        "2015-3-2",
        "2015/3/2",
        "2015.03.02",
        "20150302",
        20150302,
        20150302.0,
        "2015年3月2日",
        "２０１５年０３月０２日",
        "2015-03-02 00:00:00",
        42065,
        42065.0,
    ],
)
def test_a_date_is_read_in_each_of_its_shapes(value):
    assert read_date(value) == MARCH_2


@pytest.mark.parametrize(
    "value",
    [
        "",
        None,
        "15/3/2",
        "2015-13-02",
        "2015-02-29",
        "20151302",
        "2015-3/2",
        "三月二日",
        0,
        True,
        float("nan"),
        float("inf"),
        -1.5,
        "42065",
    ],
)
def test_what_is_no_certain_date_is_not_guessed(value):
    assert read_date(value) is None


@given(st.dates(dt.date(1900, 3, 1), dt.date(2100, 12, 31)))
def test_every_date_comes_back_from_each_shape(day):
    shapes = ["{0:%Y-%m-%d}", "{0:%Y%m%d}", "{0.year}/{0.month}/{0.day}", "{0.year}年{0.month}月{0.day}日"]

    assert {read_date(shape.format(day)) for shape in shapes} == {day}
    assert read_date((day - EXCEL_EPOCH).days) == day


@pytest.mark.parametrize(
    ("value", "lost"),
    [
        (1.10105194912310e17, True),
        ("1.10105E+17", True),
        (110105194912310023, True),
        (13812345678.0, False),
        ("11010519491231002X", False),
        (None, False),
    ],
)
def test_numbers_whose_last_digits_are_gone_are_noticed(value, lost):
    assert has_lost_digits(value) == lost


@pytest.mark.parametrize(
    ("value", "sex"),
    [
        ("男", Sex.MALE),
        (" 女 ", Sex.FEMALE),
        ("f", Sex.FEMALE),
        (1, Sex.MALE),
        ("", Sex.UNKNOWN),
        (None, Sex.UNKNOWN),
        ("甲", None),
    ],
)
def test_sex_is_read(value, sex):
    assert cells.read_sex(value) == sex


@pytest.mark.parametrize(
    ("value", "boards"),
    [
        ("是", True),
        ("住校生", True),
        (1.0, True),
        ("走读", False),
        (False, False),
        ("否", False),
        ("有时", None),
    ],
)
def test_boarding_is_read(value, boards):
    assert cells.read_boarder(value) == boards


@pytest.mark.parametrize(
    ("text", "grade", "number"),
    [
        ("三年级2班", 3, 2),
        ("三年级（2）班", 3, 2),
        ("三年级二班", 3, 2),
        ("三年二班", 3, 2),
        ("三年级第2班", 3, 2),
        ("一年级十二班", 1, 12),
        ("三(2)班", 3, 2),
        ("三（２）", 3, 2),
        ("三二班", 3, 2),
        ("三2班", 3, 2),
        ("3.2班", 3, 2),
        ("3.2", 3, 2),
        ("3-2班", 3, 2),
        ("10.2班", 10, 2),
        ("302班", 3, 2),
        ("1203", 12, 3),
        ("小学六年级1班", 6, 1),
        ("初一(3)班", 7, 3),
        ("初中二年级3班", 8, 3),
        ("九年级 11 班", 9, 11),
        ("高二12班", 11, 12),
        ("高1(2)班", 10, 2),
        ("高三年级5班", 12, 5),
        ("中职一年级2班", 10, 2),
        ("职高二3班", 11, 3),
        ("托1班", -3, 1),
        ("小(1)班", -2, 1),
        ("中班三班", -1, 3),
        ("大二班", 0, 2),
        ("2班", None, 2),
        ("（12）班", None, 12),
        ("十二班", None, 12),
    ],
)
def test_a_class_name_is_read_however_it_is_written(text, grade, number):
    assert rules.parse_class_name(text) == ClassName(grade=grade, number=number)


@pytest.mark.parametrize(
    ("text", "year"), [("2024级2班", 2024), ("24级(2)班", 2024), ("高2024级二班", 2024), ("初23级2班", 2023)]
)
def test_a_class_named_by_cohort_tells_the_year_of_entry(text, year):
    assert rules.parse_class_name(text) == ClassName(entry_year=year, number=2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "向日葵班",
        "三年级",
        "0班",
        "三十二班",
        "二十一班",
        "高12班",
        "初四2班",
        "三(2)班(实验)",
        "113年2班",
    ],
)
def test_a_name_that_cannot_be_read_for_certain_is_left_whole(text):
    assert rules.parse_class_name(text) is None


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("三年级", 3),
        ("3", 3),
        ("初一", 7),
        ("高一年级", 10),
        ("大班", 0),
        ("十二年级", 12),
        ("高1", 10),
        ("小学一年级", 1),
    ],
)
def test_a_grade_name_is_read(text, grade):
    assert rules.parse_grade_name(text).grade == grade


@given(st.integers(1, 12), st.integers(1, 40))
def test_numbers_and_numerals_read_alike(grade, number):
    def numeral(value):
        tens, ones = divmod(value, 10)
        head = "" if not tens else "十" if tens == 1 else " 一二三四五六七八九"[tens] + "十"
        return head + (" 一二三四五六七八九"[ones] if ones else "")

    expected = ClassName(grade=grade, number=number)

    assert rules.parse_class_name(f"{grade}年级{number}班") == expected
    assert rules.parse_class_name(f"{numeral(grade)}年级({numeral(number)})班") == expected
    assert classes.read_numeral(numeral(number)) == number


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading(text):
    name = rules.parse_class_name(text)

    assert name is None or 0 < name.number < 100
    rules.parse_grade_name(text)
    read_date(text)
