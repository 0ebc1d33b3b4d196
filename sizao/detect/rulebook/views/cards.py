"""What the rule book puts on `/today/` of an office: changes that wait for the second person, objections to decide."""

import datetime as dt

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.pages import Card
from sizao.detect.rulebook import queries
from sizao.detect.rulebook.views import showing


def today(*, actor: Actor, now: dt.datetime) -> list[Card]:
    """Give the card of what waits for the actor; nothing, and no query, for those who decide nothing."""
    if not actor.grants_for("rulebook.approve"):
        return []
    waiting, objections = queries.list_to_approve(actor), queries.list_to_decide(actor)
    if not waiting and not objections:
        return []
    day = clock.school_date(now)
    context = {
        "waiting": [showing.change_words(one, day) for one in waiting],
        "objections": [{"row": one, "line": showing.subject_words(one.change)} for one in objections],
    }
    return [Card("rulebook/_card.html", context, order=30)]
