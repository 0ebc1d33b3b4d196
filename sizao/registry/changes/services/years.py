"""Bring the classes of a school into a new year, and take that back within a day."""

import datetime as dt
import uuid
from collections.abc import Iterable

from sizao.core import clock, scope, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import FieldProblem, Invalid, SizaoError
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.core.work import services as work
from sizao.registry.accounts import queries as accounts_queries
from sizao.registry.accounts import services as accounts
from sizao.registry.changes import queries
from sizao.registry.changes.models import Rollover
from sizao.registry.changes.queries import YearPlan
from sizao.registry.orgs import queries as orgs
from sizao.registry.orgs import services as org_services
from sizao.registry.orgs.services import ClassPlace, NewUnit
from sizao.registry.roster import queries as roster
from sizao.registry.roster import services as roster_services
from sizao.registry.roster.services import LeftPlace

JOB = Actor.system("classes move up")
KIND = "changes.rollover"
WORK = "changes.rollover"


class NothingToRollOver(SizaoError):
    """All classes are in the year already."""

    code = "nothing_to_roll_over"
    message = "“{name}”的班级已经是{year}学年的"
    http_status = 409


class RolloverKept(SizaoError):
    """The step into the year can no longer be taken back."""

    code = "rollover_kept"
    message = "不能撤回：{why}"
    http_status = 409


@use_case("changes.rollovers.started", permission="changes.roll_over", on="unit_id")
def start_rollover(
    *, actor: Actor, now: dt.datetime, unit_id: int, entries: int | None = None, primary_years: int = 6
) -> uuid.UUID:
    """Bring all schools that a unit runs into the new year, as long work. returns: the work's id."""
    usecase.touch(school_id=unit_by_id(unit_id).key, kind=KIND, id=unit_id)
    year = queries.year_of(clock.school_date(now))
    return work.start(
        actor=actor, now=now, kind=WORK, unit_id=unit_id, about_id=f"{unit_id}.{year}", label=unit_by_id(unit_id).name,
        entries=entries, primary_years=primary_years,
    )  # fmt: skip


@use_case("changes.rollover.made", permission="changes.roll_over", on="school_id")
def roll_over(
    *, actor: Actor, now: dt.datetime, school_id: int, entries: int | None = None, primary_years: int = 6
) -> YearPlan:
    """Bring one school into the new year: classes move up, the last grade leaves, entry classes are made.

    raises: Invalid with every conflict, NothingToRollOver.
    """
    day = clock.school_date(now)
    plan = queries.plan_years([school_id], day, entries=entries, primary_years=primary_years)[school_id]
    if plan.conflicts:
        raise Invalid([FieldProblem("entries", text, params) for text, params in plan.conflicts])
    if not (plan.count("UP") or plan.count("LEAVE") or plan.fresh):
        raise NothingToRollOver(name=plan.name, year=plan.year)
    leaving = [one.class_id for one in plan.steps if one.move == "LEAVE"]
    with scope.open_schools([school_id], reason="the last grade leaves; ids alone are kept for a day"):
        left = roster.list_places(school_id, leaving)
        _let_leave(school_id, left, leaving, day, now)
        moved = _move_up(plan, day, now)
        made = _begin(plan, day, now)
        row = Rollover(
            school_id=school_id, id=new_id(now), year=plan.year, day=day, closed_ids=leaving, made_ids=made,
            before=[[one.class_id, one.name, one.old_grade_id, one.old_position] for one in moved],
            after=[[one.class_id, one.new_name] for one in moved],
            leavers=[[str(person), group, number] for person, group, number in left], made_by=actor.user_id,
            made_at=now,
        )  # fmt: skip
        row.save(force_insert=True)
    usecase.touch(school_id=school_id, kind=KIND, id=row.id, fields=("year",))
    return plan


def _let_leave(
    school_id: int, left: Iterable[tuple[uuid.UUID, int, int | None]], class_ids: list[int], day: dt.date,
    now: dt.datetime,
) -> None:  # fmt: skip
    ids = [person for person, _group, _number in left]
    if ids:
        roster_services.leave_school(actor=JOB, now=now, school_id=school_id, person_ids=ids, left_on=day)
    accounts.end_posts(actor=JOB, now=now, unit_ids=class_ids, from_day=day)
    org_services.close_units(actor=JOB, now=now, unit_ids=class_ids, from_day=day)


def _move_up(plan: YearPlan, day: dt.date, now: dt.datetime) -> list[queries.Step]:
    moved = [one for one in plan.steps if one.move == "UP"]
    grades = _grades(plan.school_id, {one.grade: one.grade_place for one in moved}, day, now)
    places = [ClassPlace(one.class_id, one.new_name, grades[one.grade], one.position) for one in moved]
    org_services.regroup_classes(actor=JOB, now=now, school_id=plan.school_id, places=places)
    return moved


def _grades(school_id: int, wanted: dict[str, int], day: dt.date, now: dt.datetime) -> dict[str, int]:
    """Find or make grades by name. returns: ids by name."""
    rows = orgs.list_in_force_on(JOB, day).filter(school_id=school_id, level="GRADE")
    known = {one.name: one.id for one in rows}
    missing = [
        NewUnit("GRADE", name, school_id, position=place, valid_from=day)
        for name, place in wanted.items()
        if name not in known
    ]
    if missing:
        known |= {one.name: one.id for one in org_services.create_units(actor=JOB, now=now, units=missing)}
    return known


def _begin(plan: YearPlan, day: dt.date, now: dt.datetime) -> list[int]:
    if not plan.fresh:
        return []
    grade = _grades(plan.school_id, {plan.first_grade: plan.first_place}, day, now)[plan.first_grade]
    units = [
        NewUnit("CLASS", name, grade, entry_year=plan.year, class_number=number, position=position, valid_from=day)
        for name, number, position in plan.fresh
    ]
    return [one.id for one in org_services.create_units(actor=JOB, now=now, units=units)]


@use_case("changes.rollover.reverted", permission="changes.roll_over", on="school_id")
def undo_rollover(*, actor: Actor, now: dt.datetime, school_id: int) -> None:
    """Take a school's step into a new year back: within a day, and while nobody has built on it.

    raises: RolloverKept.
    """
    row = queries.find_rollover(school_id)
    why = _kept_because(row, now)
    if row is None or why:
        raise RolloverKept(why=why)
    with scope.open_schools([school_id], reason="those who left come back to their classes; ids alone"):
        org_services.reopen_units(
            actor=JOB, now=now, school_id=school_id, unit_ids=row.closed_ids, drop_ids=row.made_ids
        )
        places = [ClassPlace(*one) for one in row.before]
        org_services.regroup_classes(actor=JOB, now=now, school_id=school_id, places=places)
        left = [LeftPlace(uuid.UUID(person), group, number) for person, group, number in row.leavers]
        if left:
            roster_services.undo_leaving(actor=JOB, now=now, school_id=school_id, left=left, left_on=row.day)
        accounts.reopen_posts(actor=JOB, now=now, unit_ids=row.closed_ids, from_day=row.day)
        row.undone_at, row.undone_by = now, actor.user_id
        row.save(update_fields=["undone_at", "undone_by"])
    usecase.touch(school_id=school_id, kind=KIND, id=row.id, fields=("undone_at",))


def _kept_because(row: Rollover | None, now: dt.datetime) -> str:
    if row is None:
        return "没有升过级"
    if now > row.made_at + dt.timedelta(hours=queries.UNDO_HOURS):
        return "已过一天"
    if row.made_ids and roster.count_people_in([row.school_id], row.made_ids, clock.school_date(now)):
        return "新班里已有学生"
    if row.made_ids and accounts_queries.count_posts(row.made_ids, on=clock.school_date(now)):
        return "新班里已有岗位"
    names = {one.id: one.name for one in orgs.list_lines([class_id for class_id, _name in row.after]).values()}
    if any(names.get(class_id) != name for class_id, name in row.after):
        return "班级后来改过名"
    return ""
