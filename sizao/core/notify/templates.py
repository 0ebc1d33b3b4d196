"""What a notice may say: declared texts whose every part is of a kind that names no person.

Lock screens are public: a text holds classes, counts of work, deadlines, never a name, a symptom, a disease or an id.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from django.utils.translation import gettext as _

from sizao.core import clock
from sizao.core.choices import Choices
from sizao.core.errors import SizaoError

# So many groups are named; the others are counted.
MOST_GROUPS = 3


class Param(Choices):
    """The kinds of part a text may have; there is none for a person, a symptom, a disease or an id."""

    GROUPS = "GROUPS", "班级"
    UNIT = "UNIT", "机构"
    UNITS = "UNITS", "多个机构"
    COUNT = "COUNT", "数"
    MINUTES = "MINUTES", "分钟"
    TIME = "TIME", "时刻"
    DAY = "DAY", "日期"
    WORD = "WORD", "用词"
    TITLE = "TITLE", "事项名"
    CONTACT = "CONTACT", "经手人与电话"


# How a list that is too long to be read out ends.
LISTS = {Param.GROUPS: "{named}等{count}个班", Param.UNITS: "{named}等{count}个单位"}


class BadNotice(SizaoError):
    """A notice was to be sent that its template does not allow: a mistake in the program."""

    code = "bad_notice"
    message = "通知“{template}”的“{param}”不合规定"
    http_status = 500


@dataclass(frozen=True, slots=True)
class Template:
    """A message: Chinese source text with {parts}, the kind of each part, and whether it may ring at night.

    words: what a part of kind WORD may say. An urgent message is not limited to one a day.
    """

    code: str
    text: str
    params: Mapping[str, Param] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    is_urgent: bool = False

    @property
    def parts(self) -> list[str]:
        """Names of the {parts} in the text."""
        return [name for _text, name, _spec, _conversion in Formatter().parse(self.text) if name]


_templates: dict[str, Template] = {}
_titles: set[str] = set()


def declare(templates: Iterable[Template]) -> None:
    """Add a module's templates to the one table; a code stands for one template only.

    raises: BadNotice when the parts of a text are not those declared.
    """
    for template in templates:
        if set(template.parts) != set(template.params):
            raise BadNotice(template=template.code, param=template.text)
        if _templates.setdefault(template.code, template) != template:
            raise ValueError(f"notice template {template.code} is declared twice")


def declare_titles(titles: Iterable[str]) -> None:
    """Add names of things to do (因病缺勤追查, 日报告) that a part of kind TITLE may say."""
    _titles.update(titles)


def declared() -> dict[str, Template]:
    """Give the table of all templates by code."""
    return dict(_templates)


def declared_titles() -> set[str]:
    """Give all names of things to do."""
    return set(_titles)


def to_stored(template: Template, given: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the parts given into what is stored, refusing what the template does not allow.

    raises: BadNotice.
    """
    if set(given) != set(template.params):
        raise BadNotice(template=template.code, param=", ".join(sorted(set(given) ^ set(template.params))))
    return {name: _stored(template, name, kind, given[name]) for name, kind in template.params.items()}


def _stored(template: Template, name: str, kind: Param, value: Any) -> Any:
    if kind is Param.WORD:
        is_right = value in template.words
    elif kind is Param.TITLE:
        is_right = value in _titles
    else:
        is_right = _RIGHT[kind](value)
    if not is_right:
        raise BadNotice(template=template.code, param=name)
    if kind in (Param.TIME, Param.DAY):
        return value.isoformat()
    return list(value) if kind in LISTS else value


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_said(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


_RIGHT: dict[Param, Callable[[Any], bool]] = {
    Param.GROUPS: lambda value: isinstance(value, tuple | list) and bool(value) and all(map(_is_said, value)),
    Param.UNITS: lambda value: isinstance(value, tuple | list) and bool(value) and all(map(_is_said, value)),
    Param.COUNT: _is_number,
    Param.MINUTES: _is_number,
    Param.TIME: lambda value: isinstance(value, dt.datetime) and value.tzinfo is not None,
    Param.DAY: lambda value: isinstance(value, dt.date) and not isinstance(value, dt.datetime),
    Param.UNIT: _is_said,
    Param.CONTACT: _is_said,
}


def merged(template: Template, first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Make one message of two of the same kind: groups are joined, counts added, the rest is the first's."""
    both = dict(first)
    for name, kind in template.params.items():
        if kind in LISTS:
            both[name] = [*first[name], *(one for one in second[name] if one not in first[name])]
        elif kind is Param.COUNT:
            both[name] = first[name] + second[name]
    return both


def text_of(code: str, stored: Mapping[str, Any], *, is_outside: bool = False) -> str:
    """Write a stored message in the reader's language; one whose template is gone only names its kind.

    is_outside: for a group chat, which is nobody's own: whom to call is left to the inbox.
    """
    template = _templates.get(code)
    if template is None:
        return code
    shown = {name: _shown(kind, stored.get(name)) for name, kind in template.params.items()}
    if is_outside:
        shown |= {name: _("见系统") for name, kind in template.params.items() if kind is Param.CONTACT}
    return _(template.text).format(**shown)


def _shown(kind: Param, value: Any) -> str:
    if value is None:
        return "—"
    if kind in LISTS:
        named = _("、").join(value[:MOST_GROUPS])
        return named if len(value) <= MOST_GROUPS else _(LISTS[kind]).format(named=named, count=len(value))
    if kind is Param.TIME:
        return dt.datetime.fromisoformat(value).astimezone(clock.SHANGHAI).strftime("%H:%M")
    if kind in (Param.WORD, Param.TITLE):
        return _(value)
    return str(value)
