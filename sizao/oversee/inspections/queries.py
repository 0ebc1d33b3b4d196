"""Reads of inspections: findings to be dealt with, what a place has been found to be, counts for offices."""

import uuid
from collections.abc import Iterable

from django.db.models import Count, QuerySet

from sizao.core.actor import Actor
from sizao.core.converters import Key, open_key
from sizao.core.errors import NotVisible
from sizao.oversee.inspections.models import Finding, Inspection

MOST_SHOWN = 200


def _seen(actor: Actor, permission: str = "inspections.view") -> QuerySet[Finding]:
    """Give the findings that posts reach, and those of places one answers for in person."""
    rows = Finding.objects.visible_to(actor, permission)
    if actor.is_system or not actor.has(permission):
        return rows
    schools = {one.unit.key for one in actor.grants_for(permission)}
    own = Finding.objects.whole_tree(reason="whoever answers for a place in person sees what was found there")
    return rows | own.filter(school_id__in=schools, owner_user_id=actor.user_id)


def list_findings(actor: Actor, *, is_open: bool = True) -> list[Finding]:
    """List findings that the actor sees: open ones by deadline, or those closed lately."""
    rows = _seen(actor)
    if is_open:
        return list(rows.exclude(state="CLOSED").order_by("state_due_at", "id")[:MOST_SHOWN])
    return list(rows.filter(state="CLOSED").order_by("-state_since", "-id")[:MOST_SHOWN])


def get_finding(actor: Actor, key: Key, permission: str = "inspections.view") -> Finding:
    """Give one finding.

    raises: NotVisible, Forbidden.
    """
    open_key(actor, key, permission)
    found = _seen(actor, permission).filter(school_id=key.school_id, id=key.id).first()
    if found is None:
        raise NotVisible()
    return found


def lock_finding(found: Finding) -> Finding:
    """Give a finding again, locked for the caller who has read it in scope."""
    rows = Finding.objects.whole_tree(reason="read in scope by the caller")
    return rows.select_for_update().get(school_id=found.school_id, id=found.id)


def list_of_place(school_id: int, place_id: uuid.UUID) -> list[tuple[Inspection, list[Finding]]]:
    """List the latest inspections of a place that was read in scope, with what they found."""
    rows = Inspection.objects.whole_tree(reason="of a place that was read in scope")
    made = list(rows.filter(school_id=school_id, place_id=place_id).order_by("-inspected_at")[:20])
    findings = Finding.objects.whole_tree(reason="of a place that was read in scope")
    findings = findings.filter(school_id=school_id, inspection_id__in=[one.id for one in made])
    by_inspection: dict[uuid.UUID, list[Finding]] = {}
    for one in findings.order_by("id"):
        by_inspection.setdefault(one.inspection_id, []).append(one)
    return [(one, by_inspection.get(one.id, [])) for one in made]


def count_open(school_ids: Iterable[int]) -> dict[int, int]:
    """Count the open findings of schools that the caller may see, by school."""
    rows = Finding.objects.whole_tree(reason="counts of schools that the caller may see")
    rows = rows.filter(school_id__in=list(school_ids)).exclude(state="CLOSED")
    return dict(rows.values_list("school_id").annotate(count=Count("id")))


def list_by_key(keys: Iterable[tuple[int, uuid.UUID]]) -> list[Finding]:
    """Give findings by key, for handlers."""
    wanted = set(keys)
    rows = Finding.objects.whole_tree(reason="a handler tells of findings by the facts about them")
    rows = rows.filter(school_id__in={one for one, _id in wanted}, id__in={one for _school, one in wanted})
    return [one for one in rows if (one.school_id, one.id) in wanted]
