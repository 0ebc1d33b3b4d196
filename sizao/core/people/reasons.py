"""Why something written about a person is not accepted: one sentence a problem, with its parameters."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Self

from sizao.core.choices import Choices


class Problem(Choices):
    """What can be wrong with a name or a number; the label is the sentence shown."""

    ID_BLANK = "ID_BLANK", "没有填写身份证号"
    ID_LENGTH = "ID_LENGTH", "身份证号应为18位，填写的是{length}位"
    ID_OLD = "ID_OLD", "这是15位旧身份证号，请填18位"
    ID_CHARACTER = "ID_CHARACTER", "身份证号前17位应为数字，最后一位为数字或X"
    ID_REGION = "ID_REGION", "身份证号开头“{region}”不是有效的地区"
    ID_BIRTH = "ID_BIRTH", "身份证号中的出生日期“{birth}”不存在"
    ID_FUTURE = "ID_FUTURE", "身份证号中的出生日期“{birth}”还没有到"
    ID_CHECKSUM = "ID_CHECKSUM", "身份证号的校验位不对，请核对有没有输错数字"
    NUMBER_FORM = "NUMBER_FORM", "学籍号应为G、J或L加18位，或本地学籍号（4至30位字母或数字）"
    NUMBER_LENGTH = "NUMBER_LENGTH", "以{prefix}开头的学籍号应为19位，填写的是{length}位"
    NUMBER_BODY = "NUMBER_BODY", "学籍号{prefix}后面的18位不对：{detail}"
    NAME_BLANK = "NAME_BLANK", "没有填写姓名"
    NAME_LENGTH = "NAME_LENGTH", "姓名应为2至50个字"
    NAME_CHARACTER = "NAME_CHARACTER", "姓名中不能有“{character}”"
    NAME_NOT_A_PERSON = "NAME_NOT_A_PERSON", "“{name}”不是姓名，可能是合计行或说明行"
    PHONE_FORM = "PHONE_FORM", "手机号应为11位，以13至19开头"


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """One refusal.

    problem: a member of `Problem`, or of the problems that a sheet adds.
    field: code of the column in a sheet, empty when a single value was checked.
    value: what was written, as text; never log it, it may be an identity number.
    """

    problem: Choices
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
