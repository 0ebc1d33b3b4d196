"""Reads of links and matters: of one school, and by school for the county."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Count, Q

from sizao.core.actor import Actor, UnitRef
from sizao.core.errors import NotVisible
from sizao.registry.accounts import queries as accounts
from sizao.registry.communities.models import Link, Matter
from sizao.registry.communities.rules import COUNTY_DIGITS, KEEPERS, STAND_IN
from sizao.registry.orgs import queries as orgs


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school as the county sees it; `community` is empty where no link was given, which is not "none needed"."""

    school_id: int
    name: str
    community: str
    open: int
    overdue: int


def find_division(code: str) -> orgs.Division | None:
    """Find what stands right above a community in force: its county, or its city where there are no counties."""
    found = orgs.find_division(code[:COUNTY_DIGITS])
    if found is None and code[4:COUNTY_DIGITS] == STAND_IN:
        found = orgs.find_division(f"{code[:4]}00")
    if found is None or not found.is_in_force or found.level == "PROVINCE" or found.has_parts:
        return None
    return found


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """How a matter was taken back; `by` is empty for a machine."""

    at: dt.datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a school reaches at its community, for other modules: the phone of a person stays masked."""

    code: str
    community: str
    name: str
    post: str
    phone_last4: str
    clinic: str
    clinic_phone: str


def find_contact(school_id: int) -> Contact | None:
    """Find whom the school reaches now; the caller has opened the school."""
    rows = Link.objects.whole_tree(reason="of a school that the caller opened")
    names = ("code", "name", "contact", "post", "phone_last4", "clinic", "clinic_phone")
    found = rows.filter(school_id=school_id, valid_to__isnull=True).values_list(*names).first()
    return Contact(*found) if found is not None else None


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


def may_withdraw(actor: Actor, row: Matter, *, on: dt.date) -> bool:
    """Tell whether one who keeps the link may take a matter back: they asked, or who asked keeps it no more."""
    if actor.is_system or row.asked_by in (None, actor.user_id):
        return True
    holders = accounts.list_holders(unit_ids=[row.school_id], roles=KEEPERS, on=on)
    return all(one.user_id != row.asked_by for one in holders)


def find_withdrawal(row: Matter) -> Withdrawal | None:
    """Find who took a matter back, when and why; the caller has opened the matter."""
    made = row.history().filter(move="withdraw").first() if row.state == "WITHDRAWN" else None
    if made is None:
        return None
    return Withdrawal(made.moved_at, accounts.names_of([made.moved_by or 0]).get(made.moved_by or 0, ""), made.reason)


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
