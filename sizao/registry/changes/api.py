"""Changes of units: those to come and those over, one of them, planning one, taking it back."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from sizao.core import clock
from sizao.core.http import signed_in
from sizao.core.rest import Day, Given, Page, Paging, ShownMoment, UnitId, coded, paged, text
from sizao.registry.changes import queries, services
from sizao.registry.changes.models import UnitChange
from sizao.registry.changes.rules import LONGEST_REASON, Kind, Plan, state_of

MOST_PARTS = 500


class Change(Schema):
    """A change of a unit; `effect` counts what it moved, by SCHOOL, CLASS, PEOPLE and POSTS, once it has taken effect.

    obstacle: why it was put off by a day. name, short_name, code: new ones, of the unit or of the one a split makes.
    """

    id: int
    kind: str
    state: str
    unit_id: int
    target_id: int | None
    part_ids: list[int]
    name: str
    short_name: str
    code: str
    starts_on: dt.date
    reason: str
    obstacle: str
    effect: dict[str, int]
    made_at: ShownMoment
    applied_at: ShownMoment | None
    withdrawn_at: ShownMoment | None


class NewChange(Given):
    """What is to be done with a unit from a day on; which fields are asked for depends on the kind."""

    kind: coded(Kind)
    unit_id: UnitId
    starts_on: Day
    reason: text(LONGEST_REASON, least=1)
    target_id: UnitId | None = None
    part_ids: list[UnitId] = Field([], max_length=MOST_PARTS)
    name: text(80) = ""
    short_name: text(40) = ""
    code: text(20) = ""


router = Router()


@router.get("", response=Page[Change], summary=_("列出机构调整"))
def list_changes(request: HttpRequest, paging: Query[Paging], planned: bool = True) -> dict[str, Any]:
    """List the changes of units that one may see: those to come, soonest first; `planned=false`: those over."""
    actor = signed_in(request)
    actor.require("changes.view")
    page = paged(request, queries.list_changes(actor, planned=planned), paging)
    return {**page, "items": [_shown(row) for row in page["items"]]}


def _shown(row: UnitChange) -> dict[str, Any]:
    state = state_of(is_applied=row.applied_at is not None, is_withdrawn=row.withdrawn_at is not None)
    names = set(Change.model_fields) - {"state"}
    return {"state": state, **{name: getattr(row, name) for name in names}}


@router.get("/{change_id}", response=Change, summary=_("读取机构调整"))
def get_change(request: HttpRequest, change_id: UnitId) -> dict[str, Any]:
    """Read a change of a unit that one may see, or of one that it goes to or takes from."""
    return _shown(queries.get_change(signed_in(request), change_id))


@router.post("", response={201: Change}, summary=_("安排机构调整"))
def plan_change(request: HttpRequest, sent: NewChange) -> Status:
    """Plan a change for tomorrow or later; the right is asked above the unit, and where it goes.

    RENAME takes `name`; MOVE and MERGE take `target_id`; SPLIT takes `part_ids`, and a `target_id` or the `name` of a
    new unit, with its `code` where it is a county.
    """
    actor = signed_in(request)
    plan = Plan(**{**sent.model_dump(), "part_ids": tuple(dict.fromkeys(sent.part_ids))})
    made = services.plan_change(actor=actor, now=clock.now(), plan=plan)
    return Status(201, _shown(queries.get_change(actor, made)))


@router.post("/{change_id}/withdraw", response=Change, summary=_("撤回机构调整"))
def withdraw_change(request: HttpRequest, change_id: UnitId) -> dict[str, Any]:
    """Take a planned change back; 409 `change_over` once it has taken effect or was withdrawn."""
    actor = signed_in(request)
    services.withdraw_change(actor=actor, now=clock.now(), change_id=change_id)
    return _shown(queries.get_change(actor, change_id))
