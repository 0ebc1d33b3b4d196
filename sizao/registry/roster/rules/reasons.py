"""Why a value of the roster is not accepted: one sentence a problem, with its parameters."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Self

from sizao.core.choices import Choices


class Problem(Choices):
    """What can be wrong with a person's data; the label is the sentence shown."""

    ID_BLANK = "ID_BLANK", "没有填写身份证号"
    ID_LENGTH = "ID_LENGTH", "身份证号应为18位，填写的是{length}位"
    ID_OLD = "ID_OLD", "这是15位旧身份证号，请填18位"
    ID_CHARACTER = "ID_CHARACTER", "身份证号前17位应为数字，最后一位为数字或X"
    ID_REGION = "ID_REGION", "身份证号开头“{region}”不是有效的地区"
    ID_BIRTH = "ID_BIRTH", "身份证号中的出生日期“{birth}”不存在"
    ID_FUTURE = "ID_FUTURE", "身份证号中的出生日期“{birth}”还没有到"
    ID_CHECKSUM = "ID_CHECKSUM", "身份证号的校验位不对，请核对有没有输错数字"
    ID_LOST_DIGITS = "ID_LOST_DIGITS", "号码被表格存成了数字，末几位已经丢失，请把这一列设为文本后重新填写"
    ID_DOCUMENT = "ID_DOCUMENT", "证件号码应为5至30位字母或数字"
    NUMBER_FORM = "NUMBER_FORM", "学籍号应为G、J或L加18位，或本地学籍号（4至30位字母或数字）"
    NUMBER_LENGTH = "NUMBER_LENGTH", "以{prefix}开头的学籍号应为19位，填写的是{length}位"
    NUMBER_BODY = "NUMBER_BODY", "学籍号{prefix}后面的18位不对：{detail}"
    NAME_BLANK = "NAME_BLANK", "没有填写姓名"
    NAME_LENGTH = "NAME_LENGTH", "姓名应为2至50个字"
    NAME_CHARACTER = "NAME_CHARACTER", "姓名中不能有“{character}”"
    NAME_NOT_A_PERSON = "NAME_NOT_A_PERSON", "“{name}”不是姓名，可能是合计行或说明行"
    PHONE_FORM = "PHONE_FORM", "手机号应为11位，以13至19开头"
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


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """One refusal.

    field: code of the roster column, empty when a single value was checked.
    value: what was written, as text; never log it, it may be an identity number.
    """

    problem: Problem
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)
    field: str = ""
    value: str = ""

    @property
    def code(self) -> str:
        """Stable name of the problem, for programs."""
        return self.problem.value

    def at(self, column: str, value: str) -> Self:
        """Say where it was found and what was written there."""
        return dataclasses.replace(self, field=column, value=value)

    def text(self, translate: Callable[[str], str] = str) -> str:
        """Say it as a sentence in the language of `translate`; a nested reason is translated too."""
        params = {k: v.text(translate) if isinstance(v, Reason) else v for k, v in self.params.items()}
        return translate(self.problem.label).format(**params)
