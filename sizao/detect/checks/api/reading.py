"""Read a school's board, one report, its entries, and the questions a group has to answer."""

import datetime as dt
import uuid
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.core.rest import Day, UnitId
from sizao.detect.checks import queries
from sizao.detect.checks.api import schemas, showing
from sizao.detect.checks.api.routing import router
from sizao.registry.changes import queries as changes

GivenDay = Annotated[Day, Query()]


@router.get("", response=schemas.SchoolBoard, summary=_("全校上报情况"))
def get_board(
    request: HttpRequest, school_id: UnitId, day: GivenDay, group_id: UnitId | None = None
) -> schemas.SchoolBoard:
    """Read a school's board of a day: each group with the state of each session and the version that holds."""
    actor, now = signed_in(request), clock.now()
    _open_school(actor, _as_of(school_id, day))
    rows = queries.get_board(
        actor, school_id=school_id, day=day, now=now, group_ids=None if group_id is None else [group_id]
    )
    groups = [showing.group(row, school_id, day) for row in rows]
    return schemas.SchoolBoard(school_id=school_id, day=day, as_of=now, groups=groups)


def _as_of(unit_id: int, day: dt.date) -> UnitRef:
    """Give a unit as it stood on the day whose records are asked for."""
    return changes.unit_on(unit_id, day) if day < clock.today() else unit_by_id(unit_id)


def _open_school(actor: Actor, school: UnitRef) -> None:
    """Refuse a school in which, and above which, the actor has no post.

    raises: NotVisible, Forbidden.
    """
    if school.school_id != school.id:
        raise NotVisible()
    if not any(grant.unit.school_id == school.id for grant in actor.grants_for("checks.view")):
        actor.require("checks.view", school)


@router.get("/questions", response=list[schemas.Question], summary=_("待答的学生情况"))
def list_questions(request: HttpRequest, group_id: UnitId, day: GivenDay) -> list[dict[str, Any]]:
    """List the questions about persons that a group's report of a day has to answer."""
    actor = signed_in(request)
    group = queries.get_group(actor, group_id, "checks.view_entries")
    return showing.questions(actor, group, day)


@router.get("/{school_id}/{check_id}", response=schemas.Check, summary=_("读一份上报"))
def get_check(request: HttpRequest, school_id: UnitId, check_id: uuid.UUID) -> schemas.Check:
    """Read one version of a report by its id, whether it still holds or was corrected since."""
    actor = signed_in(request)
    actor.require("checks.view")
    day, current = queries.get_version(actor, school_id=school_id, check_id=check_id)
    return showing.check(current, school_id, day)


@router.get("/{school_id}/{check_id}/entries", response=list[schemas.Entry], summary=_("读一份上报的异常学生"))
def list_entries(request: HttpRequest, school_id: UnitId, check_id: uuid.UUID) -> list[dict[str, Any]]:
    """List the ill and absent persons of one version of a report, with the school doctor's latest word on each."""
    actor = signed_in(request)
    actor.require("checks.view")
    day, current = queries.get_version(actor, school_id=school_id, check_id=check_id)
    group = _as_of(current.group_id, day)
    actor.require("checks.view_entries", group)
    return showing.entries(actor, group, day, check_id)
