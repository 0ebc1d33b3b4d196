"""Tables out and in: defused cells, who and why, rows with their numbers, limits."""

import datetime as dt
import io
import zipfile

import pytest

from sizao.core.files import rules, spreadsheets
from sizao.core.files.inspection import inspect
from sizao.core.files.rules import FileKind, Limits
from sizao.core.files.spreadsheets import (
    Column,
    Provenance,
    Row,
    cell_words,
    plain_cell,
    read_rows,
    safe_cell,
    write_xlsx,
)
from sizao.core.files.tests import builders

NOTES = Provenance(
    "郑主任", dt.datetime(2026, 11, 23, 8, 5, tzinfo=dt.timezone(dt.timedelta(hours=8))), "核对名册", "育英小学"
)
FORMULAS = ["=1+1", "+8613900000001", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "=cmd|' /C calc'!A0"]


def written(rows, columns=("姓名", "备注")) -> io.BytesIO:
    content = io.BytesIO()
    write_xlsx(content, columns=[Column(title) for title in columns], rows=rows, title="名册", notes=NOTES)
    return content


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_would_run_is_defused_and_taken_back(text):
    assert safe_cell(text) == f"'{text}"
    assert plain_cell(safe_cell(text)) == text


@pytest.mark.parametrize("value", ["安子宁", "", "1-2", "a=b", "'已有", -3, 2.5, None, dt.date(2026, 11, 23), True])
def test_other_values_stay_as_they_are(value):
    assert safe_cell(value) == value
    assert plain_cell(value) == value


def test_no_cell_of_a_written_workbook_is_a_formula_or_a_link():
    content = written([[text, "https://a.test"] for text in FORMULAS])

    with zipfile.ZipFile(content) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet and b"<hyperlink" not in sheet
    rows = list(read_rows(content, FileKind.XLSX))
    assert [row.cells[0] for row in rows[1:]] == FORMULAS


def test_second_sheet_says_who_when_and_why():
    content = written([["安子宁", None], ["曹轩", "转入"]])
    notes = {row.cells[0]: row.cells[1] for row in read_rows(content, FileKind.XLSX, sheet="说明")}

    assert notes == {
        "名称": "名册", "单位": "育英小学", "导出人": "郑主任", "导出时间": "2026-11-23 08:05", "用途": "核对名册",
        "行数": "2",
    }  # fmt: skip
    assert spreadsheets.sheet_names(content) == ["数据", "说明"]


def test_table_is_set_up_for_paper():
    content = io.BytesIO()
    columns = [Column("姓名"), Column("跟踪情况", 36, wraps=True)]
    write_xlsx(content, columns=columns, rows=[["安子宁", "返校"]], title="甲&乙", notes=NOTES)

    with zipfile.ZipFile(content) as parts:
        sheet, book = (parts.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "workbook"))
        styles = parts.read("xl/styles.xml").decode()
    assert 'paperSize="9"' in sheet and 'orientation="landscape"' in sheet and 'fitToHeight="0"' in sheet
    assert 'state="frozen"' in sheet and 'width="36' in sheet and "&amp;C甲&amp;&amp;乙" in sheet
    assert "_xlnm.Print_Titles" in book and 'wrapText="1"' in styles


def test_values_keep_their_types():
    at = dt.datetime(2026, 11, 23, 0, 5, tzinfo=dt.UTC)
    content = written([[dt.date(2018, 3, 1), 3, True, at]], columns=("日期", "数", "是", "时间"))

    (row,) = list(read_rows(content, FileKind.XLSX))[1:]
    assert row.cells == [dt.date(2018, 3, 1), 3.0, True, "2026-11-23 08:05"]


def test_page_shows_a_cell_as_the_workbook_holds_it():
    at = dt.datetime(2026, 11, 23, 0, 5, tzinfo=dt.UTC)
    values = ["安子宁", 3, None, dt.date(2018, 3, 1), at]

    assert [cell_words(value) for value in values] == ["安子宁", "3", "", "2018-03-01", "2026-11-23 08:05"]


def test_what_is_written_passes_inspection_and_reads_back():
    content = written([f"学生{number}", number] for number in range(3000))

    assert inspect(content, allowed=(FileKind.XLSX,), limits=Limits()) is FileKind.XLSX
    rows = list(read_rows(content, FileKind.XLSX))
    assert (len(rows), rows[-1]) == (3001, Row(3001, ["学生2999", 2999.0]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_is_read_in_every_encoding_people_send(encoding, mark):
    text = f'姓名{mark}备注\r\n安子宁{mark}"两行{mark}\n备注"\r\n{mark}\r\n曹轩{mark}𠮷\r\n'

    rows = list(read_rows(io.BytesIO(text.encode(encoding)), FileKind.CSV))
    assert rows == [Row(1, ["姓名", "备注"]), Row(2, ["安子宁", f"两行{mark}\n备注"]), Row(4, ["曹轩", "𠮷"])]


def test_row_numbers_are_those_of_the_sheet_and_empty_rows_are_left_out():
    content = io.BytesIO(builders.workbook(["姓名"], [""], ["  "], ["安子宁"]))
    assert [row.number for row in read_rows(content, FileKind.XLSX)] == [1, 4]


@pytest.mark.parametrize(
    ("text", "limits"),
    [("a\n" * 11, Limits(rows=10)), ("a,b,c,d\n", Limits(columns=3))],
)
def test_table_beyond_the_limits_is_refused_while_reading(text, limits):
    with pytest.raises(rules.TooManyCells):
        list(read_rows(io.BytesIO(text.encode()), FileKind.CSV, limits=limits))


def test_empty_cells_beyond_the_last_column_are_cut_off():
    (row,) = read_rows(io.BytesIO(b"a,b,,\n"), FileKind.CSV, limits=Limits(columns=2))
    assert row.cells == ["a", "b"]


def test_missing_sheet_is_named_not_guessed():
    with pytest.raises(spreadsheets.NoSuchSheet):
        list(read_rows(io.BytesIO(builders.workbook(["a"])), FileKind.XLSX, sheet="没有"))


def test_file_that_is_no_workbook_is_refused():
    with pytest.raises(rules.BadArchive):
        list(read_rows(io.BytesIO(b"PK\x03\x04xx"), FileKind.XLSX))
