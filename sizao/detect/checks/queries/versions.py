"""Read one version of a check by its id."""

import datetime as dt
import uuid

from sizao.core.actor import Actor
from sizao.core.errors import NotVisible
from sizao.detect.checks.models import HealthCheck
from sizao.detect.checks.queries.group import CURRENT_FIELDS, Current


def get_version(actor: Actor, *, school_id: int, check_id: uuid.UUID) -> tuple[dt.date, Current]:
    """Give one version of a check with its day, whether it still holds or not; one probe in each partition.

    raises: NotVisible.
    """
    rows = HealthCheck.objects.visible_to(actor).filter(school_id=school_id, id=check_id)
    row = rows.values_list(*CURRENT_FIELDS).first()
    if row is None:
        raise NotVisible()
    found = Current(*row)
    return found.day, found


def has_version(actor: Actor, *, school_id: int, check_id: uuid.UUID) -> bool:
    """Tell whether a version of this id has come; one probe in each partition."""
    return HealthCheck.objects.visible_to(actor).filter(school_id=school_id, id=check_id).exists()
