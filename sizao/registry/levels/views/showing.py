"""Say levels, measures, kinds of school and burdens in words."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from sizao.core.actor import UnitRef
from sizao.core.words import day_words
from sizao.registry.accounts import queries as accounts
from sizao.registry.levels.models import Response, ResponseChange
from sizao.registry.levels.rules import Change, Level, Line
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import queries as policies


def measures_of(lines: Iterable[Line]) -> list[dict[str, str]]:
    """Say what a bundle asks, line by line, with the schools a line is meant for."""
    stages = dict(orgs.stage_choices())
    words = []
    for line in lines:
        key = policies.get_key(line.key)
        value = policies.show_value(key, policies.read_value(key, line.value), _)
        kinds = [
            *(_(stages[one]) for one in line.stages), *(_(orgs.Boarding(one).label) for one in line.boarding),
            *(_(orgs.Size(one).label) for one in line.sizes),
        ]  # fmt: skip
        words.append({"label": _(key.label), "value": value, "kinds": _("、").join(kinds)})
    return words


def response_words(row: Response, unit: UnitRef, day: dt.date) -> dict[str, Any]:
    """Say one response for lists and panels."""
    return {
        "row": row, "rank": Level(row.level).rank, "level": _(Level(row.level).label),
        "bundle": bundle_name(row.bundle_code, row.bundle_name), "is_own": row.unit_id == unit.id,
        "is_planned": row.starts_on > day, "first": day_words(row.starts_on),
        "latest": day_words(row.ends_on - dt.timedelta(days=1)),
        "days_left": (row.ends_on - max(day, row.starts_on)).days,
    }  # fmt: skip


def bundle_name(code: str, name: str) -> str:
    """Name a bundle; those that came with the system are translated."""
    return _(name) if code.startswith("CN-") else name


def log_of(changes: Sequence[ResponseChange]) -> list[dict[str, Any]]:
    """Say what was done with a unit's responses, latest first."""
    people = accounts.names_of({one.made_by for one in changes if one.made_by is not None})
    return [
        {
            "at": one.made_at, "level": _(Level(one.response.level).label), "change": _(Change(one.change).label),
            "who": people.get(one.made_by, "") if one.made_by is not None else _("系统"), "reason": one.reason,
            "latest": one.ends_on - dt.timedelta(days=1),
            "origin": one.response.follows.unit.name if one.change == Change.TAKEN_OVER else "",
        }
        for one in changes
    ]  # fmt: skip
