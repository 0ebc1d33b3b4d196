"""Read uploads of checks: their sender's alone, because what is wrong with them is about pupils."""

from django.db.models import QuerySet

from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.detect.screening.models import Upload


def list_uploads(actor: Actor, *, unit_id: int) -> QuerySet[Upload]:
    """List one's own uploads for a unit, latest first."""
    rows = Upload.objects.visible_to(actor).filter(unit_id=unit_id, uploaded_by=actor.user_id)
    return rows.defer("problems").order_by("-uploaded_at", "-id")


def get_upload(actor: Actor, key: Key) -> Upload:
    """Give one of one's own uploads.

    raises: NotVisible.
    """
    return _one(_own(actor, key))


def lock_upload(actor: Actor, key: Key) -> Upload:
    """Give one of one's own uploads for writing; whoever else writes to it waits.

    raises: NotVisible.
    """
    return _one(_own(actor, key).select_for_update())


def _own(actor: Actor, key: Key) -> QuerySet[Upload]:
    rows = Upload.objects.visible_to(actor)
    return rows.filter(school_id=key.school_id, id=key.id, uploaded_by=actor.user_id)


def _one(rows: QuerySet[Upload]) -> Upload:
    found = rows.first()
    if found is None:
        raise NotVisible()
    return found
