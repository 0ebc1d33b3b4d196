"""Say in words what holds, who set it and whom a change reaches."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from sizao.core import clock, http
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.errors import NotVisible
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import queries
from sizao.registry.policies.queries import Affected, SettingRow
from sizao.registry.policies.rules import PolicyKey, Resolved, Value, basis_of, show_value


def opened(request: HttpRequest, unit_id: int) -> tuple[Actor, UnitRef]:
    """Give who asks and the unit, when its rules are theirs to see."""
    actor, unit = http.signed_in(request), unit_by_id(unit_id)
    actor.require("policies.view", unit)
    return actor, unit


def home_of(actor: Actor) -> UnitRef:
    """Give the unit whose rules are shown first: that of the role someone acts in.

    raises: NotVisible for someone without posts.
    """
    actor.require("policies.view")
    acting = [grant.unit for grant in actor.grants if grant.role == actor.role]
    found = next(iter([*acting, *(grant.unit for grant in actor.grants)]), None)
    if found is None:
        raise NotVisible()
    return found


def today() -> dt.date:
    """Give the school date at the edge."""
    return clock.school_date(clock.now())


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


def reached_words(affected: Affected) -> str:
    """Say whom a change reaches: 涉及12所学校、240个班."""
    labels = {"CITY": _("{n}个市"), "COUNTY": _("{n}个县（区）"), "SCHOOL": _("{n}所学校"), "CLASS": _("{n}个班")}
    counted = {level: affected.counts.get(level, 0) for level in labels}
    parts = [labels[level].format(n=f"{count:,}") for level, count in counted.items() if count]
    return "、".join(parts) or _("没有单位")


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
    setter = setter_words(resolved.from_unit_id, unit, names)
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
