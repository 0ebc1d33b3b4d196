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
    naming: dict[Place, bool] = {}
    for fact in facts:
        if fact.group_kind == "ROOM":
            continue  # Traced by the class in the morning; who is not back is told at once (checks).
        place = Place(fact.school_id, fact.group_id, fact.day)
        naming[place] = bool(fact.pending) or naming.get(place, False)
    places = sorted(naming, key=lambda one: (one.school_id, one.group_id))
    services.follow_absences(
        actor=JOB, now=now, places=places, quiet=frozenset(place for place in places if not naming[place])
    )
