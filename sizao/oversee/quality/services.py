"""All writes of questions: asked by the machine once a week, answered by the unit, closed by the level above."""

import datetime as dt
import uuid

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.audit.services import Touch
from sizao.core.errors import FieldProblem, Invalid
from sizao.core.ids import new_id
from sizao.core.looped import start_many
from sizao.core.usecase import use_case
from sizao.oversee.quality import queries
from sizao.oversee.quality.models import Question
from sizao.oversee.quality.rules import LONGEST_ANSWER, QUIET_DAYS, WEEKS
from sizao.registry.orgs import queries as orgs


@use_case("quality.questions.asked", permission="quality.ask")
def ask_questions(*, actor: Actor, now: dt.datetime, county_id: int) -> int:
    """Look at a county's last weeks and put what stands out as questions; nothing is asked twice.

    returns: number of questions asked.
    """
    until = clock.school_date(now)
    first = until - dt.timedelta(weeks=WEEKS)
    known = queries.list_asked_lately(county_id, now - dt.timedelta(days=QUIET_DAYS))
    found = [
        one
        for one in queries.find_patterns(county_id, first=first, until=until)
        if (one.unit_id, str(one.kind)) not in known
    ]
    areas = orgs.list_areas({one.school_id for one in found})
    rows = [
        Question(
            school_id=one.school_id, id=new_id(now), kind=one.kind, unit_id=one.unit_id, numbers=one.numbers,
            probability=one.probability, first=first, until=until, asked_at=now,
            **areas.get(one.school_id, {}),
        )
        for one in found
    ]  # fmt: skip
    start_many(rows, actor=actor, now=now)
    Question.objects.bulk_create(rows, batch_size=1000)
    usecase.touch_many([Touch(row.school_id, "quality.question", str(row.id), ("state",)) for row in rows])
    if not rows:
        usecase.unrecorded("nothing stood out")
    return len(rows)


@use_case("quality.question.answered", permission="quality.answer")
def answer_question(*, actor: Actor, now: dt.datetime, school_id: int, question_id: uuid.UUID, answer: str) -> Question:
    """Write the unit's answer; a later one replaces it, both stay in the history.

    raises: NotVisible, Forbidden, Invalid, MoveRefused.
    """
    text = answer.strip()
    if not text:
        raise Invalid([FieldProblem("answer", "写明怎样检查的")])
    if len(text) > LONGEST_ANSWER:
        raise Invalid([FieldProblem("answer", "最多{most}字", {"most": LONGEST_ANSWER})])
    row = queries.get_question(actor, school_id=school_id, question_id=question_id)
    actor.require("quality.answer", unit_by_id(school_id))
    row.move("answer", actor=actor, now=now, reason=text[:200])
    row.answer, row.answered_at, row.answered_by = text, now, actor.user_id
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    usecase.touch(school_id=school_id, kind="quality.question", id=question_id, fields=("answer",))
    return row


@use_case("quality.question.closed", permission="quality.close")
def close_question(*, actor: Actor, now: dt.datetime, school_id: int, question_id: uuid.UUID) -> Question:
    """Say that it is understood; whoever answered may not close it.

    raises: NotVisible, Forbidden, MoveRefused, OtherPersonNeeded.
    """
    row = queries.get_question(actor, school_id=school_id, question_id=question_id)
    actor.require("quality.close", unit_by_id(school_id))
    row.move("close", actor=actor, now=now)
    usecase.touch(school_id=school_id, kind="quality.question", id=question_id, fields=("state",))
    return row
