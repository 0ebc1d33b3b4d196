"""Recognizing the columns of a roster sheet by the words in its header."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sizao.core.choices import Choices
from sizao.registry.roster.rules.cells import cell_text


class Column(Choices):
    """A column of the roster; the label is what our own template prints."""

    NAME = "name", "姓名"
    SEX = "sex", "性别"
    BIRTH_DATE = "birth_date", "出生日期"
    IDENTITY_KIND = "identity_kind", "证件类型"
    IDENTITY_NUMBER = "identity_number", "身份证号"
    STUDENT_NUMBER = "student_number", "学籍号"
    GRADE = "grade", "年级"
    CLASS = "class_group", "班级"
    POSITION = "class_position", "班内学号"
    BOARDER = "is_boarder", "是否住校"
    ROOM = "room", "宿舍"
    GUARDIAN_NAME = "guardian_name", "家长姓名"
    GUARDIAN_PHONE = "guardian_phone", "家长电话"


REQUIRED = (Column.NAME, Column.CLASS)
SYNONYMS: dict[Column, tuple[str, ...]] = {
    Column.NAME: ("姓名", "学生姓名", "名字", "学生名字", "学生"),
    Column.SEX: ("性别", "学生性别"),
    Column.BIRTH_DATE: ("出生日期", "出生年月日", "生日", "出生年月", "出生时间"),
    Column.IDENTITY_KIND: ("证件类型", "身份证件类型", "证件种类"),
    Column.IDENTITY_NUMBER: (
        *(
            "身份证号",
            "身份证号码",
            "身份证件号",
            "身份证件号码",
            "证件号码",
            "证件号",
            "公民身份号码",
            "身份证",
        ),
        *("学生身份证号", "学生身份证号码"),
    ),
    Column.STUDENT_NUMBER: ("学籍号", "全国学籍号", "学籍号码", "全国学籍号码", "学籍主号", "学生学籍号"),
    Column.GRADE: ("年级", "所在年级", "年级名称", "就读年级"),
    Column.CLASS: ("班级", "班别", "所在班级", "班级名称", "班", "就读班级", "行政班"),
    Column.POSITION: ("班内学号", "座号", "座位号", "班内序号", "班内编号"),
    Column.BOARDER: ("是否住校", "住宿", "是否住宿", "住校", "是否寄宿", "就读方式", "寄宿", "是否寄宿生"),
    Column.ROOM: ("宿舍", "寝室号", "宿舍号", "寝室", "宿舍房间", "房间号", "宿舍房间号"),
    Column.GUARDIAN_NAME: ("家长姓名", "监护人姓名", "家长", "监护人", "成员1姓名", "监护人1姓名"),
    Column.GUARDIAN_PHONE: (
        *("家长电话", "监护人电话", "家长手机", "家长手机号", "家长联系电话", "监护人手机", "监护人联系电话"),
        *("监护人手机号", "成员1联系电话", "监护人1电话"),
    ),
}
# Taken only when no column has a name above: “序号” is mostly the row number, “电话” may be anybody's.
WEAK_SYNONYMS: dict[Column, tuple[str, ...]] = {
    Column.POSITION: ("学号", "序号"),
    Column.GUARDIAN_PHONE: ("联系电话", "电话", "手机号", "手机", "联系方式"),
}
HEADER_ROWS = 10


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """Which column is what.

    columns: Column → 0-based index. unknown: (index, text) that are left unread.
    duplicate: (Column, indexes) that say the same; none of them is read. missing: required columns not found.
    """

    columns: dict[Column, int]
    unknown: tuple[tuple[int, str], ...]
    duplicate: tuple[tuple[Column, tuple[int, ...]], ...]
    missing: tuple[Column, ...]

    @property
    def is_usable(self) -> bool:
        """Whether rows can be read: nothing required is missing and nothing is there twice."""
        return not self.missing and not self.duplicate


def plain_header(cell: object) -> str:
    """Cut what people add to a header: stars, colons, blanks, remarks in brackets."""
    return re.sub(r"\(.*?\)|\[.*?\]|【.*?】|[*:\s]", "", cell_text(cell))


def _indexes(words: Sequence[str], synonyms: dict[Column, tuple[str, ...]]) -> dict[Column, list[int]]:
    column_of = {word: column for column, words_ in synonyms.items() for word in words_}
    found: dict[Column, list[int]] = {}
    for index, word in enumerate(words):
        if word in column_of:
            found.setdefault(column_of[word], []).append(index)
    return found


def recognize_headers(cells: Sequence[object]) -> HeaderMatch:
    """Tell what each column of a header row holds, and what is unknown, there twice or missing."""
    words = [plain_header(cell) for cell in cells]
    found = _indexes(words, SYNONYMS)
    for column, indexes in _indexes(words, WEAK_SYNONYMS).items():
        # Of weak names the first in our order of preference that occurs is meant, the others are left unread.
        preferred = next(word for word in WEAK_SYNONYMS[column] if word in words)
        found.setdefault(column, [index for index in indexes if words[index] == preferred])
    used = {index for indexes in found.values() for index in indexes}
    return HeaderMatch(
        columns={column: indexes[0] for column, indexes in found.items() if len(indexes) == 1},
        unknown=tuple((i, cell_text(cells[i])) for i, word in enumerate(words) if word and i not in used),
        duplicate=tuple((column, tuple(indexes)) for column, indexes in found.items() if len(indexes) > 1),
        missing=tuple(column for column in REQUIRED if column not in found),
    )


def find_header_row(rows: Sequence[Sequence[object]]) -> int | None:
    """Find the header among the first rows: the one with most known columns, a name among them.

    returns: 0-based index of the row; None when no row names a column for the name.
    """
    scores = []
    for index, cells in enumerate(rows[:HEADER_ROWS]):
        found = recognize_headers(cells)
        if Column.NAME not in found.missing:
            scores.append((len(found.columns), -index))
    return -max(scores)[1] if scores else None
