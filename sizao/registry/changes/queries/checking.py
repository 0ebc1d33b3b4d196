"""What speaks against a change: shape, day, other planned changes, names and codes, what is open on that day."""

import datetime as dt
from collections.abc import Callable, Sequence

from sizao.core.actor import Actor
from sizao.core.errors import FieldProblem, Invalid
from sizao.registry.changes import rules
from sizao.registry.changes.models import UnitChange
from sizao.registry.changes.queries.effects import schools_of
from sizao.registry.changes.rules import Kind, Place, Plan
from sizao.registry.orgs import queries as orgs

JOB = Actor.system("changes are checked")
# Asked with the keys of units and a day: the reason in words why a change may not begin on that day, empty for none.
Obstacle = Callable[[Sequence[int], dt.date], str]
_obstacles: list[Obstacle] = []


def use_obstacles(obstacle: Obstacle) -> None:
    """Register what stands in a change's way on its day: modules whose records of a day are frozen when it opens."""
    if obstacle not in _obstacles:
        _obstacles.append(obstacle)


def check_plan(plan: Plan, *, today: dt.date, besides: int | None = None, is_due: bool = False) -> None:
    """Refuse a change that does not fit.

    besides: the change itself when it is checked again. is_due: its day has come, which is no longer a reason.
    raises: Invalid.
    """
    places = _places([plan.unit_id, *plan.part_ids, *([plan.target_id] if plan.target_id else [])], today)
    unit, target = places.get(plan.unit_id), places.get(plan.target_id or 0)
    if unit is None:
        raise Invalid([FieldProblem("unit_id", "没有这个机构", value=str(plan.unit_id))])
    parts = [places[one] for one in plan.part_ids if one in places]
    problems = [] if is_due else rules.day_problems(plan.starts_on, today)
    problems += rules.shape_problems(plan, unit, target, parts)
    problems = problems or _tree_problems(plan, unit, target) or _name_problems(plan, unit)
    problems = problems or _beside(plan, unit, target, parts, besides)
    problems = problems or _open_that_day(plan)
    if problems:
        raise Invalid(problems)


def _places(ids: Sequence[int], today: dt.date) -> dict[int, Place]:
    rows = orgs.list_in_force_on(JOB, today).filter(id__in=ids)
    found = {one.id: Place(one.id, one.level, one.name, one.territory_path, one.territory_parent_id) for one in rows}
    closed = orgs.units_by_id([one for one in ids if one not in found])
    return found | {
        one.id: Place(one.id, one.level, one.name, one.territory_path, None, False) for one in closed.values()
    }


def _tree_problems(plan: Plan, unit: Place, target: Place | None) -> list[FieldProblem]:
    """A school stands in the lowest division; the last unit under an office is not split off; nothing is orphaned."""
    rows = orgs.list_in_force_on(JOB, plan.starts_on)
    if plan.kind == Kind.MOVE and unit.level == "SCHOOL" and target is not None:
        below = rows.filter(territory_parent_id=target.id, level__in=("CITY", "COUNTY"))
        if target.level != "COUNTY" and below.exists():
            return [FieldProblem("target_id", "选学校所在的县（区）", value=target.name)]
    if plan.kind == Kind.SPLIT:
        level = "SCHOOL" if unit.level == "COUNTY" else "CLASS"
        column = {"territory_parent_id": unit.id} if unit.level == "COUNTY" else {"school_id": unit.id}
        inside = set(rows.filter(level=level, **column).values_list("id", flat=True))
        if outside := [one for one in plan.part_ids if one not in inside]:
            return [
                FieldProblem("part_ids", "有{count}个不直接在“{name}”下", {"count": len(outside), "name": unit.name})
            ]
        if inside == set(plan.part_ids):
            return [FieldProblem("part_ids", "全部划走后“{name}”就空了，用合并", {"name": unit.name})]
    return []


def _name_problems(plan: Plan, unit: Place) -> list[FieldProblem]:
    if not plan.name and not plan.code:
        return []
    rows = orgs.list_in_force_on(JOB, plan.starts_on).filter(level=unit.level)
    if plan.kind == Kind.RENAME:
        rows = rows.exclude(id=unit.id)
    problems = []
    if plan.name and rows.filter(territory_parent_id=unit.territory_parent_id, name=plan.name.strip()).exists():
        problems.append(FieldProblem("name", "这个上级下已有同名的单位", value=plan.name))
    if plan.code and (taken := rows.filter(code=plan.code).first()) is not None:
        problems.append(FieldProblem("code", "代码已经用在“{name}”", {"name": taken.name}, value=plan.code))
    if plan.code:
        problems += orgs.code_problems(plan.code, unit.level)
    return problems


def _beside(
    plan: Plan, unit: Place, target: Place | None, parts: Sequence[Place], besides: int | None
) -> list[FieldProblem]:
    rows = UnitChange.objects.whole_tree(reason="every change that is still planned may stand in the way")
    rows = rows.filter(applied_at__isnull=True, withdrawn_at__isnull=True).exclude(id=besides)
    others = list(rows.select_related("unit", "target"))
    if besides is not None:
        # Of two that were planned before this was refused, the earlier one goes first.
        others = [one for one in others if (one.starts_on, one.id) < (plan.starts_on, besides)]
    paths = orgs.units_by_id({part for one in others for part in one.part_ids})
    known = [
        rules.Beside(
            one.unit.name, one.kind, one.starts_on,
            (one.unit.territory_path, *(paths[part].territory_path for part in one.part_ids)),
            one.target.territory_path if one.target else "",
        )
        for one in others
    ]  # fmt: skip
    changed = (unit.territory_path, *(one.territory_path for one in parts))
    return rules.beside_problems(plan, changed, target.territory_path if target else "", known)


def _open_that_day(plan: Plan) -> list[FieldProblem]:
    keys = [plan.unit_id, *([plan.target_id] if plan.target_id else []), *schools_of(plan)]
    words = [found for obstacle in _obstacles if (found := obstacle(keys, plan.starts_on))]
    return [FieldProblem("starts_on", one, value=str(plan.starts_on)) for one in words]
