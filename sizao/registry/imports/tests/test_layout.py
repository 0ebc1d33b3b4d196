"""Which sheet and which rows of a file are the roster; and files as schools really send them."""

import datetime as dt
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from sizao.core.changesets.sheets import EmptyFile, Layout, find_layout, table_rows
from sizao.core.files.rules import FileKind
from sizao.registry.imports import services
from sizao.registry.imports.rules.headers import PUPILS
from sizao.registry.imports.tests.conftest import TODAY
from sizao.registry.imports.tests.sheets_of import HEADERS, pupil, write_csv, write_xlsx


def _csv(*rows):
    return io.BytesIO("\n".join(",".join(map(str, row)) for row in rows).encode())


def _read(*rows):
    return find_layout(_csv(*rows), FileKind.CSV, PUPILS)


def test_title_rows_above_the_header_are_passed_over():
    found = _read(
        ["育英小学学生名册", "", ""], ["2026年9月", "", ""], ["姓名", "班级", "性别"], ["安宁", "三(1)班", "女"]
    )

    assert (found.header_row, found.columns) == (3, {"name": 0, "class_group": 1, "sex": 2})
    assert found.is_usable


def test_two_rows_of_header_are_read_as_one():
    found = _read(
        ["学生信息", "", "", "监护人", "", ""],
        ["姓名", "性别", "班级", "姓名", "与学生关系", "电话"],
        ["安宁", "女", "三(1)班", "安国", "父亲", "13812345678"],
    )

    assert found.header_row == 2
    assert found.columns == {
        "name": 0, "sex": 1, "class_group": 2, "guardian_name": 3, "guardian_relation": 4, "guardian_phone": 5
    }  # fmt: skip


def test_group_title_beside_single_headers_is_joined_with_what_is_below():
    found = _read(["姓名", "班级", "监护人", ""], ["", "", "姓名", "电话"], ["安宁", "三(1)班", "安国", "13812345678"])

    assert found.columns == {"name": 0, "class_group": 1, "guardian_name": 2, "guardian_phone": 3}


def test_column_that_is_there_twice_is_read_by_nobody_until_a_person_says():
    found = _read(["姓名", "班级", "班级"], ["安宁", "三(1)班", "三(1)班"])

    assert not found.is_usable and found.duplicate == ("class_group",)
    assert found.corrected({"name": 0, "class_group": 2}).is_usable


def test_file_without_any_known_header_still_has_columns_to_name():
    found = _read(["XM", "BJ"], ["安宁", "三(1)班"])

    assert (found.headers, found.columns) == (("XM", "BJ"), {})
    assert found.missing == ("name", "class_group")


def test_layout_survives_being_stored():
    found = _read(["姓名", "班级"], ["安宁", "三(1)班"])

    assert Layout.from_json(found.to_json()) == found


def test_file_with_blank_sheets_only_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "空.xlsx", ("表1", []), ("表2", [["", " "]]))

    with path.open("rb") as stream, pytest.raises(EmptyFile):
        find_layout(stream, FileKind.XLSX, PUPILS)


def test_sheet_with_the_roster_is_found_among_others_and_another_can_be_named(imports):
    rows = [HEADERS, *imports.rows(2)]
    more = [HEADERS, *imports.rows(3, start=10)]
    path = write_xlsx(
        imports.folder / "名册.xlsx", ("说明", [["姓名", "填学生姓名"]]), ("一年级", rows), ("二年级", more)
    )

    changeset_id = imports.upload(path)

    assert imports.counts(changeset_id) == {"ADDED": 2}
    layout = imports.get(changeset_id).layout
    assert (layout["sheet"], layout["other_sheets"]) == ("一年级", ["说明", "二年级"])
    services.check_import(**imports.mine, changeset_id=changeset_id, sheet="二年级")
    assert imports.counts(changeset_id) == {"ADDED": 3}


def test_other_sheet_that_can_not_be_read_leaves_nothing_to_write(imports):
    path = write_xlsx(imports.folder / "名册.xlsx", ("名册", [HEADERS, *imports.rows(2)]), ("说明", [["姓名", "填"]]))
    changeset_id = imports.upload(path)

    services.check_import(**imports.mine, changeset_id=changeset_id, sheet="说明")

    assert imports.staged(changeset_id) == []
    with pytest.raises(services.NothingToWrite):
        imports.commit(changeset_id)


def _workbook(imports, fill):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        fill(book, book.add_worksheet("名册"))
    upload = SimpleUploadedFile("名册.xlsx", content.getvalue())
    return services.start_import(**imports.mine, upload=upload, effective_on=TODAY)


def test_merged_header_cells_of_a_workbook_are_read(imports):
    def fill(book, sheet):
        sheet.merge_range(0, 0, 0, 3, "育英小学学生名册")
        sheet.merge_range(1, 0, 2, 0, "姓名")
        sheet.merge_range(1, 1, 2, 1, "班级")
        sheet.merge_range(1, 2, 1, 3, "监护人")
        sheet.write_row(2, 2, ["姓名", "电话"])
        sheet.write_row(3, 0, ["安小宁", imports.classes[0], "安国", 13812345678])

    changeset_id = _workbook(imports, fill)

    (row,) = imports.staged(changeset_id, row__isnull=False)
    assert (row.row, row.name, row.guardian_name, row.guardian_phone_last4) == (4, "安小宁", "安国", "5678")


def test_of_a_formula_its_result_is_read_and_an_error_is_a_blank(imports):
    def fill(book, sheet):
        sheet.write_row(0, 0, ["姓名", "班级", "班内学号"])
        sheet.write_formula(1, 0, '="安"&"小宁"', None, "安小宁")
        sheet.write_row(1, 1, [imports.classes[0]])
        sheet.write_formula(1, 2, "=1+6", None, 7)
        sheet.write_formula(2, 0, "=VLOOKUP(1,A:B,2,0)", None, "#N/A")
        sheet.write_row(2, 1, [imports.classes[0]])

    changeset_id = _workbook(imports, fill)

    good, bad = imports.staged(changeset_id, row__isnull=False)
    assert (good.name, good.class_position) == ("安小宁", 7)
    assert imports.problems(changeset_id) == [(3, "name", "NAME_BLANK")] and bad.row == 3


def test_text_that_looks_like_a_formula_is_refused_as_a_name(imports):
    changeset_id = imports.start([["=HYPERLINK(1)", "", "", "", "", imports.classes[0], "", "", "", "", ""]])

    assert imports.problems(changeset_id) == [(2, "name", "NAME_CHARACTER")]


def test_name_of_twenty_thousand_characters_is_refused_and_cut(imports):
    row = pupil(0, imports.classes[0])
    row[0] = "安" * 20_000

    changeset_id = imports.start([row, *imports.rows(1, start=1)])

    assert imports.problems(changeset_id) == [(2, "name", "NAME_LENGTH")]
    assert len(imports.staged(changeset_id, row=2)[0].problems[0]["value"]) == 200


def test_rows_keep_their_numbers_over_blank_lines(imports):
    rows = imports.rows(3)
    rows[1:1] = [[""] * 11, [None] * 11]
    rows[4][6] = "零"

    assert imports.problems(imports.start(rows)) == [(6, "class_position", "POSITION_FORM")]


def test_school_column_is_accepted_for_the_own_school_and_refused_for_another(imports, cast):
    headers = [*HEADERS, "学校名称"]
    own = [[*row, cast.school.unit.name] for row in imports.rows(2)]
    assert imports.counts(imports.start(own, headers=headers)) == {"ADDED": 2}
    own[1][-1] = "东风小学"

    with pytest.raises(services.OtherSchoolInFile) as refused:
        imports.start(own, headers=headers)

    assert refused.value.text() == "第3行的学校是“东风小学”，只能导入本校的名册，删去其他学校的行再上传"


def test_tabs_and_gb18030_are_read(imports):
    text = "\n".join("\t".join(map(str, row)) for row in [HEADERS, *imports.rows(2)])
    upload = SimpleUploadedFile("名册.txt", text.encode("gb18030"))

    changeset_id = services.start_import(**imports.mine, upload=upload, effective_on=dt.date(2026, 11, 23))

    assert imports.counts(changeset_id) == {"ADDED": 2}


def test_rows_of_people_begin_below_the_header(tmp_path):
    path = write_csv(tmp_path / "名册.csv", [["名册"], ["姓名", "班级"], ["安宁", "三(1)班"]])
    with path.open("rb") as stream:
        layout = find_layout(stream, FileKind.CSV, PUPILS)

        assert [row.number for row in table_rows(stream, FileKind.CSV, layout)] == [3]
