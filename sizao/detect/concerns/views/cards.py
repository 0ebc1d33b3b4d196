"""Cards of the day: what waits for the doctor, and for everybody of a school the way to tell something."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.pages import Act, Card
from sizao.detect.concerns import queries
from sizao.detect.concerns.rules import TRIAGE


def today(*, actor: Actor, now: dt.datetime) -> list[Card]:
    """Give the doctor what waits, one query a school, and everybody of a school a link."""
    cards = []
    for school_id in queries.schools_of(actor, TRIAGE):
        if count := queries.list_concerns(actor, school_id, is_open=True).count():
            cards.append(Card("concerns/_card_waiting.html", {"school_id": school_id, "count": count}, order=19))
    if queries.schools_of(actor):
        cards.append(Card("concerns/_card_tell.html", {}, order=60, place="side"))
    return cards


def acts(*, actor: Actor, key: Key) -> list[Act]:
    """Let whoever stands at a place of their school tell something of it."""
    if key.school_id not in queries.schools_of(actor):
        return []
    return [Act(_("反映情况"), f"{reverse('concerns:new')}?place={key.id}")]
