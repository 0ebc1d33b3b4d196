"""Read tags: by name inside a school, as counts above it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from sizao.core import scope
from sizao.core.actor import Actor, UnitRef
from sizao.core.errors import NotVisible
from sizao.registry.orgs import queries as orgs
from sizao.registry.roster import queries as roster
from sizao.registry.roster.queries import PersonLine
from sizao.registry.tags.models import Tag
from sizao.registry.tags.rules import HEALTH_REASONS

SOON_DAYS = 3
JOB = Actor.system("tags are counted")


@dataclass(frozen=True, slots=True)
class TagLine:
    """One tag as the reader may see it: without the right to set tags a health reason is empty, and so is the note."""

    tag: Tag
    person: PersonLine
    reason: str
    note: str
    days_left: int


def list_tags(actor: Actor, *, school_id: int, day: dt.date, person_id: uuid.UUID | None = None) -> list[TagLine]:
    """List the tags that hold on a day for the people of a school whom the actor may see, soonest to end first."""
    rows = Tag.objects.whole_tree(reason="shown are the tags of people whom the reader may see, asked below").filter(
        school_id=school_id, lifted_at__isnull=True, starts_on__lte=day, expires_on__gt=day
    )
    tags = list((rows.filter(person_id=person_id) if person_id else rows).order_by("expires_on", "id"))
    ids = {one.person_id for one in tags}
    known = roster.list_people(actor, school_id=school_id, ids=ids, permission="roster.view_tags", present_only=True)
    sets = actor.is_system or any(grant.unit.key == school_id for grant in actor.grants_for("roster.set_tags"))
    return [_line(one, known[one.person_id], day, sets) for one in tags if one.person_id in known]


def _line(tag: Tag, person: PersonLine, day: dt.date, sets: bool) -> TagLine:
    is_told = sets or tag.reason not in HEALTH_REASONS
    reason, note = tag.reason if is_told else "", tag.note if sets else ""
    return TagLine(tag, person, reason, note, (tag.expires_on - day).days)


def get_tag(actor: Actor, *, school_id: int, tag_id: uuid.UUID) -> Tag:
    """Give a tag that has not been lifted to whoever may set tags there.

    raises: NotVisible.
    """
    row = Tag.objects.visible_to(actor, "roster.set_tags").filter(school_id=school_id, id=tag_id).first()
    if row is None or row.lifted_at is not None:
        raise NotVisible()
    return row


def count_soon(actor: Actor, *, school_ids: Sequence[int], day: dt.date) -> int:
    """Count the tags of schools that end within days, for whoever set them."""
    rows = Tag.objects.visible_to(actor, "roster.set_tags").filter(school_id__in=list(school_ids))
    rows = rows.filter(lifted_at__isnull=True, expires_on__gt=day)
    return rows.filter(expires_on__lte=day + dt.timedelta(days=SOON_DAYS)).count()


def count_tags(unit: UnitRef, day: dt.date) -> dict[int, dict[str, int]]:
    """Count the people with tags at every school under an office, by school and reason; the caller asked the right."""
    schools = orgs.list_in_force_on(JOB, day).filter(level="SCHOOL", territory_path__startswith=unit.territory_path)
    ids = list(schools.values_list("id", flat=True))
    with scope.open_schools(ids, reason="an office sees how many people of which kind a school cares for, no names"):
        rows = Tag.objects.whole_tree(reason="counted by school").filter(
            school_id__in=ids, lifted_at__isnull=True, starts_on__lte=day, expires_on__gt=day,
            person__status="ACTIVE",
        )  # fmt: skip
        counted = list(rows.values_list("school_id", "reason").annotate(people=Count("person_id")))
    found: dict[int, dict[str, int]] = {}
    for school_id, reason, people in counted:
        found.setdefault(school_id, {})[reason] = people
    return found
