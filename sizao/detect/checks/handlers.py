"""React to a group's report: trace tasks follow what it says, reminders of it are settled."""

import datetime as dt
from collections.abc import Sequence

from sizao.core.actor import Actor
from sizao.core.notify import services as notify
from sizao.detect.checks.facts import CheckSubmitted
from sizao.detect.checks.queries.absences import Place
from sizao.detect.checks.services import reminding, tracing

JOB = Actor.system("checks: reports follow")


def trace_absences(facts: Sequence[CheckSubmitted], *, now: dt.datetime) -> None:
    """Open, finish or cancel the trace tasks of the groups that reported."""
    places = {Place(fact.school_id, fact.group_id, fact.day) for fact in facts}
    tracing.follow_absences(actor=JOB, now=now, places=sorted(places, key=lambda one: (one.school_id, one.group_id)))


def settle_reminders(facts: Sequence[CheckSubmitted], *, now: dt.datetime) -> None:
    """Let no badge ask for a report that has come."""
    done = [
        notify.Done(fact.school_id, fact.day, reminding.about(fact.group_id, fact.day, fact.session))
        for fact in facts
        if not fact.is_withdrawn
    ]
    notify.settle_many(done, templates=reminding.TEMPLATES, now=now)
