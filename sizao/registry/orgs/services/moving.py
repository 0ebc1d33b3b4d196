"""Hang units elsewhere in the tree, and close many at once: what is inside goes along, and no id changes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from sizao.core import usecase
from sizao.core.actor import Actor, Line
from sizao.core.audit.services import Touch
from sizao.core.errors import FieldProblem, Invalid
from sizao.core.usecase import use_case
from sizao.registry.orgs import queries
from sizao.registry.orgs.models import Unit
from sizao.registry.orgs.rules import NAMED_LEVELS
from sizao.registry.orgs.services.changing import ChildrenOpen, PeopleInside

PARENTS: dict[Line, str] = {"territory": "territory_parent_id", "authority": "parent_id"}
# Copies of where a unit stands; a county keeps its own column.
AREAS = """, city_id = t.city_id, province_id = t.province_id,
  county_id = CASE WHEN r.level = 'COUNTY' THEN u.county_id ELSE t.county_id END"""
# Everything below a path lies between it and the same path with '0' for its last slash: one range of the index.
MOVE = """
WITH root AS MATERIALIZED (
  SELECT id, level, {line}_path AS path, length({line}_path) - length(id::text) - 1 AS above
  FROM orgs_unit WHERE id = ANY(%(ids)s)
)
UPDATE orgs_unit u SET {line}_path = t.{line}_path || substr(u.{line}_path, r.above + 1),
  {parent} = CASE WHEN u.id = r.id THEN t.id ELSE u.{parent} END{areas}
FROM root r, orgs_unit t
WHERE t.id = %(to)s AND u.{line}_path >= r.path AND u.{line}_path < left(r.path, -1) || '0'
"""


@use_case("orgs.units.moved", permission="orgs.move")
def move_units(*, actor: Actor, now: dt.datetime, unit_ids: Sequence[int], to_id: int, lines: Sequence[Line]) -> None:
    """Hang units under another one along one line or both, with everything below them.

    raises: Invalid when the other lies inside one of them, or is closed.
    """
    target = Unit.objects.whole_tree(reason="where the units go").select_for_update().get(id=to_id)
    rows = list(Unit.objects.whole_tree(reason="the units that go").filter(id__in=unit_ids).order_by("id"))
    inside = [one for one in rows if f"/{one.id}/" in target.territory_path + target.authority_path]
    if inside or target.valid_to is not None:
        raise Invalid([FieldProblem("target", "不能放到自己的下级或已停用的单位下", value=target.name)])
    with connection.cursor() as cursor:
        for line in lines:
            areas = AREAS if line == "territory" else ""
            statement = MOVE.format(line=line, parent=PARENTS[line], areas=areas)
            cursor.execute(statement, {"ids": list(unit_ids), "to": to_id})
    fields = tuple(f"{line}_path" for line in lines)
    usecase.unrecorded("nothing was to be moved")
    usecase.touch_many([Touch(one.school_id or one.id, "orgs.unit", str(one.id), fields) for one in rows])


@use_case("orgs.units.closed", permission="orgs.move")
def close_units(*, actor: Actor, now: dt.datetime, unit_ids: Sequence[int], from_day: dt.date) -> None:
    """Close units of one tree together; `from_day` is the first day on which they no longer exist.

    raises: ChildrenOpen, PeopleInside; Invalid when one only begins on that day.
    """
    rows = Unit.objects.whole_tree(reason="the units that are given up, and what hangs on them")
    units = list(rows.filter(id__in=unit_ids, valid_to__isnull=True).select_for_update().order_by("id"))
    left = rows.filter(Q(parent_id__in=unit_ids) | Q(territory_parent_id__in=unit_ids), valid_to__isnull=True)
    names = "、".join(one.short_name for one in units if one.level in NAMED_LEVELS) or "、".join(
        one.name for one in units[:3]
    )
    if young := [one.name for one in units if one.valid_from >= from_day]:
        raise Invalid([FieldProblem("starts_on", "“{names}”到那天才启用，晚一天再停用", {"names": young[:3]})])
    if count := left.exclude(id__in=unit_ids).count():
        raise ChildrenOpen(name=names, count=count)
    if people := queries.count_people(list(unit_ids), since=from_day):
        raise PeopleInside(name=names, day=from_day, count=people)
    rows.filter(id__in=[one.id for one in units]).update(valid_to=from_day)
    usecase.unrecorded("all were closed before")
    usecase.touch_many([Touch(one.school_id or one.id, "orgs.unit", str(one.id), ("valid_to",)) for one in units])


@dataclass(frozen=True, slots=True)
class ClassPlace:
    """What a class is called from now on, and the grade it stands in."""

    class_id: int
    name: str
    grade_id: int
    position: int


REGROUP = """
UPDATE orgs_unit u SET name = c.name, short_name = c.name, parent_id = g.id, territory_parent_id = g.id,
  position = c.position, authority_path = g.authority_path || u.id || '/',
  territory_path = g.territory_path || u.id || '/'
FROM unnest(%(ids)s::bigint[], %(names)s::text[], %(grades)s::bigint[], %(positions)s::int[])
  AS c(id, name, grade_id, position) JOIN orgs_unit g ON g.id = c.grade_id
WHERE u.id = c.id AND u.school_id = %(school)s AND g.school_id = %(school)s
"""


@use_case("orgs.classes.regrouped", permission="orgs.move")
def regroup_classes(*, actor: Actor, now: dt.datetime, school_id: int, places: Sequence[ClassPlace]) -> None:
    """Give classes of a school their names and grades of a new year, in one statement; ids stay."""
    values = {
        "school": school_id, "ids": [one.class_id for one in places], "names": [one.name for one in places],
        "grades": [one.grade_id for one in places], "positions": [one.position for one in places],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(REGROUP, values)
    usecase.unrecorded("no class changed")
    usecase.touch_many([Touch(school_id, "orgs.unit", str(one.class_id), ("name", "parent_id")) for one in places])


@use_case("orgs.units.reopened", permission="orgs.move")
def reopen_units(
    *, actor: Actor, now: dt.datetime, school_id: int, unit_ids: Sequence[int], drop_ids: Sequence[int]
) -> None:
    """Take a roll-over of classes back: those that were given up are in force again, those that were made end at once.

    drop_ids: units that were made on their first day and hold nobody; they are removed.
    """
    rows = Unit.objects.whole_tree(reason="classes of the very school").filter(school_id=school_id)
    rows.filter(id__in=unit_ids).update(valid_to=None)
    rows.filter(id__in=drop_ids).delete()
    usecase.unrecorded("nothing was to be undone")
    usecase.touch_many([Touch(school_id, "orgs.unit", str(one), ("valid_to",)) for one in [*unit_ids, *drop_ids]])
