"""Whose page is opened, and which day it is there."""

import datetime as dt

from django.http import HttpRequest

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in


def opened(request: HttpRequest, unit_id: int, permission: str) -> tuple[Actor, UnitRef]:
    """Give a school or an office where the right is held; classes have no collections and risk areas of their own.

    raises: NotVisible, Forbidden.
    """
    actor, place = signed_in(request), unit_by_id(unit_id)
    actor.require(permission, place)
    if place.school_id is not None and place.id != place.school_id:
        raise NotVisible()
    return actor, place


def today() -> dt.date:
    """Give the school day that it is."""
    return clock.school_date(clock.now())
