"""Transfers of pupils: what a school asked and is asked, asking, accepting; pupils by id, names stay on the pages."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema, Status

from sizao.core import clock
from sizao.core.actor import unit_by_id
from sizao.core.choices import Choices
from sizao.core.converters import Key
from sizao.core.errors import Forbidden, Invalid
from sizao.core.http import signed_in
from sizao.core.rest import Day, Given, Page, Paging, ShownMoment, UnitId, coded, paged
from sizao.registry.transfers import queries, services
from sizao.registry.transfers.models import Transfer as TransferRow

# What the page calls otherwise than the API.
FIELDS = {"to_school": "to_school_id"}


class Direction(Choices):
    """Which transfers of a school are listed."""

    COMING = "COMING", "转入"
    GOING = "GOING", "转出"


class Transfer(Schema):
    """A request; `school_id` decides. The pupil's id and class stand in what the own school asked, else null."""

    id: uuid.UUID
    school_id: int
    from_school_id: int
    person_id: uuid.UUID | None
    from_group_id: int | None
    state: str
    asked_at: ShownMoment
    to_group_id: int | None
    moved_on: dt.date | None
    refusal: str


class NewTransfer(Given):
    """Which pupil of a school is to go to which other one."""

    school_id: UnitId
    person_id: uuid.UUID
    to_school_id: UnitId


class Acceptance(Given):
    """The class that takes the pupil, and from which day."""

    group_id: UnitId
    moved_on: Day


router = Router()


@router.get("", response=Page[Transfer], summary=_("列出转学"))
def list_transfers(
    request: HttpRequest, school_id: Annotated[UnitId, Query()], direction: Annotated[coded(Direction), Query()],
    paging: Query[Paging],
) -> dict[str, Any]:  # fmt: skip
    """List who wants to come to a school (COMING), or whom it asked others to take (GOING), latest first.

    For those who keep the roster by a post in the school itself.
    """
    actor, school = signed_in(request), unit_by_id(school_id)
    actor.require("roster.edit", school)
    if not queries.keeps_roster(actor, school_id):
        raise Forbidden(act="查看别的学校的转学")
    going = direction == Direction.GOING
    rows = (queries.list_going if going else queries.list_coming)(actor, school_id=school_id)
    page = paged(request, rows, paging)
    return {**page, "items": [_shown(row, is_own=going) for row in page["items"]]}


def _shown(row: TransferRow, *, is_own: bool) -> dict[str, Any]:
    names = ("id", "school_id", "from_school_id", "state", "asked_at", "to_group_id", "moved_on", "refusal")
    pupil = {"person_id": row.person_id, "from_group_id": row.from_group_id} if is_own else {}
    return {"person_id": None, "from_group_id": None, **pupil, **{name: getattr(row, name) for name in names}}


@router.post("", response={201: Transfer}, summary=_("申请转学"))
def request_transfer(request: HttpRequest, sent: NewTransfer) -> Status:
    """Ask another school to take a pupil; nothing changes until it does."""
    actor = signed_in(request)
    try:
        key = services.request_transfer(actor=actor, now=clock.now(), **sent.model_dump())
    except Invalid as refusal:
        raise Invalid([replace(one, field=FIELDS.get(one.field, one.field)) for one in refusal.problems]) from None
    row, _decides = queries.get_transfer(actor, key)
    return Status(201, _shown(row, is_own=True))


@router.post("/{school_id}/{transfer_id}/accept", response=Transfer, summary=_("接收转学"))
def accept_transfer(
    request: HttpRequest, school_id: UnitId, transfer_id: uuid.UUID, sent: Acceptance
) -> dict[str, Any]:
    """Take a pupil into a class of the school from a day on: closed in the old school, opened here.

    The school that asked reads of it, and may not accept for the other one.
    """
    actor, key = signed_in(request), Key(school_id, transfer_id)
    services.accept_transfer(actor=actor, now=clock.now(), key=key, **sent.model_dump())
    row, _decides = queries.get_transfer(actor, key)
    return _shown(row, is_own=False)
