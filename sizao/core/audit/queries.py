"""What someone has done themselves: one's own acts are one's own to know, whatever the jurisdiction."""

import datetime as dt

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.audit.models import AuditEntry


def own_acts(actor: Actor, *, since: dt.datetime) -> frozenset[str]:
    """Give the actions that the actor has taken from a moment on, each once."""
    rows = AuditEntry.objects.whole_tree(reason="one's own acts")
    mine = rows.filter(day__gte=clock.school_date(since), at__gte=since, user_id=actor.user_id)
    return frozenset(mine.values_list("action", flat=True).distinct())
