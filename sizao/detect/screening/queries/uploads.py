"""Read uploads of checks: their sender's alone, because what is wrong with them is about pupils."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from sizao.core.actor import Actor, UnitRef
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.detect.screening.models import Upload
from sizao.registry.orgs import queries as orgs

NAMING = Actor.system("screening: units that a file names, where its sender holds the right")


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A school, class or department as files name it."""

    id: int
    school_id: int
    code: str
    name: str
    short_name: str


FIELDS = tuple(NamedUnit.__dataclass_fields__)


def find_schools(unit: UnitRef, texts: Iterable[str], day: dt.date) -> list[NamedUnit]:
    """Find schools in a unit's territory by code or name; the caller has asked for the right at the unit."""
    wanted = list(texts)
    rows = orgs.list_in_force_on(NAMING, day).filter(territory_path__startswith=unit.territory_path, level="SCHOOL")
    return [NamedUnit(*row) for row in rows.filter(Q(code__in=wanted) | Q(name__in=wanted)).values_list(*FIELDS)]


def list_groups(school_ids: Iterable[int], day: dt.date) -> list[NamedUnit]:
    """List the classes and departments of schools; the caller has asked for the right at them."""
    rows = orgs.list_in_force_on(NAMING, day).filter(school_id__in=list(school_ids), level__in=("CLASS", "DEPARTMENT"))
    return [NamedUnit(*row) for row in rows.order_by("position", "id").values_list(*FIELDS)]


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
