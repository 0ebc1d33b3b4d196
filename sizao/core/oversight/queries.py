"""Read audit entries for those who oversee: by person, object, action, purpose and day, within their authority."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.audit.models import AuditEntry
from sizao.core.converters import Key
from sizao.core.errors import Forbidden, NotVisible
from sizao.core.usecase import COUNTRY

PAGE_SIZE = 50
# Deeper pages are reached by narrowing the search; each page further costs as much as all before it.
LATEST_PAGE = 200
LONGEST_DAYS = 31
BEFORE_AND_AFTER = 10
# The role of someone who has not signed in yet: not the machine either.
NOT_SIGNED_IN = "ANONYMOUS"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; days are [since, until), at most LONGEST_DAYS of them unless an object is named.

    user_ids: any of these people, None for everyone. object: id of a thing, or its kind (`orgs.unit`).
    people_only: without what jobs did.
    """

    since: dt.date
    until: dt.date
    user_ids: frozenset[int] | None = None
    object: str = ""
    action: str = ""
    purpose: str = ""
    has_purpose: bool = False
    school_id: int | None = None
    people_only: bool = False


def is_provincial(actor: Actor) -> bool:
    """Tell whether someone oversees a whole province, and with it what belongs to no unit."""
    return actor.is_system or any(grant.unit.level == "PROVINCE" for grant in actor.grants_for("audit.view"))


def require_provincial(actor: Actor) -> None:
    """Refuse whoever does not oversee a whole province.

    raises: Forbidden.
    """
    actor.require("audit.view")
    if not is_provincial(actor):
        raise Forbidden(act="查验审计链")


def _in_authority(actor: Actor) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.visible_to(actor)
    if is_provincial(actor):
        country = AuditEntry.objects.whole_tree(reason="what belongs to no unit is overseen by provinces")
        rows = rows | country.filter(school_id=COUNTRY)
    return rows


def entries_of(actor: Actor, asked: Asked) -> QuerySet[AuditEntry]:
    """Give the entries in the actor's authority that were asked for, latest first."""
    # By the moment too: the index on it finds one day among the millions of a month.
    start, end = (clock.at(day, dt.time()) for day in (asked.since, asked.until))
    rows = _in_authority(actor).filter(day__gte=asked.since, day__lt=asked.until, at__gte=start, at__lt=end)
    if asked.people_only:
        rows = rows.filter(Q(user_id__isnull=False) | Q(role=NOT_SIGNED_IN))
    if asked.user_ids is not None:
        rows = rows.filter(user_id__in=asked.user_ids)
    if asked.object:
        is_kind = "." in asked.object
        rows = rows.filter(object_kind=asked.object) if is_kind else rows.filter(object_id=asked.object)
    if asked.action:
        rows = rows.filter(Q(action=asked.action) | Q(action__startswith=f"{asked.action}."))
    if asked.has_purpose or asked.purpose:
        rows = rows.exclude(purpose="").filter(purpose__icontains=asked.purpose)
    if asked.school_id is not None:
        rows = rows.filter(school_id=asked.school_id)
    return rows.order_by("-at", "-id")


def page_of(rows: QuerySet[AuditEntry], number: int) -> tuple[list[AuditEntry], bool]:
    """Give one page and whether another follows; nothing is counted, a day of a province has millions of entries."""
    start = (number - 1) * PAGE_SIZE
    found = list(rows[start : start + PAGE_SIZE + 1])
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE and number < LATEST_PAGE


def get_entry(actor: Actor, key: Key, day: dt.date) -> tuple[AuditEntry, list[AuditEntry]]:
    """Give one entry and the others about the same object in the month around it, latest first.

    raises: NotVisible.
    """
    mine = _in_authority(actor).filter(school_id=key.school_id)
    found = mine.filter(day=day, id=key.id).first()
    if found is None:
        raise NotVisible()
    near = dt.timedelta(days=LONGEST_DAYS)
    others = mine.filter(object_id=found.object_id, object_kind=found.object_kind).exclude(id=found.id)
    return found, list(
        others.filter(day__gte=day - near, day__lte=day + near).order_by("-at", "-id")[:BEFORE_AND_AFTER]
    )
