"""Say a line of the plan, a text behind it and a record in words."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sizao.core.words import WEEKDAYS
from sizao.prepare.hygiene import queries
from sizao.prepare.hygiene.rules import Line, Work
from sizao.registry.places.queries import Kind, Site

CONFIDENCES = {"VERIFIED": "已核原文", "VERIFIED_SECONDARY": "二手", "UNVERIFIED": "未核实"}


def how_often(line: Line) -> str:
    """Say how a line is done: 每天3次，每次30分钟，含氯消毒剂250至500 mg/L."""
    numbers, parts = line.numbers, []
    if line.weekdays:
        parts.append(_("、").join(_(WEEKDAYS[day - 1]) for day in line.weekdays))
        if numbers.times:
            parts.append(_("{n}次").format(n=numbers.times))
    else:
        parts.append(_("每天{n}次").format(n=numbers.times) if numbers.times else _("每天"))
    if numbers.minutes:
        parts.append(_("每次{n}分钟").format(n=numbers.minutes))
    if numbers.mg_per_l:
        strength = f"{numbers.mg_per_l}"
        if line.most_mg_per_l and line.most_mg_per_l != numbers.mg_per_l:
            strength = _("{low}至{high}").format(low=numbers.mg_per_l, high=line.most_mg_per_l)
        parts.append(_("{agent}{strength} mg/L").format(agent=_(line.agent) if line.agent else "", strength=strength))
    elif line.agent:
        parts.append(_(line.agent))
    return _("，").join(parts)


def line_words(line: Line) -> dict[str, Any]:
    """Give what pages show of a line."""
    return {
        "code": line.code, "work": _(Work(line.work).label), "what": _(line.what) if line.source else line.what,
        "how": how_often(line), "is_own": not line.source, "setting": line.setting, "basis": basis_of(line.source),
    }  # fmt: skip


def basis_of(source: str) -> str:
    """Say the text behind a national line, and how surely it was read."""
    rule = queries.get_rule(source) if source else None
    if rule is None:
        return _("没有全国规定，用本系统的默认值") if source else ""
    text = rule.text if (get_language() or "zh").startswith("zh") else rule.text_en or rule.text
    return _("{text}（{rule}，{sure}）").format(text=text, rule=rule.id, sure=_(CONFIDENCES[str(rule.confidence)]))


def site_words(site: Site) -> str:
    """Name a place with what it stands in."""
    return f"{site.within} {site.name}".strip()


def kind_words(kind: str) -> str:
    return _(Kind(kind).label)
