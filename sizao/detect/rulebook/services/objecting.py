"""Objections to a unit's own rules (异议): anyone bound by one may raise it, the office above decides."""

import datetime as dt
import uuid

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import FieldProblem, Forbidden, Invalid, NotVisible, SizaoError
from sizao.core.ids import new_id
from sizao.core.looped import start_many
from sizao.core.loops import OtherPersonNeeded
from sizao.core.usecase import use_case
from sizao.detect.rulebook import queries
from sizao.detect.rulebook.models import Objection, RuleChange
from sizao.detect.rulebook.rules import LONGEST_OBJECTION, LONGEST_REASON, OBJECTION_HOURS
from sizao.detect.rulebook.services.changing import end_change
from sizao.registry.orgs import queries as orgs


class NothingToObject(SizaoError):
    """The change does not hold, or the same person has an objection open."""

    code = "nothing_to_object"
    message = "这条规则没有在执行，或者已经提过异议"
    http_status = 409


@use_case("rulebook.objection.raised", permission="rulebook.object")
def object_to(*, actor: Actor, now: dt.datetime, change_id: uuid.UUID, text: str) -> Objection:
    """Say what is wrong with a local rule; the office above the one that made it has seven days.

    A province has no office above it here: it decides itself, by somebody who did not approve the rule.
    raises: NotVisible, NothingToObject, Invalid.
    """
    change = queries.get_change(actor, change_id)
    if not text.strip() or len(text) > LONGEST_OBJECTION:
        raise Invalid([FieldProblem("text", "写明哪里不合理，最多{most}字", {"most": LONGEST_OBJECTION})])
    is_over = change.until is not None and change.until <= clock.school_date(now)
    rows = Objection.objects.whole_tree(reason="one's own objection")
    if change.state != "APPROVED" or is_over or _has_open(rows, change, actor):
        raise NothingToObject()
    above = orgs.next_office(change.unit_id)
    row = Objection(
        id=new_id(now), change=change, unit_id=change.unit_id, decider_id=above.id if above else change.unit_id,
        text=text.strip(), raised_at=now, raised_by=actor.user_id,
    )  # fmt: skip
    start_many([row], actor=actor, now=now)
    row.state_due_at = now + dt.timedelta(hours=OBJECTION_HOURS)
    row.save(force_insert=True)
    usecase.touch(school_id=row.decider_id, kind="rulebook.objection", id=row.id, fields=("state",))
    return row


def _has_open(rows, change: RuleChange, actor: Actor) -> bool:
    return rows.filter(change=change, raised_by=actor.user_id, state="RAISED").exists()


@use_case("rulebook.objection.decided", permission="rulebook.decide")
def decide_objection(
    *, actor: Actor, now: dt.datetime, objection_id: uuid.UUID, is_upheld: bool, reason: str
) -> Objection:
    """Decide: the rule ends today, with every other objection to it, or it stands, with the reason shown on it.

    raises: NotVisible, Forbidden, OtherPersonNeeded, Invalid, MoveRefused.
    """
    row = _locked(actor, objection_id)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Invalid([FieldProblem("reason", "写明理由，最多{most}字", {"most": LONGEST_REASON})])
    change = RuleChange.objects.whole_tree(reason="the rule objected to").select_for_update().get(id=row.change_id)
    if row.decider_id == row.unit_id and change.approved_by == actor.user_id:
        raise OtherPersonNeeded(move="决定")
    decided = [row]
    if is_upheld:
        if change.state == "APPROVED":
            end_change(change, "rescind", actor=actor, now=now, reason=reason.strip())
        rows = Objection.objects.whole_tree(reason="the same rule").filter(change=change, state="RAISED")
        decided += list(rows.exclude(id=row.id).select_for_update())
    for one in decided:
        _decide(one, actor=actor, now=now, is_upheld=is_upheld, reason=reason.strip())
    return row


def _decide(row: Objection, *, actor: Actor, now: dt.datetime, is_upheld: bool, reason: str) -> None:
    row.move("uphold" if is_upheld else "keep", actor=actor, now=now, reason=reason)
    row.answer, row.decided_at, row.decided_by = reason, now, actor.user_id
    row.save(update_fields=["answer", "decided_at", "decided_by"])
    usecase.touch(school_id=row.decider_id, kind="rulebook.objection", id=row.id, fields=("state", "answer"))


def _locked(actor: Actor, objection_id: uuid.UUID) -> Objection:
    """Give an objection that the actor's own office decides. raises: NotVisible, Forbidden."""
    rows = Objection.objects.whole_tree(reason="asked for below")
    row = rows.filter(id=objection_id).select_for_update(of=("self",)).first()
    if row is None:
        raise NotVisible()
    queries.get_change(actor, row.change_id)
    actor.require("rulebook.decide", unit_by_id(row.decider_id))
    if row.decider_id not in actor.held_in("rulebook.decide"):
        raise Forbidden(act="决定异议")
    return row
