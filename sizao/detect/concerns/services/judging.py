"""Judge a concern: take it, say who is meant, ask the class, merge it, close it; look at a name on record."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from django.db.models import Q

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.audit.services import Touch
from sizao.core.converters import Key
from sizao.core.errors import FieldProblem, Invalid, NotVisible, SizaoError
from sizao.core.looped import move_many
from sizao.core.loops import MoveRefused
from sizao.core.usecase import use_case
from sizao.detect.checks import queries as checks
from sizao.detect.checks import services as reports
from sizao.detect.checks.queries import Answer, Entry, QuestionKind, Symptom
from sizao.detect.checks.services import NewQuestion
from sizao.detect.concerns import queries, rules
from sizao.detect.concerns.facts import ConcernClosed, ConcernTaken
from sizao.detect.concerns.models import Concern
from sizao.detect.concerns.rules import DECIDED, TRIAGE, About, Outcome
from sizao.detect.concerns.services.telling import KIND, due_at
from sizao.detect.screening.facts import QuestionsRaised
from sizao.registry.accounts import queries as accounts
from sizao.registry.roster import queries as roster

ENDS = {Answer.STILL: Outcome.FOUND, Answer.RECOVERED: Outcome.CLEARED}


class AlreadyAsked(SizaoError):
    """The class is being asked about the person already."""

    code = "concerns.already_asked"
    message = "已有一件在问班级同一个人，并入那一件"
    http_status = 409


class ClosedTooLong(SizaoError):
    """A concern that was closed long ago is told anew."""

    code = "concerns.closed_too_long"
    message = "办结超过{days}天的不能重新办理，有新情况另外反映"
    http_status = 409


class NobodyNamed(SizaoError):
    """A class can only be asked about someone who is in it."""

    code = "concerns.nobody_named"
    message = "先认定是哪个班的谁，再问班级"
    http_status = 409


def _touch(row: Concern, *fields: str, purpose: str = "", kind: str = KIND) -> None:
    usecase.touch(school_id=row.school_id, kind=kind, id=row.id, fields=fields, purpose=purpose)


def _lock(actor: Actor, key: Key, **others: uuid.UUID) -> tuple[Concern, list[Concern]]:
    """Lock a concern with others of its school in one order, so that two who do so at once wait for each other."""
    queries.get_concern(actor, key)
    rows = Concern.objects.whole_tree(reason="the concern was read in scope; the others are not shown")
    rows = rows.filter(Q(id=key.id) | Q(**others), school_id=key.school_id)
    found = list(rows.order_by("id").select_for_update())
    return next(one for one in found if one.id == key.id), [one for one in found if one.id != key.id]


@use_case("concerns.concern.taken", permission=TRIAGE)
def take_concern(*, actor: Actor, now: dt.datetime, key: Key) -> None:
    """Say that one judges a concern; whoever comes second is refused. raises: NotVisible, Forbidden, MoveRefused."""
    row = queries.get_concern(actor, key, is_locked=True)
    row.move("take", actor=actor, now=now)
    row.state_due_at = due_at(row, now)
    row.save(update_fields=["state_due_at"])
    _touch(row, "state")
    usecase.announce(ConcernTaken(row.school_id, row.id, clock.school_date(row.reported_at)))


@use_case("concerns.person.matched", permission=TRIAGE)
def match_person(*, actor: Actor, now: dt.datetime, key: Key, person_id: uuid.UUID) -> None:
    """Say who of the school is meant; nobody says so of themselves. raises: NotVisible, Forbidden, MoveRefused."""
    row = queries.get_concern(actor, key, is_locked=True)
    if row.state != "TAKEN" or row.about == About.PLACE:
        raise MoveRefused(state=row.state_label, move="认定是谁")
    person = queries.get_person(actor, row.school_id, person_id)
    own = roster.find_self(actor, row.school_id)
    if own is not None and own.id == person_id:
        raise NotVisible()
    row.person_id, row.group_id = person.id, person.group_id
    row.save(update_fields=["person_id", "group_id"])
    _touch(row, "person")


@use_case("concerns.class.asked", permission=TRIAGE)
def ask_class(*, actor: Actor, now: dt.datetime, key: Key, symptoms: Sequence[str]) -> None:
    """Ask the person's class in its next check; what is proposed counts only when the class takes it over.

    raises: NotVisible, Forbidden, Invalid, NobodyNamed, AlreadyAsked, MoveRefused.
    """
    row = queries.get_concern(actor, key)
    person = queries.get_person(actor, row.school_id, row.person_id) if row.person_id else None
    if person is None or person.group_id is None:
        raise NobodyNamed()
    row, others = _lock(actor, key, person_id=person.id)
    row.loop.check(row.loop.move_named("ask"), state=row.state, proof="", reason="", actor_id=None, earlier={})
    if not symptoms or any(code not in Symptom.values() for code in symptoms):
        raise Invalid([FieldProblem("symptoms", "选提给班级核实的症状")])
    if any(one.state == "ASKED" for one in others):
        raise AlreadyAsked()
    today = clock.school_date(now)
    entry = Entry(person.id, symptoms=tuple(symptoms))
    question = NewQuestion(row.school_id, person.group_id, entry, QuestionKind.CONCERN, today, now)
    asked = reports.ask_questions(actor=actor, now=now, questions=[question])
    row.question_id, row.group_id = asked[row.school_id, person.id], person.group_id
    row.save(update_fields=["question_id", "group_id"])
    row.move("ask", actor=actor, now=now)
    _touch(row, "state")
    usecase.announce(QuestionsRaised(row.school_id, person.group_id, today, (row.question_id,)))


@use_case("concerns.question.recalled", permission=TRIAGE)
def recall_question(*, actor: Actor, now: dt.datetime, key: Key) -> None:
    """Take the question back while the class has not answered. raises: NotVisible, QuestionAnswered, MoveRefused."""
    row = queries.get_concern(actor, key, is_locked=True)
    row.move("recall", actor=actor, now=now)
    reports.withdraw_question(actor=actor, now=now, school_id=row.school_id, question_id=row.question_id)
    _touch(row, "state")


@use_case("concerns.concern.closed", permission=TRIAGE)
def close_concern(*, actor: Actor, now: dt.datetime, key: Key, outcome: str, reason: str) -> None:
    """Close a concern with what was found or done; nothing of it follows whoever told it.

    outcome: one of `rules.DECIDED`. raises: NotVisible, Forbidden, Invalid, MoveRefused.
    """
    row = queries.get_concern(actor, key, is_locked=True)
    problems = [] if outcome in DECIDED else [FieldProblem("outcome", "选办结结果")]
    problems += rules.problems_of_said(reason, "reason", "写明核实到什么、做了什么，{least}到{most}字")
    if problems:
        raise Invalid(problems)
    row.move("close", actor=actor, now=now, reason=reason)
    _end([row], outcome)


@use_case("concerns.concern.reopened", permission=TRIAGE)
def reopen_concern(*, actor: Actor, now: dt.datetime, key: Key, reason: str) -> None:
    """Take a closed concern up again, for a reason; one that went into another stands alone again.

    raises: NotVisible, Forbidden, Invalid, ClosedTooLong, MoveRefused.
    """
    row = queries.get_concern(actor, key, is_locked=True)
    if problems := rules.problems_of_said(reason, "reason", "写明重新办理的原因，{least}到{most}字"):
        raise Invalid(problems)
    if row.state == "CLOSED" and not rules.may_reopen(row.state, row.state_since, now):
        raise ClosedTooLong(days=rules.SHOWN_DAYS)
    row.move("reopen", actor=actor, now=now, reason=reason)
    row.outcome, row.merged_into, row.state_due_at = "", None, due_at(row, now)
    row.save(update_fields=["outcome", "merged_into", "state_due_at"])
    _touch(row, "state", "outcome")


@use_case("concerns.concern.merged", permission=TRIAGE)
def merge_concern(*, actor: Actor, now: dt.datetime, key: Key, into: uuid.UUID) -> None:
    """Let a concern share the end of another about the same person, or place, and day.

    raises: NotVisible, Forbidden, Invalid, MoveRefused.
    """
    row, _ = _lock(actor, key, id=into)
    if not queries.list_alike(actor, row).filter(id=into).exists():
        raise Invalid([FieldProblem("into", "只能并入同一个人或同一场所、同一天的另一件")])
    row.move("merge", actor=actor, now=now, proof=str(into))
    row.merged_into = into
    row.save(update_fields=["merged_into"])
    earlier = Concern.objects.whole_tree(reason="what was merged into the one that goes on into another")
    earlier.filter(school_id=key.school_id, merged_into=row.id).update(merged_into=into)
    _end([row], Outcome.MERGED)


def _end(rows: Sequence[Concern], outcome: str) -> None:
    """Keep the outcome of rows that were closed and announce it."""
    for row in rows:
        row.outcome = outcome
    Concern.objects.whole_tree(reason="rows that were locked and moved").bulk_update(rows, ["outcome"], batch_size=1000)
    usecase.touch_many([Touch(row.school_id, KIND, str(row.id), ("state", "outcome")) for row in rows])
    for row in rows:
        who = row.person_id, row.group_id, row.place_id
        usecase.announce(ConcernClosed(row.school_id, row.id, outcome, tuple(row.signs), row.seen_on, *who))


@use_case("concerns.answers.settled", permission="concerns.settle")
def settle_answers(*, actor: Actor, now: dt.datetime, schools: Collection[int] | None = None) -> int:
    """Close the concerns whose class has answered; run it again and again.

    schools: those in which something was answered, None for all. returns: number of concerns closed.
    """
    usecase.unrecorded("no class has answered")
    rows = Concern.objects.whole_tree(reason="the machine reads answers in all schools").filter(state="ASKED")
    rows = rows.filter(school_id__in=list(schools)) if schools is not None else rows
    asked = list(rows.order_by("school_id", "id").select_for_update(skip_locked=True))
    answers = checks.list_answers({one.school_id for one in asked}, [one.question_id for one in asked])
    closed = 0
    for answer, outcome in ENDS.items():
        ended = [one for one in asked if answers.get(one.question_id, ("",))[0] == answer]
        move_many(ended, "answer", actor=actor, now=now, proof="班级在晨午晚检中已回答")
        _end(ended, outcome)
        closed += len(ended)
    return closed


@use_case("concerns.name.shown", permission=TRIAGE)
def show_name(*, actor: Actor, now: dt.datetime, key: Key, purpose: str) -> str:
    """Give the full name of whom a concern is about, for a purpose in words that stays on record.

    raises: NotVisible, Forbidden, Invalid.
    """
    row = queries.get_concern(actor, key)
    _require_purpose(purpose)
    _touch(row, "name", purpose=purpose)
    return queries.name_of(actor, row)


@use_case("concerns.sender.revealed", permission="concerns.reveal_sender")
def reveal_sender(*, actor: Actor, now: dt.datetime, key: Key, purpose: str) -> str:
    """Give who told a concern, for a purpose in words that stays on record; the sender sees that it was looked at.

    raises: NotVisible (also when it is forgotten), Forbidden, Invalid.
    """
    row = queries.get_concern(actor, key, "concerns.reveal_sender")
    actor.require("concerns.reveal_sender", unit_by_id(row.school_id))
    _require_purpose(purpose)
    sender = queries.find_sender(row.school_id, row.id)
    if sender is None:
        raise NotVisible()
    sender.revealed_at = now
    sender.save(update_fields=["revealed_at"])
    _touch(row, "sender", purpose=purpose, kind="concerns.sender")
    user_id = queries.user_of(sender)
    return accounts.names_of([user_id]).get(user_id, "")


def _require_purpose(purpose: str) -> None:
    if problems := rules.problems_of_said(purpose, "purpose", "写明用途，{least}到{most}字"):
        raise Invalid(problems)
