"""Make roster files for tests: pupils with sound numbers, written as a school would write them."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from sizao.core.people import identity

HEADERS = (
    "姓名",
    "性别",
    "出生日期",
    "身份证号",
    "学籍号",
    "班级",
    "班内学号",
    "是否住校",
    "家长姓名",
    "与学生关系",
    "家长电话",
)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "子梓浩宇睿泽俊一轩涵辰宸博航铭晨萱怡彤瑶妍琪馨诺"


def number_of(index: int) -> str:
    """Make the sound identity number of the pupil with this index."""
    birth = dt.date(2016, 1, 1) + dt.timedelta(days=index % 700)
    body = f"430102{birth:%Y%m%d}{index // 700 % 1000:03d}"
    return body + identity.resident_check_digit(body)


def pupil(index: int, class_name: str) -> list[object]:
    """Write the row of the pupil with this index."""
    number = number_of(index)
    name = SURNAMES[index % 32] + GIVEN[index // 32 % 24] + GIVEN[index // 768 % 24]
    sex = "男" if int(number[16]) % 2 else "女"
    birth = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    return [
        name, sex, birth, number, "G" + number, class_name, index % 45 + 1, "否", SURNAMES[index % 32] + "家长", "父亲",
        f"138{index:08d}",
    ]  # fmt: skip


def write_xlsx(path: Path, *sheets: tuple[str, Sequence[Sequence[object]]]) -> Path:
    """Write a workbook of (name, rows)."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def write_csv(path: Path, rows: Sequence[Sequence[object]], *, encoding: str = "utf-8-sig") -> Path:
    """Write a csv file."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path
