"""People decide about signals: verified, an alert, or dismissed with a reason; a report that went out is noted."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sizao.core import usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import FieldProblem, Invalid, NotVisible, SizaoError
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.detect.signals import queries
from sizao.detect.signals.facts import SignalConfirmed
from sizao.detect.signals.models import Memory, Signal, Step
from sizao.detect.signals.rules import LONGEST_REASON, DismissReason, Origin, right_to_decide
from sizao.epi import thresholds


def _get(actor: Actor, school_id: int, signal_id: uuid.UUID) -> Signal:
    """Give a signal that the actor may decide about. raises: NotVisible, Forbidden."""
    unit = unit_by_id(school_id)
    actor.require(right_to_decide(unit), unit)
    row = (
        Signal.objects.visible_to(actor)
        .filter(school_id=school_id, id=signal_id)
        .select_for_update(of=("self",))
        .first()
    )
    if row is None:
        raise NotVisible()
    return row


@use_case("signals.verification.started", permission="signals.decide")
def begin_verification(*, actor: Actor, now: dt.datetime, school_id: int, signal_id: uuid.UUID) -> Signal:
    """Say that someone is looking into it; the legal clock goes on.

    raises: NotVisible, MoveRefused.
    """
    row = _get(actor, school_id, signal_id)
    row.move("verify", actor=actor, now=now)
    usecase.touch(school_id=school_id, kind="signals.signal", id=signal_id, fields=("state",))
    return row


@use_case("signals.signal.confirmed", permission="signals.decide")
def confirm_signal(*, actor: Actor, now: dt.datetime, school_id: int, signal_id: uuid.UUID, reason: str) -> Signal:
    """Make a verified signal an alert (预警).

    raises: NotVisible, Invalid, MoveRefused.
    """
    _refuse_long(reason)
    row = _get(actor, school_id, signal_id)
    row.move("confirm", actor=actor, now=now, reason=reason.strip())
    usecase.touch(school_id=school_id, kind="signals.signal", id=signal_id, fields=("state",))
    usecase.announce(SignalConfirmed(school_id, signal_id, row.rule, row.kind))
    return row


@use_case("signals.signal.dismissed", permission="signals.decide")
def dismiss_signal(
    *, actor: Actor, now: dt.datetime, school_id: int, signal_id: uuid.UUID, because: str, reason: str
) -> Signal:
    """Say that it was no outbreak, and why; what it counted is not counted again.

    A dismissed statistic leaves the rule's signals beside it as they are.

    because: a `DismissReason`. raises: NotVisible, Invalid, MoveRefused.
    """
    if because not in DismissReason.values():
        raise Invalid([FieldProblem("because", "选排除的原因", value=because)])
    _refuse_long(reason)
    row = _get(actor, school_id, signal_id)
    row.move("dismiss", actor=actor, now=now, reason=": ".join((DismissReason(because).label, reason.strip())))
    if row.origin == Origin.RULE:
        _close_event(actor, row, now)
    usecase.touch(school_id=school_id, kind="signals.signal", id=signal_id, fields=("state",))
    return row


class StillOpen(SizaoError):
    """A signal of the event has not been decided."""

    code = "signal_still_open"
    message = "这一事件还有信号没有核实，先核实或排除"
    http_status = 409


@use_case("signals.event.closed", permission="signals.decide")
def close_event(*, actor: Actor, now: dt.datetime, school_id: int, signal_id: uuid.UUID, reason: str) -> None:
    """Say that the event of a signal is over: nothing joins it any more, a later hit opens another.

    raises: NotVisible, Invalid, StillOpen.
    """
    _refuse_long(reason)
    row = _get(actor, school_id, signal_id)
    event = Signal.objects.visible_to(actor).filter(school_id=school_id, event=row.event)
    if event.filter(state__in=queries.OPEN).exists():
        raise StillOpen()
    _close_event(actor, row, now)
    Step.objects.create(school_id=school_id, id=new_id(now), signal_id=row.id, step="CLOSED", at=now)
    usecase.touch(
        school_id=school_id, kind="signals.signal", id=signal_id, fields=("closed_at",), purpose=reason.strip()
    )  # fmt: skip


@use_case("signals.report.noted", permission="signals.decide")
def note_report(*, actor: Actor, now: dt.datetime, school_id: int, signal_id: uuid.UUID, to: Sequence[str]) -> None:
    """Note that the report of a signal went out, so that its recipients get the correction should it be revoked.

    raises: NotVisible, Invalid.
    """
    if not to:
        raise Invalid([FieldProblem("to", "选报给了谁")])
    row = _get(actor, school_id, signal_id)
    kept = Memory.objects.visible_to(actor, "signals.verify").filter(school_id=school_id, id=row.id).first()
    if kept is None:
        raise NotVisible()
    (noted,) = thresholds.note_report([kept.signal], row.rule, kept.signal.unit, tuple(to))
    kept.saved = thresholds.to_json(noted)
    kept.save(update_fields=["saved"])
    Step.objects.create(
        school_id=school_id, id=new_id(now), signal_id=row.id, step="REPORTED", at=now, correction_due_to=list(to)
    )
    usecase.touch(school_id=school_id, kind="signals.signal", id=signal_id, fields=("reported_to",))


def _close_event(actor: Actor, row: Signal, now: dt.datetime) -> None:
    """Let nothing join a dismissed event any more; a later hit opens another."""
    rows = list(Signal.objects.visible_to(actor).filter(school_id=row.school_id, event=row.event, closed_at=None))
    kept = {one.id: one for one in Memory.objects.whole_tree(reason="the event's own memory").filter(
        school_id=row.school_id, id__in=[one.id for one in rows])}  # fmt: skip
    for one in rows:
        one.closed_at = now
    for one in kept.values():
        (closed,) = thresholds.close_event([one.signal], row.event, now)
        one.saved = thresholds.to_json(closed)
    Signal.objects.visible_to(actor).bulk_update(rows, ["closed_at"])
    Memory.objects.whole_tree(reason="the event's own memory").bulk_update(list(kept.values()), ["saved"])


def _refuse_long(reason: str) -> None:
    if not reason.strip():
        raise Invalid([FieldProblem("reason", "写明怎样核实的")])
    if len(reason) > LONGEST_REASON:
        raise Invalid([FieldProblem("reason", "原因最多{most}字", {"most": LONGEST_REASON})])
