"""What the grid shows on /today/: the worker's cells."""

import datetime as dt

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.pages import Card
from sizao.registry.grids import queries


def today(*, actor: Actor, now: dt.datetime) -> list[Card]:
    """Give the card of the actor's cells; none for those who work no cell."""
    if not actor.has("grids.work") or actor.is_system:
        return []
    cells = queries.list_own_cells(actor, day=clock.school_date(now))
    if not cells:
        return []
    shown = [{"key": Key(one.school_id, one.id), "name": one.name} for one in cells]
    return [Card("grids/_card.html", {"cells": shown}, order=60, place="side")]
