"""Papers: read back by another program; words stay words, every page says who, when and why."""

import datetime as dt

import pytest
from django.utils import translation

from sizao.core import clock
from sizao.core.errors import Invalid
from sizao.core.files import exports, papers
from sizao.core.files.papers import Grid, Paper, PaperColumn, PaperSheet, Part, write_pdf
from sizao.core.files.rules import FileKind
from sizao.core.files.spreadsheets import Provenance
from tests.pdf import pages_of, text_of

AT = dt.datetime(2026, 11, 23, 8, tzinfo=clock.SHANGHAI)
NOTES = Provenance("王敏", AT, "卫生监督检查", "育英小学")
COLUMNS = (
    PaperColumn("编号", "end"), PaperColumn("姓名"), PaperColumn("发热", "center", "临床症状", True),
    PaperColumn("皮疹或疱疹", "center", "临床症状", True), PaperColumn("上报时间"),
)  # fmt: skip


def paper(*rows: tuple, sheets: int = 1, **values) -> Paper:
    part = Part("晨检", ("应到36人",), Grid(COLUMNS, rows) if rows else None)
    return Paper("登记表", tuple(PaperSheet(f"三({n})班", (part,)) for n in range(1, sheets + 1)), **values)


def test_cells_are_read_back_as_they_were_written():
    content = write_pdf(paper((1, "安子宁", "✓", None, AT), (2, "曹轩", None, "✓", "—")), notes=NOTES)

    text = text_of(content)
    assert "1安子宁✓2026-11-2308:00" in text and "2曹轩✓—" in text
    assert "临床症状" in text and "皮疹或疱疹" in text


@pytest.mark.parametrize("words", ["#strong[x]", "$x^2$ *y* _z_", '"a" \\ @b <c> // d', "=HYPERLINK(1)", "#sys.inputs"])
def test_text_is_never_read_as_markup(words):
    text = text_of(write_pdf(paper((1, words, None, None, None)), notes=Provenance(words, AT, words, words)))

    assert text.count(words.replace(" ", "")) == 4


def test_every_page_says_who_when_why_and_its_number():
    pages = pages_of(write_pdf(paper((1, "安子宁", None, None, None), sheets=3), notes=NOTES))

    assert [page[-3:] for page in pages] == ["1/3", "2/3", "3/3"]
    assert all("育英小学王敏2026-11-2308:00导出，用途：卫生监督检查" in page for page in pages)


def test_long_table_repeats_its_heading():
    pages = pages_of(write_pdf(paper(*[(n, "安子宁", "✓", None, AT) for n in range(90)]), notes=NOTES))

    assert len(pages) > 1 and all(page.count("编号姓名") == 1 for page in pages)


def test_english_paper_turns_its_narrow_headings():
    with translation.override("en"):
        columns = (PaperColumn("Rash or blisters", "center", "Symptoms", True), PaperColumn("Name"))
        sheet = PaperSheet("Class 1", (Part(grid=Grid(columns, (("✓", "An Zining"),))),))
        assert "Rashorblisters" in text_of(write_pdf(Paper("Register", (sheet,)), notes=NOTES))


@pytest.mark.parametrize("is_landscape", [True, False])
def test_wide_table_gets_smaller_type_before_its_columns_break(is_landscape):
    words = [["意识不清，发病11-23"] * 12]
    columns = [PaperColumn("备注")] * 12
    size, widths = papers._measures(columns, words, papers.WIDTH_MM[is_landscape])

    assert size in papers.SIZES and len(widths) == 12 and size < papers.SIZES[0]


def test_same_paper_is_the_same_file():
    assert write_pdf(paper((1, "a", None, None, None)), notes=NOTES) == write_pdf(
        paper((1, "a", None, None, None)), notes=NOTES
    )


def test_machine_without_chinese_fonts_says_so(monkeypatch):
    monkeypatch.setattr(papers, "FONT_FOLDERS", ())
    monkeypatch.delenv("SIZAO_FONTS", raising=False)
    papers._fonts.cache_clear()
    try:
        assert not papers.has_fonts()
        with pytest.raises(papers.FontsMissing):
            write_pdf(paper(), notes=NOTES)
    finally:
        papers._fonts.cache_clear()


@pytest.mark.parametrize("purpose", ["", " \n ", "查" * 101])
def test_purpose_is_asked_for(purpose):
    with pytest.raises(Invalid):
        exports.read_purpose(purpose)


def test_kind_of_file_is_a_workbook_or_a_paper():
    assert [exports.read_kind(one) for one in ("", "XLSX", "PDF")] == [FileKind.XLSX, FileKind.XLSX, FileKind.PDF]
    with pytest.raises(Invalid):
        exports.read_kind("CSV")


def test_name_of_a_file_comes_of_its_title():
    assert exports.named("育英小学 日报告 2026-11-23 周一", FileKind.PDF) == "育英小学_日报告_2026-11-23_周一.pdf"
