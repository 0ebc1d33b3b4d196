"""Change what a unit is called and says of itself; close it when nothing is left in it, and undo that."""

import datetime as dt
from collections.abc import Mapping

from sizao.core import clock, scope, usecase
from sizao.core.actor import Actor, UnitRef
from sizao.core.errors import FieldProblem, Invalid, SizaoError
from sizao.core.usecase import use_case
from sizao.registry.orgs import queries
from sizao.registry.orgs.models import Unit
from sizao.registry.orgs.queries import ref_of
from sizao.registry.orgs.rules import Level, Stage
from sizao.registry.orgs.services.refusing import TAKEN_CODE, TAKEN_NAME, code_problems, names_by_code
from sizao.registry.orgs.services.spelling import SPELLED, clean_key, spell

# What a unit's own administrator keeps, and what only the level above changes.
OWN_FIELDS = ("phone", "declared_size", "has_boarders", "position")
SHAPING_FIELDS = ("name", "short_name", "pinyin_key", "code", "stage", "entry_year", "class_number")


class UnitInUse(SizaoError):
    """Base of what stands in the way of closing a unit."""

    code = "unit_in_use"
    message = "“{name}”还在使用，不能停用"
    http_status = 409


class ChildrenOpen(UnitInUse):
    """Units below it are still in force."""

    code = "children_open"
    message = "“{name}”下还有{count}个在用的单位，先停用它们"


class PeopleInside(UnitInUse):
    """People still belong to it on that day or later."""

    code = "people_inside"
    message = "“{name}”在{day}还有{count}人，先在名册里转出"


@use_case("orgs.unit.changed", permission="orgs.edit", on="unit_id")
def change_unit(*, actor: Actor, now: dt.datetime, unit_id: int, changes: Mapping[str, object]) -> UnitRef:
    """Change fields of a unit in force; its name, code and stage need the right at the unit above.

    changes: new values by field, of OWN_FIELDS and SHAPING_FIELDS; what is equal is left alone.
    raises: Invalid, Forbidden.
    """
    unit = _locked(unit_id)
    wanted = {name: value for name, value in changes.items() if getattr(unit, name) != value}
    _require_above(actor, unit, shaping=not wanted.keys().isdisjoint(SHAPING_FIELDS))
    if unknown := wanted.keys() - {*OWN_FIELDS, *SHAPING_FIELDS}:
        raise Invalid([FieldProblem(name, "这一项不能改") for name in sorted(unknown)])
    if "pinyin_key" in wanted:
        wanted["pinyin_key"] = clean_key(str(wanted["pinyin_key"]))
    elif "name" in wanted and unit.level in SPELLED:
        wanted["pinyin_key"] = spell(str(wanted["name"]))
    problems = list(_problems(unit, wanted))
    if problems:
        raise Invalid(problems)
    if "stage" in wanted and unit.level == Level.SCHOOL:
        inner = Unit.objects.whole_tree(reason="parts of a school have its stage").filter(school_id=unit.id)
        inner.filter(stage=unit.stage).update(stage=wanted["stage"])
    for name, value in wanted.items():
        setattr(unit, name, value)
    unit.save(update_fields=list(wanted))
    usecase.touch(school_id=unit.school_id or unit.id, kind="orgs.unit", id=unit.id, fields=tuple(sorted(wanted)))
    return ref_of(unit)


def _locked(unit_id: int) -> Unit:
    rows = Unit.objects.whole_tree(reason="the very unit for which the right was asked")
    return rows.select_for_update().get(id=unit_id)


def _require_above(actor: Actor, unit: Unit, *, shaping: bool = True) -> None:
    """Ask for the right at the unit that runs this one; a province has none above and keeps itself."""
    if shaping and unit.parent_id is not None:
        above = Unit.objects.whole_tree(reason="the unit above, to ask for the right there").get(id=unit.parent_id)
        if not actor.may("orgs.edit", ref_of(above)):
            raise BelongsAbove(name=unit.name)


class BelongsAbove(SizaoError):
    """Name, code, stage and end of a unit are decided by whoever runs it."""

    code = "belongs_above"
    message = "“{name}”的名称、代码和停用由主管单位办理"
    http_status = 403


def _problems(unit: Unit, wanted: Mapping[str, object]) -> list[FieldProblem]:
    problems = []
    if "name" in wanted and not str(wanted["name"]).strip():
        problems.append(FieldProblem("name", "填名称"))
    elif "name" in wanted:
        rows = Unit.objects.whole_tree(reason="names that are taken under the parent")
        rows = rows.filter(parent_id=unit.parent_id, level=unit.level, name=wanted["name"], valid_to__isnull=True)
        if rows.exclude(id=unit.id).exists():
            problems.append(FieldProblem("name", TAKEN_NAME, value=str(wanted["name"])))
    if wanted.get("stage") and wanted["stage"] not in Stage.values():
        problems.append(FieldProblem("stage", "没有这个学段", value=str(wanted["stage"])))
    if code := str(wanted.get("code") or ""):
        problems += code_problems(code) if unit.level == Level.SCHOOL else []
        problems += _taken_code(unit, code)
    return problems


def _taken_code(unit: Unit, code: str) -> list[FieldProblem]:
    taken = names_by_code({code}, besides=unit.id).get((unit.level, code))
    return [FieldProblem("code", TAKEN_CODE, {"name": taken}, value=code)] if taken else []


@use_case("orgs.unit.closed", permission="orgs.edit", on="unit_id")
def close_unit(*, actor: Actor, now: dt.datetime, unit_id: int, from_day: dt.date) -> None:
    """Close a unit: `from_day` is the first day on which it no longer exists. What was recorded in it stays.

    raises: BelongsAbove, ChildrenOpen, PeopleInside; Invalid when the day is before its beginning or still to come.
    """
    unit = _locked(unit_id)
    _require_above(actor, unit)
    if unit.valid_to is not None:
        raise Invalid([FieldProblem("from_day", "已经停用", value=str(unit.valid_to))])
    if from_day > clock.school_date(now):
        raise Invalid([FieldProblem("from_day", "不能晚于今天，到那天再停用", value=str(from_day))])
    if from_day <= unit.valid_from:
        raise Invalid([FieldProblem("from_day", "要晚于启用日期{day}", {"day": unit.valid_from}, value=str(from_day))])
    _refuse_used(unit, from_day)
    unit.valid_to = from_day
    unit.save(update_fields=["valid_to"])
    usecase.touch(school_id=unit.school_id or unit.id, kind="orgs.unit", id=unit.id, fields=("valid_to",))


def _refuse_used(unit: Unit, from_day: dt.date) -> None:
    children = queries.list_branches(unit).count() + queries.list_run_elsewhere(unit).count()
    if children:
        raise ChildrenOpen(name=unit.name, count=children)
    later = queries.list_branches(unit, closed=True).filter(valid_to__gt=from_day).count()
    if later:
        raise Invalid([FieldProblem("from_day", "下级单位那天还在用，选更晚的日期", value=str(from_day))])
    with scope.open_schools([unit.school_id or unit.id], reason="people are counted before their unit is closed"):
        people = queries.count_people([unit.id], since=from_day)
    if people:
        raise PeopleInside(name=unit.name, day=from_day, count=people)


@use_case("orgs.unit.reopened", permission="orgs.edit", on="unit_id")
def reopen_unit(*, actor: Actor, now: dt.datetime, unit_id: int) -> None:
    """Undo the closing of a unit: it is in force as if it had never been closed.

    raises: BelongsAbove; Invalid when the unit above is closed, or its name or code has been taken meanwhile.
    """
    unit = _locked(unit_id)
    _require_above(actor, unit)
    if unit.valid_to is None:
        raise Invalid([FieldProblem("from_day", "没有停用")])
    above = Unit.objects.whole_tree(reason="whether the units above are in force").filter(
        id__in=[one for one in (unit.parent_id, unit.territory_parent_id) if one is not None], valid_to__isnull=False
    )
    problems = [FieldProblem("from_day", "上级“{name}”已停用", {"name": one.name}) for one in above]
    problems += _problems(unit, {"name": unit.name, "code": unit.code})
    if problems:
        raise Invalid(problems)
    unit.valid_to = None
    unit.save(update_fields=["valid_to"])
    usecase.touch(school_id=unit.school_id or unit.id, kind="orgs.unit", id=unit.id, fields=("valid_to",))
