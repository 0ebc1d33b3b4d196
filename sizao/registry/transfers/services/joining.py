"""Whole classes that go to another school: made anew there, people move under their own ids."""

import datetime as dt
from collections.abc import Sequence

from sizao.core import usecase
from sizao.core.actor import Actor
from sizao.core.usecase import use_case
from sizao.registry.accounts import services as accounts
from sizao.registry.orgs import queries as orgs
from sizao.registry.orgs import services as org_services
from sizao.registry.orgs.services import NewUnit
from sizao.registry.roster import queries as roster
from sizao.registry.roster import services as roster_services
from sizao.registry.transfers.rules import NewName

JOB = Actor.system("classes go to another school")


@use_case("transfers.classes.joined", permission="transfers.join")
def join_classes(
    *, actor: Actor, now: dt.datetime, from_id: int, to_id: int, names: Sequence[NewName], day: dt.date, reason: str
) -> dict[int, int]:
    """Move classes and departments with their people and posts into another school from a day on, and close them here.

    names: see `queries.name_groups`. returns: old id → new id.
    """
    usecase.unrecorded("classes, people and posts are recorded where they are kept")
    new_ids = _groups(names, to_id, day, now)
    people = roster.list_places(from_id, list(new_ids))
    if people:
        roster_services.relocate_people(
            actor=JOB, now=now, from_school_id=from_id, to_school_id=to_id, moved_on=day,
            places=[roster_services.NewPlace(person, new_ids[group]) for person, group, _number in people],
        )  # fmt: skip
    accounts.copy_posts(actor=JOB, now=now, units=new_ids, from_day=day, reason=reason)
    accounts.end_posts(actor=JOB, now=now, unit_ids=list(new_ids), from_day=day)
    org_services.close_units(actor=JOB, now=now, unit_ids=list(new_ids), from_day=day)
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
