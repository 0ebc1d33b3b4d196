"""React to a group's report: reminders of it are settled."""

import datetime as dt
from collections.abc import Sequence

from sizao.core.notify import services as notify
from sizao.detect.checks.facts import CheckSubmitted
from sizao.detect.checks.services import reminding


def settle_reminders(facts: Sequence[CheckSubmitted], *, now: dt.datetime) -> None:
    """Let no badge ask for a report that has come."""
    done = [
        notify.Done(fact.school_id, fact.day, reminding.about(fact.group_id, fact.day, fact.session))
        for fact in facts
        if not fact.is_withdrawn
    ]
    notify.settle_many(done, templates=reminding.TEMPLATES, now=now)
