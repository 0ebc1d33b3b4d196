"""Say a line of the plan, a text behind it and a record in words."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.words import WEEKDAYS
from sizao.prepare.hygiene import queries
from sizao.prepare.hygiene.queries import Row
from sizao.prepare.hygiene.rules import Line, Mark, Work
from sizao.registry.accounts import queries as accounts
from sizao.registry.places.queries import Kind, Process

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


def kind_words(kind: str) -> str:
    return _(Kind(kind).label)


def row_words(row: Row, day: dt.date, actor: Actor, names: dict[int, str]) -> dict[str, Any]:
    """Give what a page shows of a place or checkpoint on a day, and what the reader may do with it."""
    cell, school = row.cells[day], row.site.school_id
    kept = cell.record
    asked = _("、").join(dict.fromkeys(_(Work(one.work).label) for one in cell.lines))
    return {
        "key": Key(school, row.id), "place": Key(school, row.site.id), "name": row.site.name,
        "whole_name": row.site.whole_name, "process": _(Process(row.point.process).label) if row.point else "",
        "asked": row.point.text if row.point else asked, "is_waiting": cell.mark == Mark.MISSING,
        "is_exception": cell.mark == Mark.EXCEPTION, "is_kept": kept is not None,
        "at": kept.at.astimezone(clock.SHANGHAI) if kept else None, "note": kept.note if kept else "",
        "who": names.get(kept.by or 0, "") if kept else "", "is_own": bool(kept and kept.by == actor.user_id),
        "missed": _("、").join(
            _(one.what) if one.source else one.what for one in cell.lines if kept and one.code in kept.missed
        ),
        "record": Key(school, kept.id) if kept else None,
    }  # fmt: skip


def names_of(rows: Iterable[Row]) -> dict[int, str]:
    """Give the names of those who recorded, in one query."""
    return accounts.names_of({
        cell.record.by for row in rows for cell in row.cells.values() if cell.record and cell.record.by
    })  # fmt: skip
