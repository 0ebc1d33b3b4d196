"""What a change moves: schools, classes, people and posts in numbers, new names of classes, and what is lost."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.registry.accounts import queries as accounts
from sizao.registry.changes.rules import Kind, Plan
from sizao.registry.levels import queries as levels
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import queries as policies
from sizao.registry.roster import queries as roster
from sizao.registry.transfers import queries as transfers
from sizao.registry.transfers.queries import NewName

JOB = Actor.system("changes are previewed")
NAMED = 20


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change would move.

    counts: SCHOOL, CLASS, PEOPLE, POSTS. named: schools that go, the first ones. groups: classes and departments with
    the names they get in the new school. lost: what holds at the old unit and does not go along, as (text, params).
    """

    counts: dict[str, int]
    named: tuple[str, ...] = ()
    groups: tuple[NewName, ...] = ()
    lost: tuple[tuple[str, dict[str, object]], ...] = ()


def effect_of(plan: Plan, today: dt.date) -> Effect:
    """Say what a checked plan would move if it took effect today."""
    unit = unit_by_id(plan.unit_id)
    if plan.kind == Kind.RENAME:
        return Effect({})
    groups = tuple(plan_groups(plan))
    schools = schools_of(plan)
    if groups:
        ids = [one.group.id for one in groups]
        counts = {
            "CLASS": sum(one.group.level == "CLASS" for one in groups),
            "PEOPLE": roster.count_people_in([unit.id], ids, today),
        }
        return Effect(counts | {"POSTS": _posts([unit.id, *ids], plan, today)}, (), groups, _lost(plan, unit, today))
    classes = orgs.list_in_force_on(JOB, today).filter(level="CLASS", school_id__in=schools).count()
    counts = {"SCHOOL": len(schools), "CLASS": classes, "PEOPLE": roster.count_people_in(schools, None, today)}
    names = [one.name for one in orgs.list_lines(schools[:NAMED]).values()]
    return Effect(counts | {"POSTS": _posts([unit.id], plan, today)}, tuple(names), (), _lost(plan, unit, today))


def schools_of(plan: Plan) -> list[int]:
    """List the schools whose place or people a change touches."""
    unit = unit_by_id(plan.unit_id)
    if unit.school_id is not None:
        both = [unit.id, plan.target_id] if plan.kind in (Kind.SPLIT, Kind.MERGE) else [unit.id]
        return [one for one in both if one is not None]
    if plan.kind == Kind.SPLIT:
        return list(plan.part_ids)
    rows = orgs.list_in_force_on(JOB, plan.starts_on).filter(level="SCHOOL")
    return list(rows.filter(territory_path__startswith=unit.territory_path).values_list("id", flat=True))


def plan_groups(plan: Plan) -> list[NewName]:
    """Name the classes and departments that go to another school; empty for changes of offices and moves."""
    unit = unit_by_id(plan.unit_id)
    if unit.school_id is None or plan.kind not in (Kind.SPLIT, Kind.MERGE):
        return []
    part_ids = plan.part_ids if plan.kind == Kind.SPLIT else None
    return transfers.name_groups(unit.id, plan.target_id, plan.starts_on, part_ids=part_ids)


def _posts(unit_ids: Sequence[int], plan: Plan, today: dt.date) -> int:
    """Count the posts that are given anew; those of units that only move follow by themselves."""
    if plan.kind == Kind.MOVE or (plan.kind == Kind.SPLIT and plan.target_id is not None and len(unit_ids) == 1):
        return 0
    return accounts.count_posts(unit_ids, on=today)


def _lost(plan: Plan, unit: UnitRef, today: dt.date) -> tuple[tuple[str, dict[str, object]], ...]:
    """Name what the old place asks of those who go and what ends for them."""
    found: list[tuple[str, dict[str, object]]] = []
    source = unit if plan.kind != Kind.MOVE else unit_by_id(int(unit.territory_path.strip("/").split("/")[-2]))
    for row in [] if plan.makes_unit or plan.kind == Kind.MERGE else levels.list_lasting([source.id], plan.starts_on):
        found.append(("“{name}”定的应急响应到{day}，划出后不再适用", {"name": source.name, "day": row.ends_on}))
    own = [row for row in policies.list_settings([source.id]) if row.holds_on(plan.starts_on)]
    if own and not plan.makes_unit:
        found.append(("“{name}”自己定的{count}项规则，划出后不再适用", {"name": source.name, "count": len(own)}))
    return tuple(found)
