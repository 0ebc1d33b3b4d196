"""The quick way of reading rows comes to the same as checking each row whole."""

import datetime as dt
import random

import pytest

from sizao.core.files.spreadsheets import Row
from sizao.core.people import identity
from sizao.core.people.identity import Sex
from sizao.registry.imports import rules
from sizao.registry.imports.rules import Column
from sizao.registry.imports.services.classes import ClassIndex
from sizao.registry.imports.services.reading import Reader, sound_residents
from sizao.registry.imports.tests.sheets_of import number_of

TODAY = dt.date(2026, 11, 23)
ORDER = (
    Column.NAME, Column.SEX, Column.BIRTH_DATE, Column.IDENTITY_KIND, Column.IDENTITY_NUMBER, Column.STUDENT_NUMBER,
    Column.GRADE, Column.CLASS, Column.POSITION, Column.BOARDER, Column.ROOM, Column.GUARDIAN_NAME,
    Column.GUARDIAN_PHONE,
)  # fmt: skip
SOUND, OTHER = number_of(1), number_of(702)
CELLS = {
    Column.NAME: ["安宁", " 安 宁 ", "欧阳安宁", "合计", "安2", "", None, "Anna Li", "阿依·古丽"],
    Column.SEX: ["男", "女", "", None, "M", "不详", 1, 2.0],
    Column.BIRTH_DATE: ["2016-01-02", "2016-01-03", "", None, dt.date(2016, 1, 2), 42371.0, "2030-01-01", "昨天"],
    Column.IDENTITY_KIND: ["", None, "居民身份证", "护照"],
    Column.IDENTITY_NUMBER: ["", None, SOUND, SOUND[:17] + "0", OTHER, "E1234567", 4.3e17, " " + SOUND],
    Column.STUDENT_NUMBER: ["", None, "G" + SOUND, "G" + SOUND[:17] + "1", "20260101", "L12", "J" + SOUND, 20260102],
    Column.GRADE: ["", None, "三年级", "四年级", "啊"],
    Column.CLASS: ["三(1)班", "三年级1班", "1班", "", None, "不存在的班", "九" * 41],
    Column.POSITION: ["", None, 7, 7.0, "12", "甲", 0, True],
    Column.BOARDER: ["", None, "是", "否", "也许", True, False],
    Column.ROOM: ["", None, "203", "舍" * 41],
    Column.GUARDIAN_NAME: ["", None, "安国", "说明", "安3"],
    Column.GUARDIAN_PHONE: ["", None, "13812345678", 13812345678.0, 13812345678, "+86 13812345678", "12"],
}  # fmt: skip


@pytest.fixture
def classes():
    index = ClassIndex()
    index.by_key["name", "三(1)班"].add(31)
    index.by_key["grade", 3, 1].add(31)
    index.by_key["number", 1].add(31)
    return index


def _rows(count: int) -> list[Row]:
    chosen = random.Random(7)
    plain = [cells[0] for cells in CELLS.values()]
    rows = []
    for number in range(count):
        is_odd = [chosen.random() < 0.15 for _ in ORDER]
        odd = [chosen.choice(CELLS[column]) for column in ORDER]
        rows.append(Row(number + 2, [odd[at] if is_odd[at] else plain[at] for at in range(len(ORDER))]))
    return rows


def test_both_ways_come_to_the_same(classes):
    rows = _rows(3000)
    reader = Reader({column.value: at for at, column in enumerate(ORDER)}, classes, TODAY)

    batch = reader.read(rows)

    for at, row in enumerate(rows):
        given = dict(zip(ORDER, row.cells, strict=True))
        verdict = rules.check_row(given, today=TODAY)
        clean = verdict.row
        found = [one.code for one in batch.problems.get(at, []) if not isinstance(one, dict)]
        assert found == [one.code for one in verdict.reasons], row
        assert batch.names[at] == clean.name and batch.class_texts[at] == clean.class_text, row
        assert batch.sexes[at] == ("" if clean.sex == Sex.UNKNOWN else clean.sex), row
        assert batch.birth_dates[at] == clean.birth_date and batch.positions[at] == clean.class_position, row
        assert batch.identities[at] == clean.identity_number, row
        assert batch.student_numbers[at] == clean.student_number, row
        assert bool(batch.boarders[at]) == clean.is_boarder, row
        assert batch.guardian_names[at] == clean.guardian_name and batch.phones[at] == clean.guardian_phone, row


def test_rows_with_nothing_to_read_are_passed_over(classes):
    reader = Reader({"name": 0, "class_group": 2}, classes, TODAY)

    batch = reader.read([Row(2, ["安宁", "x", "三(1)班"]), Row(3, [None, "合计", " "]), Row(4, ["", "", "三(1)班"])])

    assert batch.numbers == [2, 4]
    assert [one.code for one in batch.problems[1]] == ["NAME_BLANK"]


def test_numbers_are_tested_all_at_once_as_one_by_one():
    numbers = [number_of(index) for index in range(500)]
    numbers += [one[:16] + "9" + one[17] for one in numbers] + ["99" + one[2:] for one in numbers[:50]]
    for day in ("20301301", "29990101", "20150230"):
        made = [one[:6] + day + one[14:17] for one in numbers[:20]]
        numbers += [one + identity.resident_check_digit(one) for one in made]

    found = sound_residents(numbers, TODAY)

    assert [bool(one) for one in found] == [identity.check_resident_number(one, today=TODAY) is None for one in numbers]
