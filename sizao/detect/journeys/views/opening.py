"""Whose page is opened."""

from django.http import HttpRequest

from sizao.core import http
from sizao.core.actor import Actor, UnitRef
from sizao.core.errors import NotVisible


def opened(request: HttpRequest, unit_id: int, permission: str) -> tuple[Actor, UnitRef]:
    """Give a school or an office where the right is held; classes have no collections and risk areas of their own.

    raises: NotVisible, Forbidden.
    """
    actor, place = http.opened(request, unit_id, permission)
    if place.school_id is not None and place.id != place.school_id:
        raise NotVisible()
    return actor, place
