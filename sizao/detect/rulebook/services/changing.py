"""Put a change of the rules forward, approve it as the second person, end it."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.db.models import Max

from sizao.core import clock, usecase
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.errors import FieldProblem, Forbidden, Invalid, SizaoError
from sizao.core.ids import new_id
from sizao.core.looped import start_many
from sizao.core.usecase import use_case
from sizao.detect.rulebook import queries
from sizao.detect.rulebook.facts import ChangeDecided, ChangeProposed
from sizao.detect.rulebook.models import RuleChange
from sizao.detect.rulebook.rules import LONGEST_REASON, LONGEST_SOURCE, Kind
from sizao.detect.rulebook.services.checking import check_subject


class NotPreviewed(SizaoError):
    """The change has not been tried on the last days."""

    code = "rule_change_not_previewed"
    message = "先试算最近14天，再批准"
    http_status = 409


@dataclass(frozen=True, slots=True)
class NewChange:
    """A change as it is put forward. content: for a file its `text`, for tighter numbers them, for a setting `value`.

    [starts_on, until): when it holds; until None is until it is ended.
    """

    kind: str
    subject: str
    source: str
    starts_on: dt.date
    content: dict[str, object] = field(default_factory=dict)
    until: dt.date | None = None
    reason: str = ""


@use_case("rulebook.change.drafted", permission="rulebook.propose", on="unit_id")
def draft_change(*, actor: Actor, now: dt.datetime, unit_id: int, change: NewChange) -> RuleChange:
    """Write down a change of the rules of a unit and all below it; nothing holds before a second person approves.

    raises: Invalid, with file, line and reason for a file; PackStands.
    """
    unit = unit_by_id(unit_id)
    _require_office(actor, unit, "rulebook.propose")
    content = _checked(unit, change, clock.school_date(now))
    versions = RuleChange.objects.whole_tree(reason="versions of this very unit").filter(
        unit_id=unit_id, kind=change.kind, subject=change.subject
    )
    row = RuleChange(
        id=new_id(now), unit_id=unit_id, kind=change.kind, subject=change.subject,
        version=(versions.aggregate(most=Max("version"))["most"] or 0) + 1, content=content,
        source=change.source.strip(), reason=change.reason.strip(), starts_on=change.starts_on, until=change.until,
        made_at=now, made_by=actor.user_id,
    )  # fmt: skip
    start_many([row], actor=actor, now=now)
    row.save(force_insert=True)
    _touch(row, "state")
    return row


def _checked(unit: UnitRef, change: NewChange, today: dt.date) -> dict[str, object]:
    problems = []
    if not change.source.strip() or len(change.source) > LONGEST_SOURCE:
        problems.append(FieldProblem("source", "写明依据或文号，最多{most}字", {"most": LONGEST_SOURCE}))
    if len(change.reason) > LONGEST_REASON:
        problems.append(FieldProblem("reason", "原因最多{most}字", {"most": LONGEST_REASON}))
    if change.starts_on < today:
        problems.append(FieldProblem("starts_on", "不能早于今天", value=str(change.starts_on)))
    if change.until is not None and change.until <= change.starts_on:
        problems.append(FieldProblem("until", "结束要晚于开始", value=str(change.until)))
    if change.kind not in Kind.values():
        problems.append(FieldProblem("kind", "不认识的选项：{code}", {"code": change.kind[:40]}))
    if problems:
        raise Invalid(problems)
    _refuse_overlap(unit, change)
    return check_subject(unit, change.kind, change.subject, change.content, change.starts_on)


def _refuse_overlap(unit: UnitRef, change: NewChange, *, besides: uuid.UUID | None = None) -> None:
    """Refuse a version that would begin before, or with, one that is approved: nobody could say which holds."""
    for row in queries.find_standing(unit.id, change.kind, change.subject):
        is_over = row.until is not None and row.until <= change.starts_on
        is_other = row.id != besides and row.state == "APPROVED"
        if is_other and not is_over and row.starts_on >= change.starts_on:
            words = {"version": row.version, "day": str(row.starts_on)}
            raise Invalid([FieldProblem("starts_on", "和第{version}版重叠，那一版从{day}起", words)])


@use_case("rulebook.change.proposed", permission="rulebook.propose")
def propose_change(*, actor: Actor, now: dt.datetime, change_id: uuid.UUID) -> RuleChange:
    """Hand a draft to the second person.

    raises: NotVisible, Forbidden, NotPreviewed, MoveRefused.
    """
    row = locked(actor, change_id, "rulebook.propose")
    if row.preview is None:
        raise NotPreviewed()
    row.move("propose", actor=actor, now=now)
    _touch(row, "state")
    usecase.announce(ChangeProposed(row.unit_id, row.id, actor.user_id, row.starts_on))
    return row


@use_case("rulebook.change.approved", permission="rulebook.approve")
def approve_change(*, actor: Actor, now: dt.datetime, change_id: uuid.UUID) -> RuleChange:
    """Let a change hold from its day on, never from a past one; an earlier version ends that day.

    raises: NotVisible, Forbidden, OtherPersonNeeded, MoveRefused, Invalid when it no longer fits what stands above.
    """
    row = locked(actor, change_id, "rulebook.approve")
    today = clock.school_date(now)
    starts_on = max(row.starts_on, today)
    row.move("approve", actor=actor, now=now)
    if row.until is not None and row.until <= starts_on:
        raise Invalid([FieldProblem("until", "结束要晚于开始", value=str(row.until))])
    unit = unit_by_id(row.unit_id)
    wanted = NewChange(row.kind, row.subject, row.source, starts_on, row.content, row.until)
    _refuse_overlap(unit, wanted, besides=row.id)
    check_subject(unit, row.kind, row.subject, row.content, starts_on)
    row.starts_on, row.approved_by, row.approved_at = starts_on, actor.user_id, now
    row.save(update_fields=["starts_on", "approved_by", "approved_at"])
    for older in queries.find_standing(row.unit_id, row.kind, row.subject):
        if older.id != row.id and older.state == "APPROVED" and (older.until is None or older.until > starts_on):
            older.until = starts_on
            older.save(update_fields=["until"])
            _touch(older, "until")
    _touch(row, "state", "approved_at")
    _announce_decision(row, actor)
    return row


@use_case("rulebook.change.refused", permission="rulebook.approve")
def refuse_change(*, actor: Actor, now: dt.datetime, change_id: uuid.UUID, reason: str) -> RuleChange:
    """Say no to a change that was put forward; what was in force stays in force.

    raises: NotVisible, Forbidden, ProofMissing, MoveRefused.
    """
    row = locked(actor, change_id, "rulebook.approve")
    row.move("refuse", actor=actor, now=now, reason=_short(reason))
    _touch(row, "state")
    _announce_decision(row, actor)
    return row


@use_case("rulebook.change.withdrawn", permission="rulebook.propose")
def withdraw_change(*, actor: Actor, now: dt.datetime, change_id: uuid.UUID, reason: str) -> RuleChange:
    """End a change from today on; what stands above holds again. An earlier version does not come back by itself.

    raises: NotVisible, Forbidden, ProofMissing, MoveRefused.
    """
    row = locked(actor, change_id, "rulebook.propose")
    was_waiting = row.state == "PROPOSED"
    end_change(row, "withdraw", actor=actor, now=now, reason=_short(reason))
    if was_waiting:
        _announce_decision(row, actor)
    return row


def _announce_decision(row: RuleChange, actor: Actor) -> None:
    """Announce what became of a change that was put forward."""
    put_forward = next((one for one in row.history() if one.move == "propose"), None)
    by, at = (put_forward.moved_by, put_forward.moved_at) if put_forward else (None, None)
    usecase.announce(ChangeDecided(row.unit_id, row.id, row.state, by, at, actor.user_id))


def end_change(row: RuleChange, move: str, *, actor: Actor, now: dt.datetime, reason: str) -> None:
    """End a change from today on, inside the caller's use case. raises: ProofMissing, MoveRefused."""
    row.move(move, actor=actor, now=now, reason=reason)
    row.until = max(row.starts_on, min(clock.school_date(now), row.until or dt.date.max))
    row.save(update_fields=["until"])
    _touch(row, "state", "until")


def _short(reason: str) -> str:
    if len(reason) > LONGEST_REASON:
        raise Invalid([FieldProblem("reason", "原因最多{most}字", {"most": LONGEST_REASON})])
    return reason.strip()


def locked(actor: Actor, change_id: uuid.UUID, permission: str) -> RuleChange:
    """Give a change for those of its own office who hold the right. raises: NotVisible, Forbidden."""
    found = queries.get_change(actor, change_id)
    unit = unit_by_id(found.unit_id)
    actor.require(permission, unit)
    _require_office(actor, unit, permission)
    rows = RuleChange.objects.whole_tree(reason="asked for above").filter(id=change_id)
    return rows.select_for_update(of=("self",)).select_related("unit").get()


def _require_office(actor: Actor, unit: UnitRef, permission: str) -> None:
    """Refuse those above: an office decides about its own rules, with two of its own people."""
    if not actor.is_system and unit.id not in actor.held_in(permission):
        raise Forbidden(act="定本级规则")


def _touch(row: RuleChange, *fields: str) -> None:
    usecase.touch(school_id=row.unit_id, kind="rulebook.change", id=row.id, fields=fields)
