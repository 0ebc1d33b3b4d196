"""What is refused before anyone opens it, whatever it is called."""

import io
import zipfile

import pytest

from sizao.core.files import archives, rules
from sizao.core.files.inspection import inspect
from sizao.core.files.rules import FileKind, Limits
from sizao.core.files.tests import builders

ALL = tuple(FileKind)
TABLES = rules.SPREADSHEETS
SMALL = Limits(
    most_bytes=3_000_000, unpacked_bytes=8_000_000, ratio=50, ratio_from_bytes=1_000_000, members=20, rows=1000,
    columns=30, cells=20_000,
)  # fmt: skip


def look(content: bytes, allowed=TABLES, limits: Limits = SMALL) -> FileKind:
    return inspect(io.BytesIO(content), allowed=allowed, limits=limits)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (builders.workbook(["姓名"], ["安子宁"]), FileKind.XLSX),
        ("姓名,班级\n安子宁,三(1)班\n".encode(), FileKind.CSV),
        ("姓名,班级\n安子宁,三(1)班\n".encode("utf-8-sig"), FileKind.CSV),
        ("姓名,班级\n安子宁,三(1)班\n".encode("gb18030"), FileKind.CSV),
        ("姓名\t班级\n".encode("utf-16"), FileKind.CSV),
        (b"%PDF-1.7\n", FileKind.PDF),
        (b"\x89PNG\r\n\x1a\n....", FileKind.PNG),
        (b"\xff\xd8\xff\xe0....", FileKind.JPEG),
    ],
)
def test_kind_is_told_by_content(content, kind):
    assert look(content, ALL) is kind


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", rules.FileEmpty),
        (b"a" * 3_000_001, rules.FileTooLarge),
        (b"\x89PNG\r\n\x1a\n....", rules.WrongFileKind),
        (b"%PDF-1.7\n", rules.WrongFileKind),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, rules.OldOrLocked),
        (b"  <html><table><tr><td>x</td></tr></table></html>", rules.WrongFileKind),
        (b"MZ\x90\x00\x03\x00\x00\x00", rules.BadEncoding),
        (b"\x00\x01\x02\x03", rules.BadEncoding),
        (b"PK\x03\x04 and then nothing", rules.BadArchive),
    ],
)
def test_content_of_another_kind_is_refused_by_name(content, error):
    with pytest.raises(error):
        look(content)


def test_archive_that_is_no_workbook_is_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        made.writestr("word/document.xml", "x")
    with pytest.raises(rules.WrongFileKind, match="压缩包"):
        look(content.getvalue())


def test_bomb_is_refused_before_it_has_unpacked():
    with pytest.raises(rules.UnpacksTooFar):
        look(builders.archive({"xl/worksheets/sheet1.xml": b"\0" * 50_000_000}))


def test_dense_archive_below_the_limit_is_refused_by_its_ratio():
    with pytest.raises(rules.UnpacksTooFar):
        look(builders.archive({"xl/worksheets/sheet1.xml": b" " * 7_000_000}))


def test_archive_that_lies_about_its_size_is_refused():
    with pytest.raises(rules.BadArchive):
        look(builders.lying_archive(b"<sheetData>" + b"x" * 70_000, claimed_size=1000))


def test_archive_of_very_many_parts_is_refused():
    with pytest.raises(rules.UnpacksTooFar):
        look(builders.archive({f"xl/{number}.xml": b"x" for number in range(30)}))


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "xl/../../x.xml", "/etc/passwd", "xl\\..\\x.xml", "C:/windows/x.xml", "xl/worksheets/.."],
)
def test_names_that_lead_out_of_the_archive_are_refused(name):
    with pytest.raises(rules.BadArchive):
        look(builders.archive({name: b"x"}))


def test_link_in_an_archive_is_refused():
    content = io.BytesIO(builders.archive({}))
    with zipfile.ZipFile(content, "a") as made:
        link = zipfile.ZipInfo("xl/link.xml")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    with pytest.raises(rules.BadArchive):
        look(content.getvalue())


def test_two_parts_of_one_name_are_refused():
    content = io.BytesIO(builders.archive({}))
    with zipfile.ZipFile(content, "a") as made, pytest.warns(UserWarning):
        made.writestr("xl/workbook.xml", b"<other/>")
    with pytest.raises(rules.BadArchive):
        look(content.getvalue())


def test_locked_parts_are_refused():
    with pytest.raises(rules.BadArchive):
        look(builders.with_flag(builders.workbook(["a"]), 0x1))


@pytest.mark.parametrize(
    "content",
    [
        builders.archive({"xl/vbaProject.bin": b"x"}),
        builders.archive({"xl/VBAProject.BIN": b"x"}),
        builders.archive({}, types=builders.TYPES.replace(b"sheet.main", b"sheet.macroEnabled.main")),
    ],
)
def test_workbook_with_macros_is_refused_whatever_its_name(content):
    with pytest.raises(rules.HasMacros):
        look(content)


def test_damaged_part_is_refused():
    content = bytearray(builders.workbook(["a" * 500]))
    at = content.find(b"xl/worksheets/sheet1.xml") + 60
    content[at : at + 20] = b"\xff" * 20
    with pytest.raises(rules.BadArchive):
        look(bytes(content))


@pytest.mark.parametrize("far", [(1_048_575, 0), (0, 16_383), (999, 29), (2000, 1)])
def test_one_far_cell_that_would_cost_gigabytes_is_refused(far):
    with pytest.raises(rules.TooManyCells):
        look(builders.workbook(["a"], far=far))


def test_far_cell_is_found_across_the_pieces_in_which_a_part_is_read(monkeypatch):
    monkeypatch.setattr(archives, "CHUNK", 7)
    with pytest.raises(rules.TooManyCells):
        look(builders.workbook(["a"], far=(5000, 1)))


def test_empty_styled_cells_far_away_cost_nothing():
    sheet = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert look(builders.archive({"xl/worksheets/sheet1.xml": sheet})) is FileKind.XLSX
