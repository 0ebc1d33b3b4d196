"""Changes of units: kinds, what may change how, from which day, beside which others."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem


class Kind(Choices):
    """What is done with a unit (机构调整)."""

    RENAME = "RENAME", "更名"
    MOVE = "MOVE", "划转"
    SPLIT = "SPLIT", "拆分"
    MERGE = "MERGE", "合并"


class State(Choices):
    """How far a change is."""

    PLANNED = "PLANNED", "待生效"
    APPLIED = "APPLIED", "已生效"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class Step(Choices):
    """What has just been done with a change, for notices."""

    PLANNED = "PLANNED", "已安排"
    POSTPONED = "POSTPONED", "推迟一天"
    APPLIED = "APPLIED", "已生效"
    WITHDRAWN = "WITHDRAWN", "已撤回"


KINDS_OF_LEVEL: dict[str, tuple[Kind, ...]] = {
    "CITY": (Kind.RENAME,),
    "COUNTY": tuple(Kind),
    "SCHOOL": tuple(Kind),
}
# What is not asked for a kind of change.
UNASKED: dict[Kind, tuple[str, ...]] = {
    Kind.RENAME: ("target_id", "part_ids"), Kind.SPLIT: (), Kind.MOVE: ("part_ids", "name", "short_name", "code"),
    Kind.MERGE: ("part_ids", "name", "short_name", "code"),
}  # fmt: skip
# Where a unit may be moved to; a school goes to the lowest division there is.
TARGET_LEVELS = {"COUNTY": ("CITY", "PROVINCE"), "SCHOOL": ("COUNTY", "CITY", "PROVINCE")}
# A change is planned at most so far ahead. source: PROJECT
FURTHEST_DAYS = 400
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """A change as it is asked for.

    target_id: where to (MOVE), into which (MERGE), to which existing unit (SPLIT; None makes a new one). part_ids: the
    schools of a county or the classes of a school that go (SPLIT). name, short_name, code: of the unit (RENAME) or of
    the new one (SPLIT). starts_on: the first day on which it holds. reason: the document that orders it.
    """

    kind: str
    unit_id: int
    starts_on: dt.date
    reason: str
    target_id: int | None = None
    part_ids: tuple[int, ...] = ()
    name: str = ""
    short_name: str = ""
    code: str = ""

    @property
    def makes_unit(self) -> bool:
        return self.kind == Kind.SPLIT and self.target_id is None


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as the rules see it."""

    id: int
    level: str
    name: str
    territory_path: str
    territory_parent_id: int | None
    is_in_force: bool = True


@dataclass(frozen=True, slots=True)
class Beside:
    """Another change that is still planned, with the paths of what it changes."""

    name: str
    kind: str
    starts_on: dt.date
    changed: tuple[str, ...]
    target: str = ""


def state_of(*, is_applied: bool, is_withdrawn: bool) -> State:
    """Give the state of a change."""
    if is_withdrawn:
        return State.WITHDRAWN
    return State.APPLIED if is_applied else State.PLANNED


def day_problems(starts_on: dt.date, today: dt.date) -> list[FieldProblem]:
    """Refuse a day on which reports may have begun already, or one too far off."""
    if starts_on <= today:
        return [FieldProblem("starts_on", "最早从明天起，今天和以前的上报按原来的机构", value=str(starts_on))]
    if (starts_on - today).days > FURTHEST_DAYS:
        return [FieldProblem("starts_on", "最多提前{days}天安排", {"days": FURTHEST_DAYS}, value=str(starts_on))]
    return []


def shape_problems(plan: Plan, unit: Place, target: Place | None, parts: Sequence[Place]) -> list[FieldProblem]:
    """Say what in a plan does not fit the units it names."""
    if not unit.is_in_force:
        return [FieldProblem("unit_id", "“{name}”已经停用", {"name": unit.name})]
    if plan.kind not in KINDS_OF_LEVEL.get(unit.level, ()):
        return [FieldProblem("kind", "“{name}”不能这样调整", {"name": unit.name})]
    problems = [FieldProblem(one, "这种调整不填这一项") for one in UNASKED[Kind(plan.kind)] if getattr(plan, one)]
    problems += [] if plan.reason.strip() else [FieldProblem("reason", "写明依据或文号")]
    if plan.kind == Kind.RENAME:
        return problems + ([] if plan.name.strip() else [FieldProblem("name", "填新名称")])
    if plan.kind == Kind.SPLIT:
        problems += _split_problems(plan, unit, parts)
    if plan.kind != Kind.SPLIT or plan.target_id is not None:
        problems += _target_problems(plan, unit, target)
    return problems


def _split_problems(plan: Plan, unit: Place, parts: Sequence[Place]) -> list[FieldProblem]:
    problems = []
    if not plan.part_ids:
        problems.append(FieldProblem("part_ids", "选划出去的学校" if unit.level == "COUNTY" else "选划出去的班级"))
    wrong = [one.name for one in parts if not (one.is_in_force and one.territory_path.startswith(unit.territory_path))]
    if wrong or len(parts) != len(plan.part_ids):
        problems.append(FieldProblem("part_ids", "不在“{name}”下：{wrong}", {"name": unit.name, "wrong": wrong or "—"}))
    if plan.target_id is None and not plan.name.strip():
        problems.append(FieldProblem("name", "填新单位的名称，或选已有的单位"))
    return problems


def _target_problems(plan: Plan, unit: Place, target: Place | None) -> list[FieldProblem]:
    if target is None:
        return [FieldProblem("target_id", "选划到哪里" if plan.kind != Kind.MERGE else "选并到哪个单位")]
    if not target.is_in_force:
        return [FieldProblem("target_id", "“{name}”已经停用", {"name": target.name})]
    if plan.kind == Kind.MOVE:
        if target.level not in TARGET_LEVELS[unit.level]:
            return [FieldProblem("target_id", "“{name}”不能直接设在“{target}”下", _both(unit, target))]
        if target.territory_path.startswith(unit.territory_path):
            return [FieldProblem("target_id", "不能放到自己的下级下", value=target.name)]
        if target.id == unit.territory_parent_id:
            return [FieldProblem("target_id", "“{name}”已经在“{target}”", _both(unit, target))]
        return []
    if target.level != unit.level or target.id == unit.id:
        return [FieldProblem("target_id", "选另一个同级的单位", value=target.name)]
    return []


def _both(unit: Place, target: Place) -> dict[str, str]:
    return {"name": unit.name, "target": target.name}


def beside_problems(plan: Plan, changed: Sequence[str], target: str, others: Iterable[Beside]) -> list[FieldProblem]:
    """Refuse a change that touches what another planned one touches: which comes first would decide the outcome.

    changed: paths of the unit and of the parts that go. target: path of where they go, empty for none.
    """
    for other in others:
        related = any(_is_related(one, two) for one in changed for two in other.changed)
        is_same = bool(set(changed) & set(other.changed))
        both_names = Kind.RENAME in (plan.kind, other.kind)
        crosses = target in other.changed or other.target in changed
        if is_same or crosses or (related and not both_names):
            params = {"name": other.name, "kind": Kind(other.kind).label, "day": other.starts_on.isoformat()}
            return [FieldProblem("unit_id", "和已安排的“{name}”{kind}（{day}起）冲突，先撤回那一项", params)]
    return []


def _is_related(one: str, two: str) -> bool:
    return one.startswith(two) or two.startswith(one)
