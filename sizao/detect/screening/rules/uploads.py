"""Checks that come in a file: what its columns are called, the loop of an upload, keys that make a resend safe."""

import datetime as dt
import uuid

from sizao.core.changesets.headers import Vocabulary
from sizao.core.choices import Choices
from sizao.core.loops import Loop, Move

SEND = "checks.send_file"
UPLOAD_LOOP = Loop(
    name="screening.upload",
    states={
        "UPLOADED": "待核对", "CHECKED": "待写入", "REFUSED": "有误", "COMMITTED": "已写入", "DISCARDED": "已放弃",
    },
    start="UPLOADED",
    closed=frozenset({"COMMITTED", "DISCARDED"}),
    moves=(
        Move("check", "核对", ("UPLOADED", "CHECKED", "REFUSED"), "CHECKED", SEND),
        Move("refuse", "退回", ("UPLOADED", "CHECKED", "REFUSED"), "REFUSED", SEND),
        Move("commit", "写入", ("CHECKED",), "COMMITTED", SEND),
        Move("discard", "放弃", ("UPLOADED", "CHECKED", "REFUSED"), "DISCARDED", SEND),
    ),
)  # fmt: skip


class Column(Choices):
    """A column of the file; the label is what our own template prints."""

    SCHOOL = "school", "学校"
    CLASS = "class_group", "班级"
    DAY = "day", "日期"
    SESSION = "session", "时段"
    PERSON = "person", "学生"
    PRESENCE = "presence", "到校情况"
    REASON = "absence_reason", "缺勤原因"
    SYMPTOMS = "symptoms", "症状"
    TEMPERATURE = "temperature_celsius", "体温"
    ONSET = "onset_date", "发病日期"
    NOTE = "note", "备注"


# What says something of one pupil; a row that says 0 for its class has none of these.
ABOUT_PUPIL = (Column.PRESENCE, Column.REASON, Column.SYMPTOMS, Column.TEMPERATURE, Column.ONSET)
CHECKS = Vocabulary(
    Column.CLASS,
    (Column.CLASS, Column.DAY, Column.SESSION, Column.PERSON),
    {
        Column.SCHOOL: ("学校", "学校编码", "学校代码", "学校名称", "校名"),
        Column.CLASS: ("班级", "班级名称", "班级编码", "班级代码", "班", "部门"),
        Column.DAY: ("日期", "检查日期", "晨检日期"),
        Column.SESSION: ("时段", "检查时段", "检次"),
        Column.PERSON: ("学生", "姓名", "学生姓名", "学籍号", "姓名或学籍号", "学生或0"),
        Column.PRESENCE: ("到校情况", "出勤情况", "出勤", "状态"),
        Column.REASON: ("缺勤原因", "缺课原因"),
        Column.SYMPTOMS: ("症状", "主要症状"),
        Column.TEMPERATURE: ("体温", "体温℃", "温度"),
        Column.ONSET: ("发病日期", "发病时间"),
        Column.NOTE: ("备注", "说明"),
    },
)
# A class where nobody is ill or absent says so in the pupil's cell.
ZERO = frozenset({"0", "无", "零"})
# A pupil asked about since yesterday who is well again.
WELL = frozenset({"正常", "已恢复", "到校正常"})

# The column that a refused field of a check stands in.
COLUMN_OF: dict[str, Column] = {
    "group_id": Column.CLASS,
    "id": Column.CLASS,
    "base_version": Column.CLASS,
    "day": Column.DAY,
    "session": Column.SESSION,
    "entries": Column.PERSON,
    "recovered": Column.PERSON,
    "person_id": Column.PERSON,
    **{column.value: column for column in (*ABOUT_PUPIL, Column.NOTE)},
}


def key_of(day: dt.date, digest: bytes) -> uuid.UUID:
    """Make the key of a report from what it says, so that the same file sent again writes nothing twice.

    digest: of the whole report, at least 10 bytes. returns: a UUIDv7 at the report's day.
    """
    milliseconds = (day - dt.date(1970, 1, 1)).days * 86_400_000
    high = int.from_bytes(digest[:2]) & 0xFFF
    low = int.from_bytes(digest[2:10]) & ((1 << 62) - 1)
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)
