"""React to a group's report: trace tasks follow what it says."""

import datetime as dt
from collections.abc import Sequence

from sizao.core.actor import Actor
from sizao.detect.absences import services
from sizao.detect.checks.facts import CheckSubmitted
from sizao.detect.checks.queries import Place

JOB = Actor.system("absences: reports follow")


def trace_absences(facts: Sequence[CheckSubmitted], *, now: dt.datetime) -> None:
    """Open, finish or cancel the trace tasks of the groups that reported."""
    places = {Place(fact.school_id, fact.group_id, fact.day) for fact in facts}
    services.follow_absences(actor=JOB, now=now, places=sorted(places, key=lambda one: (one.school_id, one.group_id)))
