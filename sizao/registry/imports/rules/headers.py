"""Recognizing the columns of a roster sheet by the words in its header."""

from sizao.core.changesets.headers import Vocabulary
from sizao.core.choices import Choices


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
SYNONYMS: dict[str, tuple[str, ...]] = {
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
WEAK_SYNONYMS: dict[str, tuple[str, ...]] = {
    Column.POSITION: ("学号", "序号"),
    Column.GUARDIAN_PHONE: ("联系电话", "电话", "手机号", "手机", "联系方式"),
}
# A column of ours that is not in the rules of rows: it is kept as it is written.
RELATION = "guardian_relation"
RELATION_HEADERS = (
    *("与学生关系", "与监护人关系", "关系", "监护人关系", "家长关系", "家长与学生关系"),
    *("称谓", "成员1关系"),
)
PUPILS = Vocabulary(Column.NAME, REQUIRED, {**SYNONYMS, RELATION: RELATION_HEADERS}, WEAK_SYNONYMS)
