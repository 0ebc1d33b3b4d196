"""Key dates on a unit's line, those that concern someone now, and those whose duty is to be opened."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from sizao.core.actor import Actor, UnitRef
from sizao.core.errors import NotVisible
from sizao.prepare.plans.models import KeyDate
from sizao.prepare.plans.rules import MOST_LEAD_DAYS, is_shown
from sizao.registry.policies import queries as policies

PUBLIC = "a key date is public to all below the unit that set it"
PAST_DAYS = 90


def list_coming(unit: UnitRef, today: dt.date) -> list[KeyDate]:
    """List the dates of a unit and of those above that are not over, by day; one query."""
    rows = _on_line(unit).filter(day__gte=today)
    return list(rows.select_related("unit").order_by("day", "id"))


def list_past(unit: UnitRef, today: dt.date) -> list[KeyDate]:
    """List the dates of a unit and of those above that were lately, latest first."""
    rows = _on_line(unit).filter(day__lt=today, day__gte=today - dt.timedelta(days=PAST_DAYS))
    return list(rows.select_related("unit").order_by("-day", "-id"))


def _on_line(unit: UnitRef) -> QuerySet[KeyDate]:
    rows = KeyDate.objects.whole_tree(reason=PUBLIC)
    return rows.filter(unit_id__in=policies.chain_of(unit.territory_path), is_withdrawn=False)


def list_shown(actor: Actor, today: dt.date) -> list[KeyDate]:
    """List the dates that concern any of the actor's posts now, nearest first; one query."""
    chains = [(grant.role, set(policies.chain_of(grant.unit.territory_path))) for grant in actor.grants]
    units = set().union(*(chain for _, chain in chains)) if chains else set()
    if not units:
        return []
    rows = KeyDate.objects.whole_tree(reason=PUBLIC).filter(unit_id__in=units, is_withdrawn=False, day__gte=today)
    near = [row for row in rows.order_by("day", "id") if is_shown(row.day, row.lead_days, today)]
    return [
        row for row in near if any(role in row.audience and row.unit_id in chain for role, chain in chains)
    ]  # fmt: skip


def get_date(unit_id: int, date_id: int) -> KeyDate:
    """Give one date of a unit that was not withdrawn.

    raises: NotVisible.
    """
    rows = KeyDate.objects.whole_tree(reason=PUBLIC)
    found = rows.filter(unit_id=unit_id, id=date_id, is_withdrawn=False).first()
    if found is None:
        raise NotVisible()
    return found


def find_same(unit_id: int, name: str, day: dt.date, *, besides: Iterable[int] = ()) -> bool:
    """Tell whether the unit has a date of this name and day."""
    rows = KeyDate.objects.whole_tree(reason="the unit's own dates")
    rows = rows.filter(unit_id=unit_id, name=name, day=day, is_withdrawn=False)
    return rows.exclude(id__in=list(besides)).exists()


def lock_due_duties(today: dt.date) -> list[KeyDate]:
    """Give the dates of all units whose duty is to be opened on a day, locked for the caller."""
    rows = KeyDate.objects.whole_tree(reason="duties come due wherever they were set")
    near = today + dt.timedelta(days=MOST_LEAD_DAYS)
    rows = rows.filter(is_withdrawn=False, duty_opened_at__isnull=True, day__gte=today, day__lte=near)
    locked = rows.exclude(duty="").order_by("id").select_for_update()
    return [row for row in locked if is_shown(row.day, row.lead_days, today)]


def list_of_units(unit_ids: Iterable[int], first: dt.date) -> list[KeyDate]:
    """List what units themselves set for a day or later."""
    rows = KeyDate.objects.whole_tree(reason="dates of units that were split or merged")
    return list(rows.filter(unit_id__in=list(unit_ids), is_withdrawn=False, day__gte=first).order_by("id"))


def list_opened(unit_ids: Iterable[int], date_ids: Iterable[int], today: dt.date) -> list[KeyDate]:
    """List the dates to come whose duty was opened: those that units set, and those with these ids."""
    rows = KeyDate.objects.whole_tree(reason="duties of schools whose place has changed")
    rows = rows.filter(Q(unit_id__in=list(unit_ids)) | Q(id__in=list(date_ids)), day__gte=today)
    return list(rows.filter(is_withdrawn=False, duty_opened_at__isnull=False).exclude(duty="").order_by("id"))


def days_of(unit: UnitRef, kind: str, first: dt.date, until: dt.date) -> set[dt.date]:
    """Give the days of [first, until) that a unit or one above it named as of a kind (EXAM: examinations)."""
    rows = _on_line(unit).filter(kind=kind, day__gte=first, day__lt=until)
    return set(rows.values_list("day", flat=True))
