"""Cards of the day: one's child or oneself in one tap, a class by exception, who is to be followed up."""

import datetime as dt

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.pages import Card
from sizao.detect.journeys.views import groups


def today(*, actor: Actor, now: dt.datetime) -> list[Card]:
    """Ask what was not answered; nothing where nobody asks."""
    if actor.is_system:
        return []
    asked, taught = groups.lines_for(actor, clock.school_date(now))
    people = [one for one in asked if one["said"] is None]
    classes = [one for one in taught if one["silent"]]
    cards = [Card("journeys/_card_question.html", {"lines": people}, order=30)] if people else []
    return cards + ([Card("journeys/_card_groups.html", {"lines": classes}, order=31)] if classes else [])
