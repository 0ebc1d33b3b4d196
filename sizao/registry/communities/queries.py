"""Reads of links and matters: of one school, and by school for the county."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Count, Q

from sizao.core.actor import Actor, UnitRef
from sizao.core.errors import NotVisible
from sizao.registry.communities.models import Link, Matter
from sizao.registry.orgs import queries as orgs


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school as the county sees it; `community` is empty where no link was given, which is not "none needed"."""

    school_id: int
    name: str
    community: str
    open: int
    overdue: int


def find_link(actor: Actor, school_id: int) -> Link | None:
    """Find the link that holds now."""
    return Link.objects.visible_to(actor).filter(school_id=school_id, valid_to__isnull=True).first()


def list_past_links(actor: Actor, school_id: int) -> list[Link]:
    """List the links that held before, latest first."""
    rows = Link.objects.visible_to(actor).filter(school_id=school_id, valid_to__isnull=False)
    return list(rows.order_by("-set_at", "-id"))


def list_matters(actor: Actor, school_id: int) -> list[Matter]:
    """List the matters of a school, open ones first, the earliest due on top."""
    rows = Matter.objects.visible_to(actor).filter(school_id=school_id)
    return [
        *rows.filter(state="OPEN").order_by("due_on", "id"),
        *rows.exclude(state="OPEN").order_by("-asked_at", "-id"),
    ]


def get_matter(actor: Actor, *, school_id: int, matter_id: uuid.UUID) -> Matter:
    """Give one matter. raises: NotVisible, Forbidden."""
    actor.require("communities.view")
    found = Matter.objects.visible_to(actor).filter(school_id=school_id, id=matter_id).first()
    if found is None:
        raise NotVisible()
    return found


def list_schools(actor: Actor, county: UnitRef, today: dt.date) -> list[SchoolLine]:
    """List the schools of a county: without a link first, then those with the most overdue; four queries."""
    schools = dict(orgs.list_below(actor, county.id, level="SCHOOL").values_list("id", "name"))
    links = dict(
        Link.objects.visible_to(actor)
        .filter(school_id__in=schools, valid_to__isnull=True)
        .values_list("school_id", "name")
    )
    rows = Matter.objects.visible_to(actor).filter(school_id__in=schools, state="OPEN").values("school_id")
    counted = {
        row["school_id"]: row
        for row in rows.annotate(open=Count("id"), overdue=Count("id", filter=Q(due_on__lt=today)))
    }
    found = [
        SchoolLine(
            key, name, links.get(key, ""), counted.get(key, {}).get("open", 0), counted.get(key, {}).get("overdue", 0)
        )
        for key, name in schools.items()
    ]
    return sorted(found, key=lambda one: (bool(one.community), -one.overdue, -one.open, one.name, one.school_id))
