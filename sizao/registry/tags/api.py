"""Tags of people: list those that hold, set them, lift one; people by id, names stay on the pages."""

import datetime as dt
import uuid
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from sizao.core import clock
from sizao.core.actor import unit_by_id
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.core.rest import Day, Given, Page, Paging, UnitId, coded, paged, text
from sizao.registry.tags import queries, services
from sizao.registry.tags.rules import LONGEST_NOTE, TagMeasure, TagReason

DAY = dt.timedelta(days=1)
MOST_TAGS = 200


class Tag(Schema):
    """A tag that holds; a health reason and the note are empty for those who may not set tags."""

    id: uuid.UUID
    school_id: int
    person_id: uuid.UUID
    reason: str
    measures: list[str]
    starts_on: dt.date
    latest_day: dt.date
    note: str


class NewTag(Given):
    """A person who needs measures, why, and the last day of them."""

    person_id: uuid.UUID
    reason: coded(TagReason)
    measures: list[coded(TagMeasure)] = Field(min_length=1, max_length=len(TagMeasure))
    latest_day: Day
    note: text(LONGEST_NOTE) = ""


class NewTags(Given):
    """People of one school who are to be tagged."""

    school_id: UnitId
    tags: list[NewTag] = Field(min_length=1, max_length=MOST_TAGS)


class Lifting(Given):
    """Why a tag ends before its day."""

    lift_reason: text(services.LONGEST_REASON, least=1)


class TagIds(Schema):
    """The ids of the tags that were set, in the order in which they were sent."""

    ids: list[uuid.UUID]


router = Router()


@router.get("", response=Page[Tag], summary=_("列出重点人群"))
def list_tags(
    request: HttpRequest, school_id: Annotated[UnitId, Query()], paging: Query[Paging],
    reason: Annotated[coded(TagReason) | None, Query()] = None,
) -> dict[str, Any]:  # fmt: skip
    """List the tags that hold today for the people of a school whom one may see, soonest to end first.

    reason: only those with this reason, as far as the reader is told the reason.
    """
    actor, school = signed_in(request), unit_by_id(school_id)
    if school.school_id != school.id:
        raise NotVisible()
    if not any(grant.unit.school_id == school.id for grant in actor.grants_for("roster.view_tags")):
        actor.require("roster.view_tags", school)
    lines = queries.list_tags(actor, school_id=school_id, day=clock.today())
    page = paged(request, [one for one in lines if reason is None or one.reason == reason], paging)
    return {**page, "items": [_shown(line) for line in page["items"]]}


def _shown(line: queries.TagLine) -> dict[str, Any]:
    tag = line.tag
    return {
        "id": tag.id, "school_id": tag.school_id, "person_id": tag.person_id, "reason": line.reason,
        "measures": tag.measures, "starts_on": tag.starts_on, "latest_day": tag.expires_on - DAY, "note": line.note,
    }  # fmt: skip


@router.post("", response={201: TagIds}, summary=_("标记重点人群"))
def set_tags(request: HttpRequest, sent: NewTags) -> Status:
    """Tag at most 200 people of one school: all, or none and the answer lists every wrong row.

    Somebody who has the reason already is refused: extend or lift the tag that holds.
    """
    tags = [
        services.NewTag(one.person_id, one.reason, tuple(dict.fromkeys(one.measures)), one.latest_day + DAY, one.note)
        for one in sent.tags
    ]
    made = services.set_tags(actor=signed_in(request), now=clock.now(), school_id=sent.school_id, tags=tags)
    return Status(201, {"ids": made})


@router.post("/{school_id}/{tag_id}/lift", response={204: None}, summary=_("解除标记"))
def lift_tag(request: HttpRequest, school_id: UnitId, tag_id: uuid.UUID, sent: Lifting) -> Status:
    """End a tag before its day, with the reason; one that was lifted is not found any more."""
    services.lift_tag(
        actor=signed_in(request), now=clock.now(), key=Key(school_id, tag_id), reason=sent.lift_reason
    )  # fmt: skip
    return Status(204, None)
