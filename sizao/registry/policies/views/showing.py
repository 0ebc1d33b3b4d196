"""Say in words what holds, who set it and whom a change reaches."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from sizao.core.actor import Actor, UnitRef
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import queries
from sizao.registry.policies.queries import SettingRow
from sizao.registry.policies.rules import PolicyKey, Resolved, Value, basis_of, show_value


def words_of(key: PolicyKey, value: Value) -> str:
    """Say a value."""
    return show_value(key, value, _)


def crumbs_of(actor: Actor, unit: UnitRef) -> list[dict[str, Any]]:
    """Give the line of a unit by territory; `is_open` tells whether the reader may see the rules there."""
    chain = queries.chain_of(unit.territory_path)
    lines, refs = orgs.list_lines(chain), orgs.units_by_id(chain)
    return [
        {
            "id": one,
            "name": lines[one].short_name,
            "stage": lines[one].stage,
            "is_open": actor.may("policies.view", refs[one]),
        }
        for one in chain
    ]


def setter_words(unit_id: int | None, unit: UnitRef, names: Mapping[int, str]) -> str:
    """Say which unit set a value."""
    if unit_id is None:
        return _("全国默认")
    return _("本单位") if unit_id == unit.id else names.get(unit_id, "")


def setter_of(one: Resolved, unit: UnitRef, names: Mapping[int, str]) -> str:
    """Say which unit set a value, or whose response level tightened it."""
    who = setter_words(one.from_unit_id, unit, names)
    return who if one.raised_by is None else _("{unit}应急响应").format(unit=who)


def log_of(rows: Sequence[SettingRow], unit_names: Mapping[int, str], key: PolicyKey) -> list[dict[str, Any]]:
    """Word the history of a key along a line, latest first."""
    people = accounts.names_of({row.set_by for row in rows if row.set_by is not None})
    return [
        {
            "row": row,
            "unit": unit_names.get(row.unit_id, ""),
            "value": words_of(key, row.value),
            "who": people.get(row.set_by, "") if row.set_by is not None else _("系统"),
        }
        for row in rows
    ]


def why_of(resolved: Resolved, unit: UnitRef, row: SettingRow | None, names: Mapping[int, str]) -> dict[str, str]:
    """Explain a value in force, for `_why.html`."""
    key = resolved.key
    title, confidence = basis_of(key)
    setter = setter_of(resolved, unit, names)
    decided = setter if row is None else _("{unit}，{day}起").format(unit=setter, day=row.starts_on)
    if row is not None and row.reason:
        decided = _("{decided}，原因：{reason}").format(decided=decided, reason=row.reason)
    return {
        "line": _("{label}：{value}").format(label=_(key.label), value=words_of(key, resolved.value)),
        "code": "" if key.source == "PROJECT" else key.source,
        "rule": _("上级定，下级{meaning}").format(meaning=_(key.tighter.label)),
        "source": _("{title}；全国默认{value}").format(title=_(title), value=words_of(key, key.default)),
        "confidence": _(confidence) if confidence else "",
        "decided_by": decided,
    }


def burden_words(unit: UnitRef, key: PolicyKey, wanted: Value, day: dt.date) -> str:
    """Say what a change of sessions costs a teacher a day; "" for values that ask for nothing."""
    if not key.key.startswith("checks.sessions."):
        return ""
    change = queries.estimate_slots(unit.id, {key.key: wanted}, day)
    basis = _("实测") if change.after.is_measured else _("估算")
    before, after = round(change.before.burden_seconds), round(change.after.burden_seconds)
    return _("每位老师每天由{before}秒变为{after}秒，按{basis}").format(before=before, after=after, basis=basis)
