"""What can be wrong with a cell of a roster sheet, besides what is wrong with a name or a number anywhere."""

from sizao.core.choices import Choices


class CellProblem(Choices):
    """What only a sheet can get wrong; the label is the sentence shown."""

    ID_LOST_DIGITS = "ID_LOST_DIGITS", "号码被表格存成了数字，末几位已经丢失，请把这一列设为文本后重新填写"
    ID_DOCUMENT = "ID_DOCUMENT", "证件号码应为5至30位字母或数字"
    SEX_UNKNOWN = "SEX_UNKNOWN", "性别应填男或女"
    SEX_DIFFERS = "SEX_DIFFERS", "性别与身份证号不一致"
    BIRTH_UNREADABLE = "BIRTH_UNREADABLE", "看不懂这个日期，请写成2015-03-02"
    BIRTH_FUTURE = "BIRTH_FUTURE", "出生日期还没有到"
    BIRTH_AGE = "BIRTH_AGE", "按出生日期已{age}岁，请核对年份"
    BIRTH_DIFFERS = "BIRTH_DIFFERS", "出生日期与身份证号不一致（身份证号为{birth}）"
    CLASS_BLANK = "CLASS_BLANK", "没有填写班级"
    GRADE_UNREADABLE = "GRADE_UNREADABLE", "看不懂这个年级，请写成三年级、初一、高一或2024级"
    GRADE_DIFFERS = "GRADE_DIFFERS", "年级与班级不一致"
    BOARDER_UNKNOWN = "BOARDER_UNKNOWN", "是否住校应填是或否"
    ROOM_BUT_DAY_PUPIL = "ROOM_BUT_DAY_PUPIL", "填了宿舍，但是否住校填的是否"
    POSITION_FORM = "POSITION_FORM", "班内学号应为1至999的整数"
    TOO_LONG = "TOO_LONG", "最多{most}个字"
