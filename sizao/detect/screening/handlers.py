"""Tell the class that something waits for its answer, without a name; a report that came settles it."""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse

from sizao.core.actor import units_by_id
from sizao.core.notify import services as notify
from sizao.core.notify.services import About, Message, role_at
from sizao.core.notify.templates import Param, Template
from sizao.detect.checks.facts import CheckSubmitted
from sizao.detect.screening.facts import QuestionsRaised

RAISED = Template(
    "screening.raised", "{groups}有{count}名学生的情况待确认。", {"groups": Param.GROUPS, "count": Param.COUNT}
)
ROLES = ("HOMEROOM_TEACHER", "GRID_WORKER")


def about(group_id: int, day: dt.date) -> str:
    """Name what a notice is about: the questions before one group on one day."""
    return f"screening:{group_id}:{day.isoformat()}"


def tell_class(facts: Sequence[QuestionsRaised], *, now: dt.datetime) -> None:
    """Tell whoever reports for the groups; several messages of a morning are one notice."""
    units = units_by_id({fact.group_id for fact in facts})
    messages = [_message(fact, units[fact.group_id].name) for fact in facts if fact.group_id in units]
    notify.send_many(messages, now=now)


def _message(fact: QuestionsRaised, name: str) -> Message:
    what = about(fact.group_id, fact.day)
    said = {"groups": [name], "count": len(fact.question_ids)}
    return Message(RAISED, (role_at(fact.group_id, *ROLES),), About(what, reverse("web:today")), said, dedupe=what)


def settle_notices(facts: Sequence[CheckSubmitted], *, now: dt.datetime) -> None:
    """Let no badge ask about pupils of a group that has reported."""
    done = [
        notify.Done(fact.school_id, fact.day, about(fact.group_id, fact.day)) for fact in facts if not fact.is_withdrawn
    ]
    notify.settle_many(done, templates=[RAISED], now=now)
