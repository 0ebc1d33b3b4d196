"""Read transfers: those a school decides, those it asked for; how classes would be named in another school."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from sizao.core.actor import Actor, UnitRef
from sizao.core.converters import Key
from sizao.core.errors import FieldProblem, Invalid, NotVisible
from sizao.registry.orgs import queries as orgs
from sizao.registry.transfers import rules
from sizao.registry.transfers.models import Transfer
from sizao.registry.transfers.rules import Group, NewName

JOB = Actor.system("a receiving school is looked for")


def list_coming(actor: Actor, *, school_id: int) -> QuerySet[Transfer]:
    """List who wants to come to a school, latest first."""
    rows = Transfer.objects.visible_to(actor).filter(school_id=school_id)
    return rows.order_by("-asked_at", "-id")


def list_going(actor: Actor, *, school_id: int) -> QuerySet[Transfer]:
    """List whom a school asked others to take, latest first; the caller asked the right at that school."""
    rows = Transfer.objects.whole_tree(reason="requests of the very school for which the right was asked")
    return rows.filter(from_school_id=school_id).order_by("-asked_at", "-id")


def get_transfer(actor: Actor, key: Key) -> tuple[Transfer, bool]:
    """Give a transfer, and whether the actor decides it; others know of it only in the school that asked.

    Offices above keep rosters along authority, but read no names: only posts in one of the two schools count.
    raises: NotVisible.
    """
    rows = Transfer.objects.whole_tree(reason="the right is asked for both schools of this very row")
    row = rows.filter(school_id=key.school_id, id=key.id).first()
    if row is None:
        raise NotVisible()
    decides = keeps_roster(actor, row.school_id)
    if not decides and not keeps_roster(actor, row.from_school_id):
        raise NotVisible()
    return row, decides


def keeps_roster(actor: Actor, school_id: int) -> bool:
    """Tell whether someone keeps the roster of a school by a post in it."""
    return actor.is_system or school_id in actor.held_in("roster.edit")


def find_open_transfer(school_id: int, person_id: uuid.UUID) -> Transfer | None:
    """Find the request that is still open for a pupil of a school."""
    rows = Transfer.objects.whole_tree(reason="of a pupil who was read in scope")
    return rows.filter(from_school_id=school_id, person_id=person_id, state="REQUESTED").first()


def find_school(text: str, *, besides: int, day: dt.date) -> UnitRef:
    """Find the school that someone typed by its whole name or its code.

    raises: Invalid.
    """
    rows = orgs.list_in_force_on(JOB, day).filter(level="SCHOOL").exclude(id=besides)
    found = list(rows.filter(code=text)[:2]) if text.isdigit() else list(rows.filter(name=text)[:2])
    if len(found) == 1:
        return orgs.ref_of(found[0])
    reason = "有几所学校叫这个名称，填标识码" if found else "没有这所学校，填全称或标识码"
    raise Invalid([FieldProblem("to_school", reason, value=text)])


def name_groups(
    from_id: int, to_id: int | None, day: dt.date, *, part_ids: Collection[int] | None = None
) -> list[NewName]:
    """Name the classes and departments of a school, or some of them, for another one; None for one yet to be made."""
    here = [one for one in _groups(from_id, day) if part_ids is None or one.id in part_ids]
    there = _groups(to_id, day) if to_id else []
    return rules.name_groups(here, there, orgs.list_lines([from_id])[from_id].short_name)


def _groups(school_id: int, day: dt.date) -> list[Group]:
    rows = list(
        orgs.list_in_force_on(JOB, day)
        .filter(school_id=school_id, level__in=("CLASS", "DEPARTMENT"))
        .order_by("position", "id")
    )
    above = orgs.list_lines({one.parent_id for one in rows})
    return [
        Group(one.id, one.level, one.name, _grade(one, above), one.class_number, one.entry_year, one.position)
        for one in rows
    ]


def _grade(one: Any, above: dict[int, orgs.UnitLine]) -> str:
    line = above.get(one.parent_id)
    return line.name if line is not None and line.level == "GRADE" else ""
