"""How long each policy keeps, by school; what was counted and deleted last."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from sizao.core import retention
from sizao.core.actor import Actor
from sizao.core.errors import Forbidden
from sizao.core.retention import Cutoffs
from sizao.oversee.retention.models import TableLine
from sizao.registry.policies import queries as policies


@dataclass(frozen=True, slots=True)
class Shown:
    """One table with its title, the national number of days, and the latest figures; None before the first count."""

    title: str
    days: int
    policy: str
    line: TableLine | None


def cutoffs_on(day: dt.date) -> dict[str, Cutoffs]:
    """Say for each policy from which day on rows stay: for all, and for schools where a level keeps less."""
    nation, *others = policies.list_plans(day)
    names = {one.policy for one in retention.declared()}
    is_differing = any(one.values[name] != nation.values[name] for one in others for name in names)
    schools = _keys_below(one.prefix for one in others) if is_differing else []
    found = {}
    for name in names:
        by_school = {}
        for school_id, path in schools:
            plan = max((one for one in others if path.startswith(one.prefix)), key=lambda one: len(one.prefix))
            by_school[school_id] = _first(day, plan.values[name])
        found[name] = Cutoffs(_first(day, nation.values[name]), by_school)
    return found


def _keys_below(paths: Iterable[str]) -> list[tuple[int, str]]:
    """Give the keys of schools and offices at or under paths of the territory, with their own paths."""
    query = (
        "SELECT id, territory_path FROM orgs_unit"
        " WHERE territory_path LIKE ANY(%s) AND (school_id IS NULL OR school_id = id)"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [[f"{path}%" for path in paths]])
        return cursor.fetchall()


def _first(day: dt.date, days: Any) -> dt.date:
    return day - dt.timedelta(days=int(days))


def list_tables(actor: Actor, *, day: dt.date) -> list[Shown]:
    """List every table with a time; the figures are of a whole installation, so only a province's overseer sees them.

    raises: NotVisible, Forbidden.
    """
    actor.require("retention.view")
    if not any(grant.unit.level == "PROVINCE" for grant in actor.grants_for("retention.view")):
        raise Forbidden(act="查看保存期限")
    values = policies.list_plans(day)[0].values
    lines = {one.table: one for one in TableLine.objects.all()}
    return [
        Shown(one.title, int(str(values[one.policy])), one.policy, lines.get(one.table)) for one in retention.declared()
    ]
