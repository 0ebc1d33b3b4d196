"""Headers and rows of roster sheets."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizao.core.changesets import headers
from sizao.core.people import identity
from sizao.core.people.identity import Sex
from sizao.core.people.reasons import Problem
from sizao.registry.imports import rules
from sizao.registry.imports.rules import PUPILS, CellProblem, ClassName, Column

TODAY = dt.date(2026, 11, 23)
RESIDENT = "430102201503020026"
RESIDENT = RESIDENT[:17] + identity.resident_check_digit(RESIDENT[:17])
GOOD = {
    Column.NAME: "安宁",
    Column.SEX: "女",
    Column.BIRTH_DATE: "2015/3/2",
    Column.IDENTITY_NUMBER: RESIDENT,
    Column.STUDENT_NUMBER: "G" + RESIDENT,
    Column.CLASS: "五(2)班",
    Column.POSITION: 7.0,
    Column.BOARDER: "是",
    Column.ROOM: "1栋203",
    Column.GUARDIAN_NAME: "安国",
    Column.GUARDIAN_PHONE: 13812345678.0,
}


def refusals(**changed):
    row = GOOD | {Column(name): value for name, value in changed.items()}
    return [(reason.field, reason.problem) for reason in rules.check_row(row, today=TODAY).reasons]


def test_headers_are_recognized_by_synonym_whatever_is_added():
    found = _recognized(
        [
            "序号",
            "学生姓名*",
            "性 别",
            "身份证件号（必填）",
            "全国学籍号",
            "所在班级：",
            "是否住校",
            "监护人姓名",
            "联系电话",
            "民族",
            "",
        ]
    )

    assert found.columns == {
        Column.POSITION: 0,
        Column.NAME: 1,
        Column.SEX: 2,
        Column.IDENTITY_NUMBER: 3,
        Column.STUDENT_NUMBER: 4,
        Column.CLASS: 5,
        Column.BOARDER: 6,
        Column.GUARDIAN_NAME: 7,
        Column.GUARDIAN_PHONE: 8,
    }
    assert found.unknown == ((9, "民族"),)
    assert found.is_usable


@pytest.mark.parametrize(
    ("cells", "column", "index", "unknown"),
    [
        (["序号", "姓名", "班级", "座号"], Column.POSITION, 3, ((0, "序号"),)),
        (["序号", "姓名", "班级", "学号"], Column.POSITION, 3, ((0, "序号"),)),
        (["联系电话", "姓名", "班级", "家长手机号"], Column.GUARDIAN_PHONE, 3, ((0, "联系电话"),)),
    ],
)
def test_a_weak_name_gives_way_to_a_clear_one(cells, column, index, unknown):
    found = _recognized(cells)

    assert (found.columns[column], found.unknown, found.duplicate) == (index, unknown, ())


def test_columns_that_say_the_same_and_missing_ones_are_named():
    found = _recognized(["姓名", "名字", "性别"])

    assert found.duplicate == ((Column.NAME, (0, 1)),)
    assert found.missing == (Column.CLASS,)
    assert Column.NAME not in found.columns
    assert not found.is_usable


def test_our_own_template_is_recognized_whole():
    found = _recognized([column.label for column in Column])

    assert list(found.columns) == list(Column)


def test_no_synonym_means_two_columns():
    words = [
        word for words in (*rules.headers.SYNONYMS.values(), *rules.headers.WEAK_SYNONYMS.values()) for word in words
    ]

    assert len(words) == len(set(words))


def test_the_header_is_found_below_a_title():
    rows = [["2026年秋季学生花名册", None], [], ["姓名", "班级", "性别"], ["安宁", "一(1)班", "女"]]

    assert headers.find_row(rows, PUPILS) == 2
    assert headers.find_row(rows[3:], PUPILS) is None


@given(
    st.lists(
        st.none() | st.text(max_size=8) | st.sampled_from(["姓名", "班级", "学号", "电话", "序号"]),
        max_size=8,
    )
)
def test_every_column_is_read_named_unknown_or_named_twice(cells):
    found = _recognized(cells)

    used = [*found.columns.values(), *(i for _, indexes in found.duplicate for i in indexes)]
    assert len(used) == len(set(used))
    assert set(used).isdisjoint(i for i, _ in found.unknown)


def test_a_good_row_is_clean_and_accepted():
    verdict = rules.check_row(GOOD, today=TODAY)

    assert verdict.is_accepted
    assert verdict.row == rules.RosterRow(
        name="安宁",
        sex=Sex.FEMALE,
        birth_date=dt.date(2015, 3, 2),
        identity_kind="",
        identity_number=RESIDENT,
        student_number="G" + RESIDENT,
        class_text="五(2)班",
        class_name=ClassName(grade=5, number=2),
        class_position=7,
        is_boarder=True,
        room="1栋203",
        guardian_name="安国",
        guardian_phone="13812345678",
    )


def test_name_and_class_are_enough():
    verdict = rules.check_row({Column.NAME: "安宁", Column.CLASS: "向日葵班"}, today=TODAY)

    assert verdict.is_accepted
    assert (verdict.row.sex, verdict.row.birth_date, verdict.row.class_name) == (Sex.UNKNOWN, None, None)


def test_sex_and_birth_date_come_from_the_identity_number_when_blank():
    row = {Column.NAME: "安宁", Column.CLASS: "五2班", Column.IDENTITY_NUMBER: RESIDENT}

    verdict = rules.check_row(row, today=TODAY)

    assert (verdict.row.sex, verdict.row.birth_date) == (Sex.FEMALE, dt.date(2015, 3, 2))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"name": ""}, [("name", Problem.NAME_BLANK)]),
        ({"name": "合计"}, [("name", Problem.NAME_NOT_A_PERSON)]),
        ({"identity_number": "4301022015"}, [("identity_number", Problem.ID_LENGTH)]),
        ({"identity_number": 4.30102201503020e17}, [("identity_number", CellProblem.ID_LOST_DIGITS)]),
        ({"student_number": 4.30102201503020e17}, [("student_number", CellProblem.ID_LOST_DIGITS)]),
        ({"student_number": "G12"}, [("student_number", Problem.NUMBER_LENGTH)]),
        ({"sex": "男"}, [("sex", CellProblem.SEX_DIFFERS)]),
        ({"sex": "甲"}, [("sex", CellProblem.SEX_UNKNOWN)]),
        ({"birth_date": "2015-03-20"}, [("birth_date", CellProblem.BIRTH_DIFFERS)]),
        ({"birth_date": "3月2日"}, [("birth_date", CellProblem.BIRTH_UNREADABLE)]),
        ({"birth_date": "1915-03-02", "identity_number": ""}, [("birth_date", CellProblem.BIRTH_AGE)]),
        ({"birth_date": "2027-03-02", "identity_number": ""}, [("birth_date", CellProblem.BIRTH_FUTURE)]),
        ({"class_group": None}, [("class_group", CellProblem.CLASS_BLANK)]),
        ({"class_group": "班" * 41}, [("class_group", CellProblem.TOO_LONG)]),
        ({"grade": "研一"}, [("grade", CellProblem.GRADE_UNREADABLE)]),
        ({"grade": "四年级"}, [("grade", CellProblem.GRADE_DIFFERS)]),
        ({"class_position": "七"}, [("class_position", CellProblem.POSITION_FORM)]),
        ({"class_position": "0"}, [("class_position", CellProblem.POSITION_FORM)]),
        ({"is_boarder": "有时"}, [("is_boarder", CellProblem.BOARDER_UNKNOWN)]),
        ({"is_boarder": "走读"}, [("is_boarder", CellProblem.ROOM_BUT_DAY_PUPIL)]),
        ({"guardian_name": "安"}, [("guardian_name", Problem.NAME_LENGTH)]),
        ({"guardian_phone": "0731-8888"}, [("guardian_phone", Problem.PHONE_FORM)]),
        ({"identity_kind": "护照", "identity_number": "E1234567"}, []),
        ({"identity_kind": "护照", "identity_number": "E1"}, [("identity_number", CellProblem.ID_DOCUMENT)]),
    ],
)
def test_a_bad_cell_is_named_with_its_reason(changed, expected):
    assert refusals(**changed) == expected


def test_all_that_is_wrong_is_said_at_once_with_what_was_written():
    verdict = rules.check_row({Column.NAME: "安2", Column.CLASS: "", Column.GUARDIAN_PHONE: "12"}, today=TODAY)

    assert [(reason.field, reason.value, reason.text()) for reason in verdict.reasons] == [
        ("name", "安2", "姓名中不能有“2”"),
        ("class_group", "", "没有填写班级"),
        ("guardian_phone", "12", "手机号应为11位，以13至19开头"),
    ]
    assert (verdict.row.name, verdict.row.guardian_phone) == ("", "")


@pytest.mark.parametrize(
    ("grade", "class_text", "expected"),
    [
        ("三年级", "2班", ClassName(grade=3, number=2)),
        ("3", 2.0, ClassName(grade=3, number=2)),
        ("初一", "七(2)班", ClassName(grade=7, number=2)),
        ("2024级", "2", ClassName(entry_year=2024, number=2)),
        ("大班", "向日葵班", ClassName(grade=0)),
        (None, "三2班", ClassName(grade=3, number=2)),
    ],
)
def test_grade_and_class_columns_complete_each_other(grade, class_text, expected):
    row = {Column.NAME: "安宁", Column.GRADE: grade, Column.CLASS: class_text}

    verdict = rules.check_row(row, today=TODAY)

    assert (verdict.row.class_name, verdict.reasons) == (expected, ())


def test_a_room_makes_a_boarder_when_nothing_is_said():
    row = {Column.NAME: "安宁", Column.CLASS: "1班", Column.ROOM: "203"}

    assert rules.check_row(row, today=TODAY).row.is_boarder


CELLS = st.none() | st.text(max_size=20) | st.integers() | st.floats() | st.booleans() | st.dates() | st.datetimes()


@given(st.dictionaries(st.sampled_from(list(Column)), CELLS))
def test_no_row_breaks_the_check_and_accepted_rows_have_name_and_class(row):
    verdict = rules.check_row(row, today=TODAY)

    assert all(reason.text() for reason in verdict.reasons)
    assert not verdict.is_accepted or (verdict.row.name and verdict.row.class_text)


def _recognized(cells):
    return headers.recognize(cells, PUPILS)
