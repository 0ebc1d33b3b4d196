"""What others see of a pupil before the class does: asked of the group's report, answered there or by one tap."""

import datetime as dt
import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from django.db import connection

from sizao.core import arrays, scope, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.audit.services import Touch
from sizao.core.errors import NotVisible, SizaoError
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.detect.checks.models import PersonQuestion
from sizao.detect.checks.rules import Answer, Entry, hint_of


class QuestionAnswered(SizaoError):
    """The group has answered meanwhile."""

    code = "question_answered"
    message = "班级已经处理，不能再改"
    http_status = 409


class NothingToAmend(SizaoError):
    """No report stands into which an answer could go; the next one asks."""

    code = "nothing_to_amend"
    message = "班级今天还没有上报，上报时一并回答"
    http_status = 409


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """Something another saw of a person; `entry` is proposed for the report of `asked_on`.

    asked_at: when it was seen or said.
    """

    school_id: int
    group_id: int
    entry: Entry
    kind: str
    asked_on: dt.date
    asked_at: dt.datetime


COLUMNS = (
    ("school_id", "bigint"), ("id", "uuid"), ("group_id", "bigint"), ("person_id", "uuid"), ("kind", "text"),
    ("asked_on", "date"), ("asked_at", "timestamptz"), ("hint", "text"),
)  # fmt: skip
NAMES = ", ".join(name for name, _ in COLUMNS)
# What comes again and is not newer than what was answered is no new question; an open one takes the newer word.
ASK = f"""
INSERT INTO checks_personquestion AS q ({NAMES}, answer)
SELECT {NAMES}, '' FROM unnest({", ".join(f"%s::{kind}[]" for _, kind in COLUMNS)}) AS n({NAMES})
WHERE NOT EXISTS (
  SELECT 1 FROM checks_personquestion o WHERE o.school_id = n.school_id AND o.person_id = n.person_id
    AND o.kind = n.kind AND (o.asked_at > n.asked_at
      OR o.asked_at = n.asked_at AND o.hint = n.hint AND o.answer <> 'WITHDRAWN'))
ORDER BY school_id, person_id
ON CONFLICT (school_id, person_id, kind) WHERE answered_at IS NULL DO UPDATE SET group_id = excluded.group_id,
  asked_on = excluded.asked_on, asked_at = excluded.asked_at, hint = excluded.hint
RETURNING q.school_id, q.id, q.person_id
"""


@use_case("checks.questions.asked", permission="checks.ask")
def ask_questions(
    *, actor: Actor, now: dt.datetime, questions: Sequence[NewQuestion]
) -> dict[tuple[int, uuid.UUID], uuid.UUID]:
    """Put questions about persons before the reports of their groups, in one statement; the caller knows the persons.

    questions: one a person and kind. returns: ids by school and person; one that came again is absent.
    """
    rows = [
        (one.school_id, new_id(now), one.group_id, one.entry.person_id, one.kind, one.asked_on, one.asked_at,
         hint_of(one.entry))
        for one in questions
    ]  # fmt: skip
    with ExitStack() as opened, connection.cursor() as cursor:
        for school_id in sorted({one.school_id for one in questions}):
            reason = "questions are put by whom the caller has checked, and read by the classes alone"
            opened.enter_context(scope.open_school(school_id, reason=reason))
        cursor.execute(ASK, arrays.columns(rows, COLUMNS))
        asked = cursor.fetchall()
    usecase.touch_many([Touch(school_id, "checks.question", str(key), ("hint",), "") for school_id, key, _ in asked])
    if not asked:
        usecase.unrecorded("everything had come before")
    return {(school_id, person): key for school_id, key, person in asked}


@use_case("checks.question.withdrawn", permission="checks.ask")
def withdraw_question(*, actor: Actor, now: dt.datetime, school_id: int, question_id: uuid.UUID) -> None:
    """Take back what nobody has answered; the caller knows whose it is.

    raises: QuestionAnswered.
    """
    _answer(actor, now, school_id, question_id, Answer.WITHDRAWN)


@use_case("checks.question.dismissed", permission="checks.submit")
def dismiss_question(*, actor: Actor, now: dt.datetime, school_id: int, question_id: uuid.UUID) -> None:
    """Answer a question without a report: the person is here and well.

    raises: NotVisible, Forbidden, QuestionAnswered.
    """
    rows = PersonQuestion.objects.visible_to(actor).filter(school_id=school_id, id=question_id)
    group_id = rows.values_list("group_id", flat=True).first()
    if group_id is None:
        raise NotVisible()
    actor.require("checks.submit", unit_by_id(group_id))
    _answer(actor, now, school_id, question_id, Answer.RECOVERED)


def _answer(actor: Actor, now: dt.datetime, school_id: int, question_id: uuid.UUID, answer: str) -> None:
    rows = PersonQuestion.objects.whole_tree(reason="one question whose asker or class the caller has checked")
    open_one = rows.filter(school_id=school_id, id=question_id, answered_at__isnull=True)
    if not open_one.update(answer=answer, answered_at=now, answered_by=actor.user_id):
        raise QuestionAnswered()
    usecase.touch(school_id=school_id, kind="checks.question", id=question_id, fields=("answer",))
