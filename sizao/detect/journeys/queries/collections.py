"""What is asked on a unit's line now, and what was."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from sizao.core.actor import UnitRef, unit_by_id
from sizao.core.errors import NotVisible
from sizao.detect.journeys.models import Collection
from sizao.detect.journeys.rules import LATE_DAYS, is_taken
from sizao.registry.policies import queries as policies

PUBLIC = "what a unit asks is known to all below it"
PAST_DAYS = 120


def _standing() -> QuerySet[Collection]:
    return Collection.objects.whole_tree(reason=PUBLIC).filter(is_withdrawn=False, replaced_by__isnull=True)


def list_coming(unit: UnitRef, today: dt.date) -> list[Collection]:
    """List what a unit and those above it ask now, answers still taken included; one query."""
    rows = _standing().filter(unit_id__in=policies.chain_of(unit.territory_path))
    rows = rows.filter(return_on__gte=today - dt.timedelta(days=LATE_DAYS))
    return list(rows.select_related("unit").order_by("return_on", "id"))


def list_past(unit: UnitRef, today: dt.date) -> list[Collection]:
    """List what was lately asked, latest first."""
    rows = _standing().filter(unit_id__in=policies.chain_of(unit.territory_path))
    rows = rows.filter(return_on__lt=today - dt.timedelta(days=LATE_DAYS))
    rows = rows.filter(return_on__gte=today - dt.timedelta(days=PAST_DAYS))
    return list(rows.select_related("unit").order_by("-return_on", "-id"))


def list_asked(units: Iterable[UnitRef], today: dt.date) -> list[Collection]:
    """List what is asked now of anyone in these units, the nearest return first; one query, none without units."""
    line = {one for unit in units for one in policies.chain_of(unit.territory_path)}
    if not line:
        return []
    rows = _standing().filter(unit_id__in=line, return_on__gte=today)
    return list(rows.order_by("return_on", "id"))


def get_collection(collection_id: int) -> Collection:
    """Give a collection that was not withdrawn; one that was replaced leads to the one that replaced it.

    raises: NotVisible.
    """
    rows = Collection.objects.whole_tree(reason=PUBLIC).filter(is_withdrawn=False).select_related("unit")
    found = rows.filter(id=collection_id).first()
    while found is not None and found.replaced_by_id is not None:
        found = rows.filter(id=found.replaced_by_id).first()
    if found is None:
        raise NotVisible()
    return found


def get_asking(collection_id: int, unit_id: int, *, today: dt.date | None = None) -> Collection:
    """Give a collection that asks in a unit; with `today`, one whose answers are still taken.

    raises: NotVisible.
    """
    found = get_collection(collection_id)
    if found.unit_id not in policies.chain_of(unit_by_id(unit_id).territory_path):
        raise NotVisible()
    if today is not None and not is_taken(found.return_on, today):
        raise NotVisible()
    return found


def overlapping(kind: str, starts_on: dt.date, ends_on: dt.date) -> QuerySet[Collection]:
    """Give the collections of a kind that ask about some of the same days, anywhere; for this package's services."""
    return _standing().filter(Q(kind=kind), starts_on__lt=ends_on, ends_on__gt=starts_on)


def list_lower(collection: Collection) -> list[Collection]:
    """List what units below ask about some of the same days, for the machine that brings both together."""
    rows = overlapping(collection.kind, collection.starts_on, collection.ends_on).exclude(id=collection.id)
    path = unit_by_id(collection.unit_id).territory_path
    return list(rows.filter(unit__territory_path__startswith=path).exclude(unit_id=collection.unit_id))
