"""People of one group, by name for those whose own class it is."""

import datetime as dt
import uuid

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from sizao.core.actor import unit_by_id
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.core.rest import UnitId
from sizao.registry.roster import queries


class Person(Schema):
    """A pupil or member of staff; `birth_date` is shown to those who may also read the guardians."""

    id: uuid.UUID
    name: str
    sex: str
    kind: str
    class_position: int | None
    is_boarder: bool
    birth_date: dt.date | None = None


class GroupPeople(Schema):
    """Who is now in a class or department, pupils in class order."""

    group_id: int
    school_id: int
    name: str
    people: list[Person]


router = Router()


@router.get("/groups/{group_id}/people", response=GroupPeople, summary=_("列出班级人员"))
def list_people(request: HttpRequest, group_id: UnitId) -> dict:
    """List the people of a group whose names the caller may see; offices above the school may not."""
    actor, group = signed_in(request), unit_by_id(group_id)
    actor.require("roster.view", group)
    if group.school_id in (None, group.id):
        raise NotVisible()
    lines = queries.list_group(actor, school_id=group.school_id, group_id=group_id)
    shows_birth = actor.may("roster.view_guardians", group)
    people = [
        {name: getattr(line, name) for name in Person.model_fields if shows_birth or name != "birth_date"}
        for line in lines
    ]
    return {"group_id": group.id, "school_id": group.school_id, "name": group.name, "people": people}
