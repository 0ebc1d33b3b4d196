"""Returns: read, sign and amend them; an office's live board; who is missing, reminded and called."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from sizao.core import clock
from sizao.core.errors import SizaoError
from sizao.core.http import signed_in
from sizao.core.rest import Day, Given, Page, Paging, ShownMoment, UnitId, coded, paged, text
from sizao.report.daily import queries, services
from sizao.report.daily.models import DailyReturn
from sizao.report.daily.rules import CallAnswer
from sizao.report.daily.rules import Figures as Counts

MOST_UNITS = 5000


class NoBoard(SizaoError):
    """A school has no units that hand in returns; its classes stand in `/checks`."""

    code = "no_board"
    message = "学校没有下级单位，各班上报见checks"
    http_status = 404


class Figures(Schema):
    """The counts of a return or a board; missing is never counted as zero."""

    expected: int
    waived: int
    reported: int
    missing: int
    zero: int
    late: int
    enrolled: int
    present: int
    absent: int
    absent_ill: int
    ill: int
    units: int
    units_reporting: int


class Version(Schema):
    """One version of a return as it was signed; it is never overwritten."""

    version: int
    state: str
    figures: Figures
    signed_at: ShownMoment
    signed_by: int | None
    signed_role: str
    reason: str


class MissingReporter(Schema):
    """A group (at a school) or a unit (at an office) not heard from; `reason` is what was written at signing."""

    unit_id: int
    session: str
    reason: str


class Return(Schema):
    """A unit's return of a day: what was signed, or what would be signed now; it covers [covers_from, covers_to)."""

    unit_id: int
    day: dt.date
    state: str | None
    is_signed: bool
    covers_from: ShownMoment
    covers_to: ShownMoment
    figures: Figures
    by_session: dict[str, Figures]
    missing: list[MissingReporter]
    found_later: int
    versions: list[Version]


class UnitBoard(Schema):
    """The live counts of an office, as of the latest fold."""

    unit_id: int
    day: dt.date
    figures: Figures
    as_of: ShownMoment | None


class Call(Schema):
    """A call made after a missing unit."""

    id: uuid.UUID
    unit_id: int
    called_id: int
    called_at: ShownMoment
    called_name: str
    answer: str
    note: str


class SubUnit(Schema):
    """One line of an office's board."""

    unit_id: int
    level: str
    name: str
    phone: str
    figures: Figures
    call: Call | None


class MissingGroup(Schema):
    """A class or department that has not reported an open session."""

    school_id: int
    group_id: int
    group_name: str
    session: str
    due_at: ShownMoment


class Reason(Given):
    """Why a group is missing, in words."""

    group_id: UnitId
    reason: text(200, least=1)


class Seen(Given):
    """The figures the signer looked at; others than now are refused, what was not seen is not signed."""

    expected: int
    reported: int
    ill: int
    absent: int


class NewSignature(Given):
    """A signature; a school gives a reason for each missing class."""

    seen: Seen
    reasons: list[Reason] = Field(default=[], max_length=MOST_UNITS)


class NewAmendment(Given):
    """An amendment and why the signed figures were wrong."""

    reason: text(200, least=1)


class NewChase(Given):
    """The units to remind."""

    unit_ids: list[UnitId] = Field(min_length=1, max_length=MOST_UNITS)


class Chased(Schema):
    """How many units were reminded; a unit gets one reminder a day from each office."""

    count: int


class NewCall(Given):
    """What a called unit said."""

    called_id: UnitId
    answer: coded(CallAnswer)
    note: text(200) = ""


router = Router()


@router.get("/returns/{unit_id}/{day}", response=Return, summary=_("读日报告"))
def get_return(request: HttpRequest, unit_id: UnitId, day: Day) -> dict[str, Any]:
    """Read a unit's return: the signed snapshot, else the figures as known now."""
    actor = signed_in(request)
    unit = queries.get_unit(actor, unit_id, day=day, now=clock.now())
    versions = queries.list_versions(actor, unit=unit, day=day)
    draft = queries.draft_return(actor, unit=unit, day=day, now=clock.now())
    return _return(draft, versions)


def _return(draft: queries.Draft, versions: list[DailyReturn]) -> dict[str, Any]:
    row = versions[0] if versions else None
    is_signed = row is not None and row.signed_at is not None
    by_session, missing = draft.by_session, [(unit, session, "") for unit, session in draft.missing]
    if is_signed:
        by_session = {session: Counts(**values) for session, values in row.by_session.items()}
        missing = [(int(unit), one["session"], one["reason"]) for unit, one in row.missing_reasons.items()]
    return {
        "unit_id": draft.unit.id, "day": draft.day, "state": row.state if row else None, "is_signed": is_signed,
        "covers_from": draft.window.start, "covers_to": draft.window.end,
        "figures": queries.figures_of(row) if is_signed else draft.figures, "by_session": by_session,
        "missing": [{"unit_id": unit, "session": session, "reason": why} for unit, session, why in missing],
        "found_later": draft.found_later,
        "versions": [_version(one) for one in versions if one.signed_at is not None],
    }  # fmt: skip


def _version(row: DailyReturn) -> dict[str, Any]:
    names = ("version", "state", "signed_at", "signed_by", "signed_role", "reason")
    return {"figures": queries.figures_of(row), **{name: getattr(row, name) for name in names}}


@router.post("/returns/{unit_id}/{day}/sign", response={201: Version}, summary=_("签报"))
def sign_return(request: HttpRequest, unit_id: UnitId, day: Day, sent: NewSignature) -> Status:
    """Sign a unit's return of a day, with the figures that were looked at."""
    row = services.sign_return(
        actor=signed_in(request), now=clock.now(), unit_id=unit_id, day=day, seen=sent.seen.model_dump(),
        reasons={one.group_id: one.reason for one in sent.reasons},
    )  # fmt: skip
    return Status(201, _version(row))


@router.post("/returns/{unit_id}/{day}/amend", response={201: Version}, summary=_("更正日报告"))
def amend_return(request: HttpRequest, unit_id: UnitId, day: Day, sent: NewAmendment) -> Status:
    """Amend a signed return whose figures were wrong: a new version, the signed one stays."""
    row = services.amend_return(actor=signed_in(request), now=clock.now(), unit_id=unit_id, day=day, reason=sent.reason)
    return Status(201, _version(row))


@router.get("/boards/{unit_id}/{day}", response=UnitBoard, summary=_("辖区实时汇总"))
def get_board(request: HttpRequest, unit_id: UnitId, day: Day) -> dict[str, Any]:
    """Read the live counts of a unit as a whole."""
    actor = signed_in(request)
    unit = queries.get_unit(actor, unit_id, day=day, now=clock.now())
    figures, folded_at = queries.tally_of(actor, unit=unit, day=day)
    return {"unit_id": unit.id, "day": day, "figures": figures, "as_of": folded_at}


@router.get("/boards/{unit_id}/{day}/units", response=Page[SubUnit], summary=_("下级单位实时汇总"))
def list_sub_units(request: HttpRequest, unit_id: UnitId, day: Day, paging: Query[Paging]) -> dict[str, Any]:
    """List the units under an office with their live counts, the most missing first."""
    actor = signed_in(request)
    unit = queries.get_unit(actor, unit_id, day=day, now=clock.now())
    if unit.school_id is not None:
        raise NoBoard()
    page = paged(request, queries.list_sub_units(actor, unit=unit, day=day), paging)
    return {**page, "items": [_sub_unit(row) for row in page["items"]]}


def _sub_unit(row: queries.SubUnit) -> dict[str, Any]:
    line = row.line
    return {
        "unit_id": line.id, "level": line.level, "name": line.name, "phone": line.phone, "figures": row.figures,
        "call": _call(row.call) if row.call else None,
    }  # fmt: skip


@router.get("/boards/{unit_id}/{day}/missing", response=Page[MissingGroup], summary=_("未报的班"))
def list_missing(request: HttpRequest, unit_id: UnitId, day: Day, paging: Query[Paging]) -> dict[str, Any]:
    """List the groups under a unit that have not reported an open session, soonest due first."""
    actor = signed_in(request)
    unit = queries.get_unit(actor, unit_id, day=day, now=clock.now())
    found = queries.missing_groups(actor, unit=unit, day=day, now=clock.now())
    page = paged(request, found, paging)
    items = [
        {"school_id": one.school_id, "group_id": line.id, "group_name": line.name, "session": one.session,
         "due_at": one.due_at} for line, one in page["items"]
    ]  # fmt: skip
    return {**page, "items": items}


@router.post("/boards/{unit_id}/{day}/chase", response=Chased, summary=_("催报"))
def chase_units(request: HttpRequest, unit_id: UnitId, day: Day, sent: NewChase) -> dict[str, int]:
    """Remind units under an office or groups under a school; sent again on the same day it reminds nobody twice."""
    count = services.chase_units(
        actor=signed_in(request), now=clock.now(), unit_id=unit_id, day=day, unit_ids=sent.unit_ids
    )
    return {"count": count}


@router.post("/boards/{unit_id}/{day}/calls", response={201: Call}, summary=_("登记电话"))
def record_call(request: HttpRequest, unit_id: UnitId, day: Day, sent: NewCall) -> Status:
    """Keep what a called unit said, so that nobody else rings it again."""
    call = services.record_call(
        actor=signed_in(request), now=clock.now(), unit_id=unit_id, day=day, **sent.model_dump()
    )
    return Status(201, _call(call))


def _call(call: Any) -> dict[str, Any]:
    names = ("id", "called_at", "called_name", "answer", "note")
    return {"unit_id": call.school_id, "called_id": call.unit_id, **{name: getattr(call, name) for name in names}}
