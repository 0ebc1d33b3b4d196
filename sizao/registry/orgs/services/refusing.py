"""What speaks against new units, each problem with its row and reason."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q

from sizao.core.errors import FieldProblem, Invalid
from sizao.registry.orgs.models import Unit
from sizao.registry.orgs.rules import PARENT_LEVELS, BadSchoolCode, Level, parse_school_code

if TYPE_CHECKING:
    from sizao.registry.orgs.services.creating import NewUnit

TAKEN_NAME = "这个上级下已有同名的单位"
TAKEN_CODE = "代码已经用在“{name}”"


def refuse_bad(units: Sequence["NewUnit"], parents: Mapping[int, Unit]) -> None:
    """Refuse new units of which any has a problem.

    raises: Invalid.
    """
    problems = [problem for row, one in enumerate(units, start=1) for problem in _problems(one, parents, row)]
    problems = problems or [*_taken_names(units), *_taken_codes(units), *_too_high(units, parents)]
    if problems:
        raise Invalid(problems)


def _problems(one: "NewUnit", parents: Mapping[int, Unit], row: int) -> Iterator[FieldProblem]:
    if not one.name.strip():
        yield FieldProblem("name", "填名称", row=row)
    if one.level not in Level.values():
        yield FieldProblem("level", "没有这个层级", row=row, value=one.level)
        return
    if one.parent is None and one.level != Level.PROVINCE:
        yield FieldProblem("parent", "选上级", row=row)
    for field, parent_id in (("parent", one.parent), ("territory_parent", one.territory_parent)):
        parent = parents.get(parent_id) if parent_id is not None else None
        if parent_id is None:
            continue
        if parent is None:
            yield FieldProblem(field, "上级不存在", row=row, value=str(parent_id))
        elif parent.level not in PARENT_LEVELS[Level(one.level)]:
            params = {"level": Level(one.level).label, "parent": Level(parent.level).label}
            yield FieldProblem(field, "{level}不能直接设在{parent}下", params, row=row)
        elif parent.valid_to is not None:
            yield FieldProblem(field, "上级已停用", row=row, value=parent.name)
    if one.level == Level.SCHOOL and one.code:
        yield from code_problems(one.code, row)


def code_problems(code: str, row: int | None = None) -> Iterator[FieldProblem]:
    """Say what is wrong with the form of a school code."""
    try:
        parse_school_code(code)
    except BadSchoolCode as error:
        yield FieldProblem("code", error.message, dict(error.params), row=row, value=code)


def _taken_names(units: Sequence["NewUnit"]) -> Iterator[FieldProblem]:
    """Two units of one level and name under one parent would not be told apart; a double click makes only one."""
    parent_ids = {one.parent for one in units if one.parent is not None}
    rows = Unit.objects.whole_tree(reason="names that are taken under the parents")
    rows = rows.filter(parent_id__in=parent_ids, valid_to__isnull=True, name__in={one.name for one in units})
    taken = Counter(rows.values_list("parent_id", "level", "name"))
    for row, one in enumerate(units, start=1):
        key = (one.parent, one.level, one.name)
        if taken[key]:
            yield FieldProblem("name", TAKEN_NAME, row=row, value=one.name)
        taken[key] += 1


def _taken_codes(units: Sequence["NewUnit"]) -> Iterator[FieldProblem]:
    codes = {one.code for one in units if one.code}
    names = names_by_code(codes) if codes else {}
    for row, one in enumerate(units, start=1):
        if one.code and (one.level, one.code) in names:
            yield FieldProblem("code", TAKEN_CODE, {"name": names[one.level, one.code]}, row=row, value=one.code)
        names[one.level, one.code] = one.name


def names_by_code(codes: set[str], *, besides: int | None = None) -> dict[tuple[str, str], str]:
    """Tell which units in force have these codes, by level and code."""
    rows = Unit.objects.whole_tree(reason="codes are unique in the whole tree").filter(
        code__in=codes, valid_to__isnull=True
    )
    return {(level, code): name for level, code, name in rows.exclude(id=besides).values_list("level", "code", "name")}


def _too_high(units: Sequence["NewUnit"], parents: Mapping[int, Unit]) -> Iterator[FieldProblem]:
    """A school stands in the lowest division there is, or its return would pass by the county."""
    places = {one.territory_parent or one.parent for one in units if one.level == Level.SCHOOL}
    high = [place for place in places if place is not None and parents[place].level != Level.COUNTY]
    if not high:
        return
    rows = Unit.objects.whole_tree(reason="whether a division has divisions below it").filter(
        Q(level=Level.CITY) | Q(level=Level.COUNTY), territory_parent_id__in=high, valid_to__isnull=True
    )
    split = set(rows.values_list("territory_parent_id", flat=True).distinct())
    for row, one in enumerate(units, start=1):
        if one.level == Level.SCHOOL and (one.territory_parent or one.parent) in split:
            yield FieldProblem("territory_parent", "选学校所在的县（区）", row=row)
