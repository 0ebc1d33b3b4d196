"""Read the questions about persons that a group's next report has to answer."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sizao.core.actor import Actor, UnitRef
from sizao.core.errors import NotVisible
from sizao.detect.checks.models import PersonQuestion
from sizao.detect.checks.rules import SUGGESTIONS, Entry, entry_of_hint


@dataclass(frozen=True, slots=True)
class Question:
    """An open question about a person; `entry` is what was known, to be taken over in one tap."""

    id: uuid.UUID
    person_id: uuid.UUID
    kind: str
    asked_on: dt.date
    entry: Entry
    group_id: int
    asked_at: dt.datetime

    @property
    def is_suggestion(self) -> bool:
        """Whether somebody else proposes this entry: a guardian, a thermal gate."""
        return self.kind in SUGGESTIONS


def list_questions(actor: Actor, *, group: UnitRef, day: dt.date) -> list[Question]:
    """List the open questions that this group's next report must answer."""
    rows = PersonQuestion.objects.visible_to(actor).filter(
        school_id=group.school_id, group_id=group.id, answered_at__isnull=True, asked_on__lte=day
    )
    return [_question(row) for row in rows.order_by("asked_at", "id")]


def list_questions_of_rooms(*, school_id: int, numbers: Collection[int], day: dt.date) -> dict[int, list[Question]]:
    """List the open questions of rooms by their number, one a person; the caller has opened their building."""
    rows = PersonQuestion.objects.whole_tree(reason="rooms of a place that was read in scope").filter(
        school_id=school_id, group_id__in=list(numbers), answered_at__isnull=True, asked_on__lte=day
    )
    found: dict[int, list[Question]] = {}
    for row in rows.order_by("asked_at", "id"):
        found.setdefault(row.group_id, []).append(_question(row))
    return {number: latest_each(asked) for number, asked in found.items()}


def list_suggestions(
    actor: Actor, *, school_id: int, day: dt.date, group_ids: Iterable[int] | None = None
) -> list[Question]:
    """List what others propose about persons of a school's groups and nobody has answered, one a person."""
    rows = PersonQuestion.objects.visible_to(actor).filter(
        school_id=school_id, answered_at__isnull=True, asked_on__lte=day, kind__in=SUGGESTIONS
    )
    if group_ids is not None:
        rows = rows.filter(group_id__in=list(group_ids))
    return latest_each(_question(row) for row in rows.order_by("asked_at", "id"))


def latest_each(questions: Iterable[Question]) -> list[Question]:
    """Keep one question a person: one answer is given for all, and what others saw today outweighs yesterday."""
    kept: dict[uuid.UUID, Question] = {}
    for question in questions:
        if question.is_suggestion or question.person_id not in kept:
            kept[question.person_id] = question
    return list(kept.values())


def _question(row: PersonQuestion) -> Question:
    known = entry_of_hint(row.person_id, row.hint)
    return Question(row.id, row.person_id, row.kind, row.asked_on, known, row.group_id, row.asked_at)


def get_suggestion(actor: Actor, *, school_id: int, question_id: uuid.UUID) -> Question:
    """Give a proposal that nobody has answered.

    raises: NotVisible.
    """
    rows = PersonQuestion.objects.visible_to(actor).filter(school_id=school_id, id=question_id, kind__in=SUGGESTIONS)
    row = rows.filter(answered_at__isnull=True).first()
    if row is None:
        raise NotVisible()
    return _question(row)


def list_answers(schools: Collection[int], ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[str, dt.datetime]]:
    """Give what was answered, and when, to questions of one's own; those still open are absent."""
    rows = PersonQuestion.objects.whole_tree(reason="answers to what the asker said; the caller holds their ids")
    answered = rows.filter(school_id__in=schools, id__in=ids, answered_at__isnull=False)
    return {key: (answer, at) for key, answer, at in answered.values_list("id", "answer", "answered_at")}
