"""The empty file of checks; it is read back by its headings, so it stays Chinese."""

from collections.abc import Sequence

from sizao.core.changesets.blank import BlankColumn
from sizao.detect.checks.queries import AbsenceReason, Presence, Session, Symptom
from sizao.detect.screening.rules.uploads import Column

NOTE = (
    "每名患病或缺勤的学生一行；全班没有异常的班写一行，“学生”填0；没写到的班仍是未报。"
    "昨日异常、今天已好的学生也写一行，“到校情况”填正常。有一行不对，整个文件都不写入。"
)


def columns(classes: Sequence[str], *, is_office: bool) -> list[BlankColumn]:
    """Give the columns; offices name the school, schools choose from their classes."""
    school = BlankColumn(Column.SCHOOL.label, "必填，学校编码或学校全称", "3143000001", is_text=True, is_required=True)
    symptoms = "、".join(one.label for one in Symptom)
    return [
        *([school] if is_office else []),
        BlankColumn(Column.CLASS.label, "必填，与系统里的班名一致", "三(1)班", is_required=True, choices=classes),
        BlankColumn(Column.DAY.label, "必填，写成2026-11-23", "2026-11-23", is_text=True, is_required=True),
        BlankColumn(
            Column.SESSION.label, "必填", "晨检", is_required=True, choices=[one.label for one in Session]
        ),
        BlankColumn(
            Column.PERSON.label, "必填，姓名或学籍号；全班没有异常填0；班里有同名学生时写学籍号", "安宁",
            is_text=True, is_required=True,
        ),
        BlankColumn(
            Column.PRESENCE.label, "不填按到校；写了缺勤原因按缺勤", "到校",
            choices=["正常", *(one.label for one in Presence)],
        ),
        BlankColumn(Column.REASON.label, "缺勤的必填", "病假", choices=[one.label for one in AbsenceReason]),
        BlankColumn(Column.SYMPTOMS.label, f"几个症状用顿号隔开：{symptoms}", "发热、咳嗽", is_text=True),
        BlankColumn(Column.TEMPERATURE.label, "30到45之间的数", "38.2"),
        BlankColumn(Column.ONSET.label, "写成2026-11-22，不能晚于检查日期", "2026-11-22", is_text=True),
        BlankColumn(Column.NOTE.label, "最多500字", ""),
    ]  # fmt: skip
