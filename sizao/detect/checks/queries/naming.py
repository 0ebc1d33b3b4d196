"""Whom words may mean: people found by a name, those of one's own classes, and whether a class has named someone."""

import datetime as dt
import uuid

from sizao.core.actor import Actor
from sizao.core.privacy import mask_name
from sizao.detect.checks.queries.standing import Place, list_held
from sizao.registry.orgs import queries as orgs
from sizao.registry.roster import queries as roster

MOST_FOUND = 20


def find_candidates(actor: Actor, *, school_id: int, text: str) -> list[tuple[uuid.UUID, str]]:
    """Find those now at a school who may be meant by a name: class, number and masked name by id; two queries."""
    if not text:
        return []
    rows = roster.find_people(actor, school_id=school_id, text=text).filter(status="ACTIVE", group_id__isnull=False)
    found = list(rows[:MOST_FOUND].values_list("id", "name", "group_id", "class_position"))
    groups = orgs.list_lines({row[2] for row in found})
    return [
        (key, f"{groups[group].short_name if group in groups else ''} {number or ''} {mask_name(name)}")
        for key, name, group, number in found
    ]


def list_pupils(actor: Actor, school_id: int) -> list[tuple[uuid.UUID, str]]:
    """List the people of the actor's own classes and departments, whom they see by name and may pick."""
    own = [
        one.unit for one in actor.grants_for("roster.view")
        if one.unit.school_id == school_id and one.unit.level in ("CLASS", "DEPARTMENT")
    ]  # fmt: skip
    return [
        (person.id, f"{unit.name} {person.name}")
        for unit in dict.fromkeys(own)
        for person in roster.list_group(actor, school_id=school_id, group_id=unit.id)
    ]


def is_said(school_id: int, group_id: int | None, person_id: uuid.UUID | None, day: dt.date) -> bool:
    """Tell whether a class's reports of a day name a person already."""
    if group_id is None or person_id is None:
        return False
    held = list_held([Place(school_id, group_id, day)])
    return any(person_id in one.said for sessions in held.values() for one in sessions.values())
