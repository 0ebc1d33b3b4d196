"""React to a group's report: it is asked no more why it is missing."""

import datetime as dt
from collections.abc import Sequence

from sizao.core.notify import services as notify
from sizao.detect.checks.facts import CheckSubmitted
from sizao.report.chasing.services.telling import ASKED, about_group


def settle_questions(facts: Sequence[CheckSubmitted], *, now: dt.datetime) -> None:
    """Let no badge ask for the reason of a report that has come."""
    done = [
        notify.Done(fact.school_id, fact.day, about_group(fact.group_id, fact.day, fact.session))
        for fact in facts
        if not fact.is_withdrawn
    ]
    notify.settle_many(done, templates=[ASKED], now=now)
