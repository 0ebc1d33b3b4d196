"""The empty roster that schools fill in: our columns, lists to choose from, and a sheet that explains each."""

from collections.abc import Sequence
from typing import IO

import xlsxwriter

from sizao.registry.roster.rules import Column
from sizao.registry.roster.rules.headers import REQUIRED

ROWS = 5000
# Column → how to fill it in, and an example of a person who does not exist.
HINTS = {
    Column.NAME: ("必填", "安宁"),
    Column.SEX: ("男或女", "女"),
    Column.BIRTH_DATE: ("写成2015-03-02", "2015-03-02"),
    Column.IDENTITY_KIND: ("不填按居民身份证", "居民身份证"),
    Column.IDENTITY_NUMBER: ("18位，单元格设为文本", "110101201503020029"),
    Column.STUDENT_NUMBER: ("G、J或L加18位，或本地学籍号", "G110101201503020029"),
    Column.GRADE: ("班级名里已有年级时可不填", "三年级"),
    Column.CLASS: ("必填，与系统里的班名一致", "三(1)班"),
    Column.POSITION: ("1至999", "7"),
    Column.BOARDER: ("是或否", "否"),
    Column.ROOM: ("填了按住校，房间现在不写入", ""),
    Column.GUARDIAN_NAME: ("父母或其他监护人", "安国"),
    Column.GUARDIAN_PHONE: ("11位手机号", "13800000000"),
}
RELATION_HINT = ("父亲、母亲、祖父母等", "父亲")
RELATION_TITLE = "与学生关系"
LISTS = {Column.SEX: ["男", "女"], Column.BOARDER: ["是", "否"]}
AS_TEXT = frozenset([Column.IDENTITY_NUMBER, Column.STUDENT_NUMBER, Column.GUARDIAN_PHONE, Column.BIRTH_DATE])


def write_blank(target: IO[bytes], classes: Sequence[str]) -> None:
    """Write the template; `classes` become the list of the class column."""
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        sheet, notes = book.add_worksheet("名册"), book.add_worksheet("填写说明")
        titles = [(column, column.label) for column in Column]
        titles.insert(titles.index((Column.GUARDIAN_PHONE, Column.GUARDIAN_PHONE.label)), (None, RELATION_TITLE))
        for place, (column, title) in enumerate(titles):
            sheet.set_column(place, place, 20 if column in AS_TEXT else 12, text if column in AS_TEXT else None)
            sheet.write_string(0, place, f"{title}*" if column in REQUIRED else title, bold)
            choices = list(classes) if column == Column.CLASS else LISTS.get(column, [])
            _offer(book, sheet, place, choices)
        sheet.freeze_panes(1, 0)
        _explain(notes, titles, bold)


def _offer(book: xlsxwriter.Workbook, sheet: object, place: int, choices: list[str]) -> None:
    """Let the cells of a column be chosen from a list that stands on a hidden sheet; other values only warn."""
    if not choices:
        return
    name = f"选项{place}"
    hidden = book.add_worksheet(name)
    hidden.hide()
    hidden.write_column(0, 0, choices)
    source = f"='{name}'!$A$1:$A${len(choices)}"
    sheet.data_validation(1, place, ROWS, place, {"validate": "list", "source": source, "error_type": "warning"})


def _explain(notes: object, titles: Sequence[tuple[Column | None, str]], bold: object) -> None:
    notes.set_column(0, 0, 16)
    notes.set_column(1, 2, 36)
    notes.write_row(0, 0, ("列", "怎么填", "示例"), bold)
    for row, (column, title) in enumerate(titles, start=1):
        hint, example = HINTS[column] if column is not None else RELATION_HINT
        notes.write_row(row, 0, (title, hint, example))
    notes.write_string(len(titles) + 2, 0, "空着的单元格不改动名册里已有的内容；不在文件中的学生不会自动离校。")
