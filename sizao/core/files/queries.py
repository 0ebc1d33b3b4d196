"""Read files: their unit and their purpose's right decide."""

import datetime as dt

from sizao.core import scope
from sizao.core.actor import Actor, unit_by_id
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.core.files import purposes
from sizao.core.files.models import StoredFile


def get_file(actor: Actor, key: Key, now: dt.datetime) -> StoredFile:
    """Give a file that the actor may read.

    raises: NotVisible, Forbidden.
    """
    rows = StoredFile.objects.visible_to(actor).filter(school_id=key.school_id, id=key.id, expires_at__gt=now)
    with scope.open_school(key.school_id, reason="one file; its purpose's right is asked below"):
        found = rows.first()
    if found is None:
        raise NotVisible()
    actor.require(purposes.get(found.purpose).permission, unit_by_id(found.unit_id))
    return found
