"""Turn signals into what lists and pages show: place in words, status, clock, why."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from sizao.core import clock
from sizao.core.actor import AREA_COLUMNS, UnitRef, units_by_id
from sizao.core.converters import Key
from sizao.core.words import minutes_until
from sizao.detect.rulebook import queries as rulebook
from sizao.detect.signals import queries
from sizao.detect.signals.models import Signal, Step
from sizao.detect.signals.rules import Origin
from sizao.detect.signals.views import statistics, wording
from sizao.epi.thresholds import Rule
from sizao.registry.orgs import queries as orgs

TONES = {
    "NEW": "act", "VERIFYING": "attention", "CONFIRMED": "good", "HANDED": "good", "DISMISSED": "na", "REVOKED": "na",
}  # fmt: skip


def rows_of(signals: Iterable[Signal], now: dt.datetime, *, with_school: bool) -> list[dict[str, Any]]:
    """Describe signals for a list, in a fixed number of queries whatever their number."""
    found = list(signals)
    groups = orgs.list_lines({one.group_id for one in found if one.group_id})
    schools = units_by_id({one.school_id for one in found}) if with_school else {}
    rules = rulebook.find_rules({one.rule for one in found})
    return [row_of(one, now, groups, schools.get(one.school_id), rules.get(one.rule)) for one in found]


def row_of(
    one: Signal, now: dt.datetime, groups: dict[int, Any], school: UnitRef | None, rule: Rule | None
) -> dict[str, Any]:
    """Describe one signal. rule: as the rule book knows it, None when it is gone."""
    inside = groups[one.group_id].short_name if one.group_id in groups else _(wording.SCOPES[one.unit_scope])
    place = f"{school.name} {inside}" if school is not None else inside
    if school is not None and one.unit_scope in AREA_COLUMNS:
        place = school.name
    is_open = one.state in queries.OPEN
    minutes = minutes_until(one.state_due_at, now) if is_open and one.state_due_at else None
    return {
        "signal": one, "key": Key(one.school_id, one.id), "rule": rule, "place": place,
        "line": wording.line_of(one, rule, place), "kind": _(wording.KINDS.get(one.kind, "信号")),
        "is_statistic": one.origin == Origin.STATISTIC, "detector": statistics.name_of(one.rule),
        "state": _(one.state_label), "tone": TONES[one.state], "is_open": is_open,
        "due": one.state_due_at if is_open else None,
        "minutes": minutes, "days": abs(minutes) // 1440 if minutes is not None else 0,
    }  # fmt: skip


MOVES = {
    "verify": "开始核实", "confirm": "核实", "dismiss": "排除", "hand_over": "转疫情处置", "revoke": "撤销",
    "escalate": "逾期未处理，已告知上一级",
}  # fmt: skip


def history_of(row: Signal, steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Say what happened, latest first: decisions and the escalation, and of more cases the last word of each day."""
    found = [
        {"at": one.moved_at, "word": _(MOVES[one.move]), "reason": _reason(one.move, one.reason)}
        for one in row.history()
        if one.move in MOVES
    ]
    days: set[dt.date] = set()
    for one in steps:
        day = clock.school_date(one.at)
        if one.step != "UPDATE" or day not in days:
            found.append({"at": one.at, "word": _step_words(one), "reason": ""})
        if one.step == "UPDATE":
            days.add(day)
    return sorted(found, key=lambda one: one["at"], reverse=True)


def _step_words(step: Step) -> str:
    if step.step == "UPDATE":
        return _("增至{n}人").format(n=step.case_count)
    if step.step == "CLOSED":
        return _("事件结束")
    to = wording.recipient_words(step.correction_due_to)
    if step.step == "REPORTED":
        return _("已报{to}").format(to=to)
    return _("低于门槛，撤销；须更正：{to}").format(to=to) if to else _("低于门槛，撤销")


def _reason(move: str, reason: str) -> str:
    """Give a person's reason as written; the machine's is ours to translate."""
    if move == "escalate" or not reason:
        return ""
    return _(reason) if move == "revoke" else reason
