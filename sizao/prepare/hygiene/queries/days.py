"""Days of a school: what was due in each place and at each checkpoint, what was recorded of it, what is missing."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from sizao.core.actor import Actor, unit_by_id
from sizao.core.converters import Key
from sizao.core.errors import Forbidden, NotVisible
from sizao.prepare.hygiene.models import Record
from sizao.prepare.hygiene.queries.plans import lines_of, list_settings
from sizao.prepare.hygiene.rules import (
    DAILY_PROCESSES,
    EXAM,
    Counts,
    Line,
    Mark,
    Result,
    Setting,
    is_due,
    mark_of,
    plan_of,
)
from sizao.prepare.plans import queries as dates
from sizao.registry.places import queries as places
from sizao.registry.places.queries import KeyPoint, Site
from sizao.registry.policies import queries as policies


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands recorded of a day."""

    id: uuid.UUID
    result: str
    missed: tuple[str, ...]
    note: str
    by: int | None
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of a place or checkpoint; lines: what the plan asks of the place that day."""

    is_due: bool
    lines: tuple[Line, ...]
    record: Kept | None

    @property
    def mark(self) -> Mark:
        return mark_of(self.record.result if self.record else None, is_due=self.is_due)


@dataclass(frozen=True, slots=True)
class Row:
    """A place with its plan, or a checkpoint there, over some days. is_mine: the reader answers for it."""

    site: Site
    point: KeyPoint | None
    is_mine: bool
    cells: dict[dt.date, Cell]

    @property
    def id(self) -> uuid.UUID:
        return self.point.id if self.point else self.site.id

    def counts(self, days: Iterable[dt.date] | None = None) -> Counts:
        """Count the days that were due and what was recorded of them; all days, or some."""
        cells = self.cells.values() if days is None else [self.cells[day] for day in days]
        due = [one for one in cells if one.is_due]
        results = [one.record.result for one in due if one.record]
        return Counts(len(due), results.count(Result.DONE), results.count(Result.EXCEPTION))


def list_rows(
    actor: Actor, *, school_id: int, days: Sequence[dt.date], permission: str = "hygiene.view", with_idle: bool = False
) -> list[Row]:
    """List what the actor sees of a school over days in order; places first, then checkpoints; a dozen queries.

    with_idle: also what is neither due nor recorded on any of the days.
    """
    first, until = days[0], days[-1] + dt.timedelta(days=1)
    sites = places.list_sites(actor, school_id=school_id, first=first, permission=permission)
    settings = list_settings(school_id, first=first)
    points = places.list_key_points(school_id, [one.id for one in sites], first=first)
    school = unit_by_id(school_id)
    open_days = {day for day, one in policies.list_verdicts(school, first, until).items() if one.is_school_day}
    exams = dates.days_of(school, "EXAM", first, until)
    records = _records(school_id, first, until)
    by_id, own = {one.id: one for one in sites}, _Own(actor, school_id)
    planned = _planned(sites, settings, days)
    rows = [
        Row(one, None, own.has(one), {
            day: Cell(one.is_used_on(day) and bool(due), tuple(due), records.get((one.id, day)))
            for day in days for due in (is_due(planned[day].get(one.id, ()), day, is_school_day=day in open_days),)
        })
        for one in sites
    ] + [
        Row(by_id[one.place_id], one, own.answers(one), {
            day: Cell(_is_asked(one, by_id[one.place_id], day, open_days, exams), (), records.get((one.id, day)))
            for day in days
        })
        for one in points
    ]  # fmt: skip
    return [row for row in rows if with_idle or any(one.is_due or one.record for one in row.cells.values())]


def _planned(
    sites: Sequence[Site], settings: Sequence[Setting], days: Sequence[dt.date]
) -> dict[dt.date, dict[uuid.UUID, list[Line]]]:
    """Give the plan of every place day by day; days on which the same settings hold share one."""
    known: dict[tuple[uuid.UUID, ...], dict[uuid.UUID, list[Line]]] = {}
    found = {}
    for day in days:
        held = tuple(one.id for one in settings if one.holds_on(day))
        if held not in known:
            known[held] = lines_of(sites, settings, day)
        found[day] = known[held]
    return found


def _is_asked(point: KeyPoint, site: Site, day: dt.date, open_days: set[dt.date], exams: set[dt.date]) -> bool:
    if not (point.is_used_on(day) and site.is_used_on(day)):
        return False
    return day in exams if point.process == EXAM else day in open_days and point.process in DAILY_PROCESSES


def _records(school_id: int, first: dt.date, until: dt.date) -> dict[tuple[uuid.UUID, dt.date], Kept]:
    rows = Record.objects.whole_tree(reason="of places of a school, shown for those that the reader sees")
    rows = rows.filter(school_id=school_id, day__gte=first, day__lt=until, taken_back_at__isnull=True)
    return {
        (one.subject_id, one.day): Kept(
            one.id, one.result, tuple(one.missed), one.note, one.recorded_by, one.recorded_at
        )
        for one in rows
    }


class _Own:
    """What of a school someone answers for: in person, by post, or because their department runs it."""

    def __init__(self, actor: Actor, school_id: int) -> None:
        posts = [one for one in actor.grants if one.unit.key == school_id]
        self.user_id = actor.user_id
        self.roles = {one.role for one in posts}
        self.departments = {one.unit.id for one in posts if one.unit.level == "DEPARTMENT"}

    def has(self, site: Site) -> bool:
        if site.owner_user_id:
            return site.owner_user_id == self.user_id
        return site.owner_role in self.roles or site.unit_id in self.departments

    def answers(self, point: KeyPoint) -> bool:
        return point.role in self.roles


def get_row(rows: Sequence[Row], subject_id: uuid.UUID) -> Row:
    """Find a place or checkpoint among rows.

    raises: NotVisible.
    """
    found = next((one for one in rows if one.id == subject_id), None)
    if found is None:
        raise NotVisible()
    return found


def find_standing(school_id: int, day: dt.date, subject_id: uuid.UUID) -> Kept | None:
    """Find what stands recorded of a place or checkpoint on a day."""
    return _records(school_id, day, day + dt.timedelta(days=1)).get((subject_id, day))


@dataclass(frozen=True, slots=True)
class Today:
    """How one place stands today, and whether the reader may record it."""

    is_due: bool
    may_record: bool
    record: Kept | None


def get_today(actor: Actor, key: Key, day: dt.date) -> Today:
    """Look at one place alone, in a third of the queries that a school's day takes.

    raises: NotVisible, Forbidden.
    """
    found = places.get_place(actor, key, "hygiene.view")
    held = [one for one in list_settings(key.school_id, first=day) if one.holds_on(day)]
    verdicts = policies.list_verdicts(unit_by_id(key.school_id), day, day + dt.timedelta(days=1))
    due = is_due(plan_of(found.kind, found.id, held), day, is_school_day=verdicts[day].is_school_day)
    try:
        places.get_place(actor, key, "hygiene.record")
        may_record = True
    except (NotVisible, Forbidden):
        may_record = False
    return Today(bool(due), may_record, find_standing(key.school_id, day, found.id))


# Who answers in person, by a post at the school or the department that runs the place, or for a checkpoint.
OWN_SCHOOLS = """
SELECT g.school_id FROM unnest(%(schools)s::bigint[], %(units)s::bigint[], %(roles)s::text[])
  AS g(school_id, unit_id, role)
WHERE EXISTS (SELECT 1 FROM places_place p WHERE p.school_id = g.school_id AND p.valid_to IS NULL
    AND (p.owner_user_id = %(user)s OR (p.owner_user_id IS NULL AND p.owner_role = g.role)
      OR p.unit_id = g.unit_id AND g.unit_id <> g.school_id))
  OR EXISTS (SELECT 1 FROM places_checkpoint c WHERE c.school_id = g.school_id AND c.valid_to IS NULL
    AND c.role = g.role)
"""


def schools_with_own(actor: Actor) -> list[int]:
    """List the schools where the actor may answer for a place or checkpoint; one query, none without such a post."""
    posts = [one for one in actor.grants_for("hygiene.record") if one.unit.school_id is not None]
    if not posts:
        return []
    values = {
        "schools": [one.unit.key for one in posts], "units": [one.unit.id for one in posts],
        "roles": [one.role for one in posts], "user": actor.user_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(OWN_SCHOOLS, values)
        return sorted({school for (school,) in cursor.fetchall()})
