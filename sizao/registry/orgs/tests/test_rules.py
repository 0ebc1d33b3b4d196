"""Levels, division codes, school codes, grades and class names."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizao.registry.orgs import rules
from sizao.registry.orgs.rules import Level, Stage

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31))
COUNTED = [stage for stage in Stage if stage != Stage.UNIVERSITY]


@pytest.mark.parametrize(
    ("code", "trimmed", "padded", "level", "parent"),
    [
        ("43", "43", "430000", Level.PROVINCE, None),
        ("430000", "43", "430000", Level.PROVINCE, None),
        ("430100", "4301", "430100", Level.CITY, "43"),
        ("430102", "430102", "430102", Level.COUNTY, "4301"),
        ("110101", "110101", "110101", Level.COUNTY, "11"),
        ("500235", "500235", "500235", Level.COUNTY, "50"),
        ("419001", "419001", "419001", Level.COUNTY, "41"),
        ("659013", "659013", "659013", Level.COUNTY, "65"),
        ("441900", "4419", "441900", Level.CITY, "44"),
        ("500000", "50", "500000", Level.PROVINCE, None),
    ],
)
def test_division_code_tells_level_and_parent(code, trimmed, padded, level, parent):
    assert rules.trim_division(code) == trimmed
    assert rules.pad_division(code) == padded
    assert rules.division_level(code) == level
    assert rules.parent_division(code) == parent


@pytest.mark.parametrize(
    "code", ["", "4", "430", "4300", "430010", "710000", "990101", "43010x", "４３", "43010200", "00"]
)
def test_what_is_not_a_division_code_is_refused(code):
    with pytest.raises(rules.BadDivisionCode) as refusal:
        rules.trim_division(code)

    assert code in str(refusal.value)


@given(st.from_regex(r"\A[0-9]{0,7}\Z"))
def test_padding_and_trimming_undo_each_other(code):
    try:
        trimmed = rules.trim_division(code)
    except rules.BadDivisionCode:
        return

    assert rules.trim_division(rules.pad_division(code)) == trimmed


def test_every_level_but_the_province_has_a_level_to_hang_on():
    assert set(rules.PARENT_LEVELS) == set(Level)
    assert [level for level, above in rules.PARENT_LEVELS.items() if not above] == [Level.PROVINCE]


def test_school_code_tells_category_province_and_stages():
    code = rules.parse_school_code(" 1144000501 ")

    assert (code.category, code.category_label, code.province) == ("11", "幼儿园", "44")
    assert code.stages == (Stage.KINDERGARTEN,)


@pytest.mark.parametrize(
    ("text", "error", "sentence"),
    [
        ("114400050", rules.BadSchoolCode, "学校标识码应为10位数字，填写的是“114400050”"),
        ("11440005O1", rules.BadSchoolCode, "学校标识码应为10位数字，填写的是“11440005O1”"),
        ("1244000501", rules.UnknownSchoolCategory, "学校标识码“1244000501”的前两位“12”不是学校类别"),
        ("2199000501", rules.UnknownSchoolProvince, "学校标识码“2199000501”的第3、4位“99”不是省级代码"),
    ],
)
def test_bad_school_code_is_refused_with_the_part_that_is_wrong(text, error, sentence):
    with pytest.raises(error) as refusal:
        rules.parse_school_code(text)

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (dt.date(2026, 8, 31), 2025),
        (dt.date(2026, 9, 1), 2026),
        (dt.date(2026, 12, 31), 2026),
        (dt.date(2027, 1, 1), 2026),
        (dt.date(2027, 2, 28), 2026),
    ],
)
def test_school_year_begins_on_the_first_of_september(day, year):
    assert rules.school_year(day) == year


@given(DAYS)
def test_school_year_never_goes_back(day):
    assert rules.school_year(day + dt.timedelta(days=1)) - rules.school_year(day) in (0, 1)


@pytest.mark.parametrize(
    ("stage", "entered", "year", "primary_years", "name"),
    [
        (Stage.PRIMARY, 2024, 2026, 6, "三年级"),
        (Stage.PRIMARY, 2021, 2026, 6, "六年级"),
        (Stage.KINDERGARTEN, 2026, 2026, 6, "小班"),
        (Stage.KINDERGARTEN, 2024, 2026, 6, "大班"),
        (Stage.JUNIOR, 2026, 2026, 6, "七年级"),
        (Stage.JUNIOR, 2026, 2026, 5, "六年级"),
        (Stage.JUNIOR, 2023, 2026, 5, "九年级"),
        (Stage.SENIOR, 2025, 2026, 6, "高二"),
        (Stage.SECONDARY, 2023, 2026, 6, "高一"),
        (Stage.NINE_YEAR, 2018, 2026, 6, "九年级"),
        (Stage.TWELVE_YEAR, 2015, 2026, 6, "高三"),
        (Stage.VOCATIONAL, 2025, 2026, 6, "中职二年级"),
        (Stage.SPECIAL, 2026, 2026, 6, "一年级"),
    ],
)
def test_grade_is_counted_from_the_year_of_entry(stage, entered, year, primary_years, name):
    number = rules.grade_number(stage, entered, year, primary_years=primary_years)

    assert rules.grade_name(stage, number) == name


def test_those_not_yet_entered_and_those_who_left_have_no_grade():
    assert rules.grade_number(Stage.PRIMARY, 2027, 2026) is None
    assert rules.grade_number(Stage.PRIMARY, 2020, 2026) is None
    assert rules.grade_number(Stage.PRIMARY, 2021, 2026, primary_years=5) is None
    assert rules.grade_number(Stage.UNIVERSITY, 2026, 2026) is None


@given(st.sampled_from(COUNTED), st.integers(2000, 2100), st.data(), st.sampled_from([5, 6]))
def test_entry_year_and_grade_undo_each_other(stage, year, data, primary_years):
    grade = data.draw(st.sampled_from(list(rules.stage_grades(stage, primary_years=primary_years))))

    entered = rules.entry_year(stage, grade, year, primary_years=primary_years)

    assert rules.grade_number(stage, entered, year, primary_years=primary_years) == grade


@pytest.mark.parametrize(
    ("grade", "number", "name"),
    [
        ("三年级", 2, "三(2)班"),
        ("七年级", 12, "七(12)班"),
        ("高一", 2, "高一(2)班"),
        ("大班", 1, "大(1)班"),
        ("中职二年级", 3, "中职二(3)班"),
        (rules.cohort_name(2024), 2, "2024级(2)班"),
    ],
)
def test_class_is_named_by_grade_and_number(grade, number, name):
    assert rules.class_name(grade, number) == name
