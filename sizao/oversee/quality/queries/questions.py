"""Read questions: the unit's own people answer them, the level above reads them."""

import datetime as dt
import uuid

from django.db.models import QuerySet

from sizao.core.actor import Actor
from sizao.core.errors import NotVisible
from sizao.oversee.quality.models import Question


def list_questions(actor: Actor, *, is_open: bool = True) -> QuerySet[Question]:
    """List the questions that an actor may see, the least likely patterns first."""
    rows = Question.objects.visible_to(actor)
    rows = rows.exclude(state="CLOSED") if is_open else rows.filter(state="CLOSED")
    return rows.order_by("state", "probability", "id") if is_open else rows.order_by("-asked_at", "id")


def count_open(actor: Actor) -> int:
    """Count the questions that wait for an answer."""
    return Question.objects.visible_to(actor).filter(state="ASKED").count()


def get_question(actor: Actor, *, school_id: int, question_id: uuid.UUID) -> Question:
    """Give one question. raises: NotVisible."""
    row = Question.objects.visible_to(actor).filter(school_id=school_id, id=question_id).first()
    if row is None:
        raise NotVisible()
    return row


def list_asked_lately(county_id: int, since: dt.datetime) -> set[tuple[int, str]]:
    """Tell what is open or was asked since a moment: units with kinds; for the machine."""
    rows = Question.objects.whole_tree(reason="the machine asks nothing twice").filter(county_id=county_id)
    return set(rows.filter(asked_at__gte=since).values_list("unit_id", "kind")) | set(
        rows.exclude(state="CLOSED").values_list("unit_id", "kind")
    )
