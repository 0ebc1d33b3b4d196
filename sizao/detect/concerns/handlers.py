"""Tell those who judge of what came, without a word of it; settle that, and close what a class has answered."""

import datetime as dt
from collections.abc import Sequence

from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.notify import services as notify
from sizao.core.notify.services import About, Message, role_at
from sizao.core.notify.templates import Param, Template
from sizao.detect.checks.facts import CheckSubmitted
from sizao.detect.concerns import services
from sizao.detect.concerns.facts import ConcernReceived, ConcernTaken

JOB = Actor.system("concerns: a class answered")
RECEIVED = Template("concerns.received", "有{count}件情况反映待接手。", {"count": Param.COUNT})
ROLES = ("SCHOOL_DOCTOR", "HEALTH_TEACHER")


def tell(facts: Sequence[ConcernReceived], *, now: dt.datetime) -> None:
    """Tell the doctor and the health teacher that something waits."""
    messages = []
    for fact in facts:
        about = About(f"concerns:{fact.concern_id}", f"/concerns/{Key(fact.school_id, fact.concern_id)}/")
        to = (role_at(fact.school_id, *ROLES),)
        messages.append(Message(RECEIVED, to, about, {"count": 1}, dedupe=about.id))
    notify.send_many(messages, now=now)


def settle_notices(facts: Sequence[ConcernTaken], *, now: dt.datetime) -> None:
    """Let no badge ask for what somebody judges."""
    done = [notify.Done(fact.school_id, fact.received_on, f"concerns:{fact.concern_id}") for fact in facts]
    notify.settle_many(done, templates=[RECEIVED], now=now)


def follow_answers(facts: Sequence[CheckSubmitted], *, now: dt.datetime) -> None:
    """Close what the classes that reported have answered."""
    services.settle_answers(actor=JOB, now=now, schools={fact.school_id for fact in facts if not fact.is_withdrawn})
