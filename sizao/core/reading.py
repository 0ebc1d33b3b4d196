"""Say what is wrong with a body or parameter that cannot be read: each field by name, in words for people."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_noop as _

from sizao.core.errors import FieldProblem
from sizao.core.rest import MANY, ONE

_WHOLE = _("要填整数")
_NUMBER = _("要填数")
_TEXT = _("要填文字")
_KEY = _("编号写成UUID")
_MOMENT = _("时间写成2026-11-23T08:05:00+08:00这样，要带时区")
_OBJECT = _("要填一个对象")
_YES_NO = _("填true或false")

REASONS = {
    "missing": _("缺少这一项"),
    "extra_forbidden": _("没有这一项"),
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "list_type": _("要填一个列表"),
    "too_long": _("最多{max_length}项"),
    "too_short": _("至少{min_length}项"),
    "string_type": _TEXT,
    "string_unicode": _("有不能保存的字符"),
    "string_pattern_mismatch": _("有不能保存的字符"),
    "string_too_long": _("最多{max_length}字"),
    "string_too_short": _("至少{min_length}字"),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "finite_number": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "decimal_max_places": _("最多{decimal_places}位小数"),
    "greater_than_equal": _("不能小于{ge}"),
    "less_than_equal": _("不能大于{le}"),
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "uuid_type": _KEY,
    "uuid_parsing": _KEY,
    "uuid_version": _("编号要用第{expected_version}版UUID"),
    "bad_day": _("日期写成2026-11-23这样"),
    "day_out_of_range": _("日期要在{earliest}到{latest}之间"),
    "bad_moment": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "timezone_aware": _MOMENT,
    "unknown_code": _("不认识的选项：{code}"),
}
UNREADABLE = _("这一项读不出来：{why}")
LONGEST_ECHO = 40


def problems_of(errors: Iterable[Any], *, row: int | None = None) -> list[FieldProblem]:
    """Turn the errors of pydantic, as it lists them, into problems of fields.

    errors: each with `type`, `loc`, `msg` and, where known, `ctx` and `input`; row: 1-based row of a list.
    """
    return [_problem(error, row) for error in errors]


def _problem(error: Any, row: int | None) -> FieldProblem:
    reason = REASONS.get(error["type"])
    params = dict(error.get("ctx", {})) if reason else {"why": error["msg"]}
    given = error.get("input")
    value = "" if given is None or isinstance(given, dict | list) else str(given)[:LONGEST_ECHO]
    return FieldProblem(_field(error["loc"]), reason or UNREADABLE, params, row, value)


def _field(location: Iterable[Any]) -> str:
    return ".".join(str(part) for part in location if part not in (ONE, MANY)) or "body"
