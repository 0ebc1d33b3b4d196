"""Schools that are split or merged: classes are made anew in the other school, people move under their own ids."""

import datetime as dt
from collections.abc import Sequence

from sizao.core.actor import Actor
from sizao.registry.accounts import services as accounts
from sizao.registry.changes.models import UnitChange
from sizao.registry.changes.rules import Kind, NewName, Plan
from sizao.registry.orgs import queries as orgs
from sizao.registry.orgs import services as org_services
from sizao.registry.orgs.services import NewUnit
from sizao.registry.roster import queries as roster
from sizao.registry.roster import services as roster_services

JOB = Actor.system("unit changes")


def new_school(row: UnitChange, plan: Plan, now: dt.datetime) -> int:
    """Make the school that a split brings forth: same stage, place and keeper, and the posts of the old one."""
    old = orgs.list_in_force_on(JOB, row.starts_on).get(id=plan.unit_id)
    (made,) = org_services.create_units(
        actor=JOB, now=now,
        units=[
            NewUnit(
                "SCHOOL", plan.name, old.parent_id, plan.short_name, plan.code, old.territory_parent_id, old.stage,
                old.has_boarders, valid_from=row.starts_on,
            )
        ],
    )  # fmt: skip
    accounts.copy_posts(actor=JOB, now=now, units={old.id: made.id}, from_day=row.starts_on, reason=row.reason)
    return made.id


def join_school(row: UnitChange, plan: Plan, names: Sequence[NewName], target: int, now: dt.datetime) -> dict[int, int]:
    """Move classes and departments with their people into another school; in a merger give up the old one.

    returns: old id → new id of the classes and departments.
    """
    day, source = row.starts_on, plan.unit_id
    new_ids = _groups(names, target, day, now)
    people = roster.list_places(source, list(new_ids))
    if people:
        roster_services.relocate_people(
            actor=JOB, now=now, from_school_id=source, to_school_id=target, moved_on=day,
            places=[roster_services.NewPlace(person, new_ids[group]) for person, group, _number in people],
        )  # fmt: skip
    accounts.copy_posts(actor=JOB, now=now, units=new_ids, from_day=day, reason=row.reason)
    accounts.end_posts(actor=JOB, now=now, unit_ids=list(new_ids), from_day=day)
    if plan.kind == Kind.SPLIT and plan.target_id is not None:
        accounts.copy_posts(
            actor=JOB, now=now, units={source: target}, from_day=day, reason=row.reason, only=["GUARDIAN"]
        )  # fmt: skip
    given_up = list(new_ids)
    if plan.kind == Kind.MERGE:
        accounts.copy_posts(actor=JOB, now=now, units={source: target}, from_day=day, reason=row.reason)
        accounts.hand_over_accounts(actor=JOB, now=now, from_id=source, to_id=target)
        given_up = list(orgs.list_in_force_on(JOB, day).filter(school_id=source).values_list("id", flat=True))
    org_services.close_units(actor=JOB, now=now, unit_ids=given_up, from_day=day)
    return new_ids


def _groups(names: Sequence[NewName], target: int, day: dt.date, now: dt.datetime) -> dict[int, int]:
    """Find or make the groups in the new school. returns: old id → new id."""
    rows = orgs.list_in_force_on(JOB, day).filter(school_id=target)
    known = {(one.level, one.name): one.id for one in rows.filter(level__in=("GRADE", "DEPARTMENT"))}
    places = {one.group.grade: one.group.position for one in reversed(names) if one.group.grade}
    grades = [
        NewUnit("GRADE", grade, target, position=place, valid_from=day)
        for grade, place in places.items()
        if ("GRADE", grade) not in known
    ]
    if grades:
        known |= {("GRADE", one.name): one.id for one in org_services.create_units(actor=JOB, now=now, units=grades)}
    taking = {one.group.id: known["DEPARTMENT", one.name] for one in names if one.is_known}
    coming = [one for one in names if not one.is_known]
    made = org_services.create_units(
        actor=JOB, now=now,
        units=[
            NewUnit(
                one.group.level, one.name, known.get(("GRADE", one.group.grade), target), position=one.group.position,
                entry_year=one.group.entry_year, class_number=one.number, valid_from=day,
            )
            for one in coming
        ],
    ) if coming else []  # fmt: skip
    return taking | {one.group.id: ref.id for one, ref in zip(coming, made, strict=True)}
