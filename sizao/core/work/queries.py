"""Read long work: its starter's alone."""

from collections.abc import Iterable

from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.core.work.models import Work
from sizao.core.work.rules import OPEN_STATES


def get_work(actor: Actor, key: Key) -> Work:
    """Give one piece of one's own work.

    raises: NotVisible.
    """
    work = Work.objects.filter(school_id=key.school_id, id=key.id).first()
    if work is None or work.started_by != actor.user_id:
        raise NotVisible()
    return work


def find_open(school_id: int, about_id: str, kinds: Iterable[str]) -> Key | None:
    """Give the key of open work about a thing that the caller may see, whoever started it."""
    rows = Work.objects.filter(school_id=school_id, about_id=about_id, kind__in=list(kinds), state__in=OPEN_STATES)
    found = rows.values_list("school_id", "id").first()
    return Key(*found) if found else None
