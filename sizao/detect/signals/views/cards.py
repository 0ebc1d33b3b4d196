"""What signals put on `/today/`: those still open, the shortest clock first, before everything else."""

import datetime as dt

from sizao.core.actor import Actor
from sizao.core.pages import Card
from sizao.detect.signals import queries
from sizao.detect.signals.views import showing

MOST = 5


def today(*, actor: Actor, now: dt.datetime) -> list[Card]:
    """Give the card of open signals, nothing while there are none. One query for whoever sees no signal."""
    if not actor.grants_for("signals.view"):
        return []
    found = list(queries.list_signals(actor)[: MOST + 1])
    if not found:
        return []
    is_office = any(grant.unit.school_id is None for grant in actor.grants_for("signals.view"))
    rows = showing.rows_of(found[:MOST], now, with_school=is_office)
    count = len(found) if len(found) <= MOST else queries.list_signals(actor).count()
    return [Card("signals/_card.html", {"rows": rows, "count": count}, order=5)]
