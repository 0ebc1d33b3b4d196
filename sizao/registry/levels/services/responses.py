"""Order a level for a unit, extend it, end it early, and let it end by itself."""

import datetime as dt

from sizao.core import clock, usecase
from sizao.core.actor import Actor, UnitRef, unit_by_id, units_by_id
from sizao.core.errors import FieldProblem, Invalid, SizaoError
from sizao.core.usecase import use_case
from sizao.registry.levels import queries
from sizao.registry.levels.facts import ResponseChanged
from sizao.registry.levels.models import Response, ResponseChange
from sizao.registry.levels.rules import Change, check_beside, too_long

LONGEST_REASON = 200


class ResponseOver(SizaoError):
    """The response has ended or was cancelled."""

    code = "response_over"
    message = "这次响应已经结束"
    http_status = 409


@use_case("levels.response.ordered", permission="levels.order", on="unit_id")
def order_response(*, actor: Actor, now: dt.datetime, unit_id: int, order: queries.Order) -> Response:
    """Put a unit and all below it on a level; it holds from its first day on and ends by itself.

    raises: Invalid, WeakerThanAbove, LevelsOverlap.
    """
    unit, today = unit_by_id(unit_id), clock.school_date(now)
    queries.check_order(unit, order, today=today)
    if order.replaces:
        _make_room(actor, now, unit, order)
    bundle = queries.get_bundle(unit, order.bundle, today)
    made = Response.objects.create(
        unit_id=unit_id, level=order.level, bundle_code=bundle.code, bundle_version=bundle.version,
        bundle_name=bundle.name, bundle_source=bundle.source, lines=[line.as_json() for line in bundle.lines],
        starts_on=order.starts_on, ends_on=order.ends_on, reason=order.reason.strip()[:LONGEST_REASON],
        ordered_by=actor.user_id, ordered_at=now,
    )  # fmt: skip
    record(made, Change.ORDERED, actor, now, unit, made.reason)
    return made


def _make_room(actor: Actor, now: dt.datetime, unit: UnitRef, order: queries.Order) -> None:
    """End or cancel the unit's own responses that overlap a new one."""
    for row in _own_rows(unit.id).filter(starts_on__lt=order.ends_on, ends_on__gt=order.starts_on):
        record(row, stop(row, order.starts_on, now), actor, now, unit, order.reason.strip())


@use_case("levels.response.extended", permission="levels.order", on="unit_id")
def extend_response(
    *, actor: Actor, now: dt.datetime, unit_id: int, response_id: int, ends_on: dt.date, reason: str
) -> Response:
    """Let a level hold longer, with a reason.

    raises: NotVisible, ResponseOver, Invalid, WeakerThanAbove, LevelsOverlap.
    """
    unit, today = unit_by_id(unit_id), clock.school_date(now)
    row = _locked(unit_id, response_id, today)
    problems = [] if reason.strip() else [FieldProblem("reason", "写明原因")]
    if ends_on <= row.ends_on:
        problems.append(FieldProblem("ends_on", "要晚于现在的结束日期", value=str(ends_on)))
    problems += too_long(today, ends_on)
    if problems:
        raise Invalid(problems)
    above, own = queries.spans_beside(unit_id, besides=row.id)
    check_beside(row.level, row.ends_on, ends_on, above=above, own=own)
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    record(row, Change.EXTENDED, actor, now, unit, reason.strip())
    return row


@use_case("levels.response.ended", permission="levels.order", on="unit_id")
def end_response(
    *, actor: Actor, now: dt.datetime, unit_id: int, response_id: int, from_day: dt.date, reason: str
) -> Response:
    """End a level before its date: `from_day` is the first day without it; one that has not begun is cancelled.

    raises: NotVisible, ResponseOver, Invalid.
    """
    unit, today = unit_by_id(unit_id), clock.school_date(now)
    row = _locked(unit_id, response_id, today)
    problems = [] if reason.strip() else [FieldProblem("reason", "写明原因")]
    if from_day < today:
        problems.append(FieldProblem("from_day", "不能早于今天", value=str(from_day)))
    elif from_day >= row.ends_on:
        problems.append(FieldProblem("from_day", "那天已经到期，不用提前结束", value=str(from_day)))
    if problems:
        raise Invalid(problems)
    record(row, stop(row, from_day, now), actor, now, unit, reason.strip())
    return row


def stop(row: Response, from_day: dt.date, now: dt.datetime) -> Change:
    """End a locked response, or cancel one that has not begun. returns: which of the two."""
    if from_day <= row.starts_on:
        row.is_cancelled = row.is_closed = True
    else:
        row.ends_on = from_day
        row.is_closed = from_day <= clock.school_date(now)
    row.save(update_fields=["ends_on", "is_cancelled", "is_closed"])
    return Change.CANCELLED if row.is_cancelled else Change.ENDED


@use_case("levels.responses.expired", permission="levels.expire")
def expire_responses(*, actor: Actor, now: dt.datetime) -> int:
    """Say of the levels whose last day is over that what held before holds again; run it again and again.

    The values themselves fall back by the date, whether this runs or not. returns: number of responses.
    """
    usecase.unrecorded("nothing ran out")
    rows = Response.objects.whole_tree(reason="what has run out anywhere")
    over = list(rows.filter(is_closed=False, ends_on__lte=clock.school_date(now)).select_for_update().order_by("id"))
    units = units_by_id({row.unit_id for row in over})
    for row in over:
        row.is_closed = True
        row.save(update_fields=["is_closed"])
        record(row, Change.EXPIRED, actor, now, units[row.unit_id], "")
    return len(over)


def _own_rows(unit_id: int):
    rows = Response.objects.whole_tree(reason="the unit for which the right was asked")
    return rows.filter(unit_id=unit_id, is_cancelled=False).select_for_update().order_by("id")


def _locked(unit_id: int, response_id: int, today: dt.date) -> Response:
    queries.get_response(unit_id, response_id)
    row = _own_rows(unit_id).filter(id=response_id, ends_on__gt=today).first()
    if row is None:
        raise ResponseOver()
    return row


def record(row: Response, change: Change, actor: Actor, now: dt.datetime, unit: UnitRef, reason: str) -> None:
    """Keep a step in the life of a response, audit and announce it."""
    ResponseChange.objects.create(
        response=row, change=change, ends_on=row.ends_on, reason=reason[:LONGEST_REASON], made_by=actor.user_id,
        made_at=now,
    )  # fmt: skip
    usecase.touch(school_id=unit.key, kind="levels.response", id=row.id, fields=(str(change),))
    usecase.announce(ResponseChanged(unit.key, row.id, unit.id, row.level, str(change), row.starts_on, row.ends_on))
