"""Tell what was seen, and read a school's queue: names masked, and never who told."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import Field

from sizao.core import clock
from sizao.core.actor import unit_by_id
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.core.rest import Day, Given, Page, Paging, ShownMoment, UnitId, coded, paged, text
from sizao.detect.concerns import queries, rules, services
from sizao.detect.concerns.rules import TRIAGE, About, Sign

router = Router()


class NewConcern(Given):
    """What somebody saw of a person or a place; `id` is made by the client, so that sending it twice keeps it once."""

    id: uuid.UUID
    school_id: UnitId
    about: coded(About)
    signs: list[coded(Sign)] = Field(min_length=1, max_length=len(Sign.values()))
    seen_on: Day
    person_id: uuid.UUID | None = None
    place_id: uuid.UUID | None = None
    class_words: text(rules.LONGEST_NAME) = ""
    name_words: text(rules.LONGEST_NAME) = ""
    place_words: text(rules.LONGEST_PLACE) = ""
    note: text(rules.LONGEST_NOTE) = ""
    is_named: bool = False


class Sent(Schema):
    """The key of what was kept."""

    school_id: int
    id: uuid.UUID


class Concern(Schema):
    """A concern in the queue; `subject` is masked."""

    school_id: int
    id: uuid.UUID
    about: str
    subject: str
    group: str
    signs: list[str]
    seen_on: dt.date
    reported_at: ShownMoment
    state: str
    due_at: ShownMoment | None
    outcome: str


@router.post("", response=Sent, summary=_("反映情况"))
def send_concern(request: HttpRequest, sent: NewConcern) -> Key:
    """Tell the school doctor what one saw; who told is kept apart and shown to nobody by default.

    A person or place is named by id only by whoever may see it; everybody else names it in words, which the doctor
    matches. The same content under the same id is kept once; other content under it is refused.
    """
    new = rules.NewConcern(**{**sent.model_dump(), "signs": tuple(sent.signs)})
    return services.send_concern(actor=signed_in(request), now=clock.now(), new=new)


@router.get("", response=Page[Concern], summary=_("情况反映列表"))
def list_concerns(
    request: HttpRequest, paging: Query[Paging], school_id: UnitId, is_open: bool = True
) -> dict[str, Any]:
    """List a school's open concerns, oldest first, or closed ones, latest first; names are masked."""
    actor, school = signed_in(request), unit_by_id(school_id)
    actor.require(TRIAGE, school)
    if school.level != "SCHOOL":
        raise NotVisible()
    cut = paged(request, queries.list_concerns(actor, school_id, is_open=is_open), paging)
    subjects = queries.subjects_of(actor, school_id, cut["items"])
    cut["items"] = [
        {
            "school_id": row.school_id, "id": row.id, "about": row.about, "subject": subjects[row.id][1],
            "group": subjects[row.id][0], "signs": row.signs, "seen_on": row.seen_on,
            "reported_at": row.reported_at, "state": row.state, "due_at": row.state_due_at, "outcome": row.outcome,
        }
        for row in cut["items"]
    ]  # fmt: skip
    return cut
