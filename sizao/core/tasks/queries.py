"""Read tasks: one's own by post, those to verify, and what one may look at."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from sizao.core.actor import Actor, UnitRef, units_by_id
from sizao.core.converters import Key
from sizao.core.models import LoopMove
from sizao.core.tasks import kinds
from sizao.core.tasks.models import Task
from sizao.core.tasks.rules import LOOP, OPEN_STATES
from sizao.core.words import minutes_until

# A person's list is for doing, not for reading; what is over it comes up when some is done.
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as lists show it; `url` is where the work is done, `unit_name` empty where the text names the unit."""

    key: Key
    kind: str
    title: str
    text: str
    unit_name: str
    state: str
    state_label: str
    due_at: dt.datetime
    minutes: int
    url: str

    @property
    def is_overdue(self) -> bool:
        return self.minutes < 0


def list_for(actor: Actor, now: dt.datetime) -> list[TaskLine]:
    """List the actor's open tasks, overdue first, then by deadline; two queries."""
    return _lines(_own(actor).order_by("state_due_at", "id")[:MOST_LINES], now)


def list_to_verify(actor: Actor, now: dt.datetime) -> list[TaskLine]:
    """List the tasks that others report done and the actor may close, by deadline."""
    return _lines(_to_verify(actor).order_by("state_due_at", "id")[:MOST_LINES], now)


def count_open(actor: Actor) -> int:
    """Count the actor's open tasks."""
    return _own(actor).count()


@dataclass(frozen=True, slots=True)
class OpenTask:
    """An open task as handlers need it: where, and about what."""

    school_id: int
    unit_id: int
    about_id: str


LIST_OPEN = """
SELECT t.school_id, t.unit_id, t.about_id FROM core_task t
JOIN (SELECT DISTINCT * FROM unnest(%s::bigint[], %s::bigint[]) AS k(school_id, unit_id)) k
  ON k.school_id = t.school_id AND k.unit_id = t.unit_id
WHERE t.kind = %s AND t.state IN ('OPEN', 'DONE')
"""


def list_open(kind: str, places: Collection[tuple[int, int]]) -> list[OpenTask]:
    """List the open tasks of a kind in units, for handlers; one query whatever their number.

    places: pairs (school_id, unit_id).
    """
    if not places:
        return []
    with connection.cursor() as cursor:
        cursor.execute(LIST_OPEN, [[school for school, _ in places], [unit for _, unit in places], kind])
        return [OpenTask(*row) for row in cursor.fetchall()]


def find_own(actor: Actor, key: Key) -> QuerySet[Task]:
    """Give one open task of the actor's, for this package's services."""
    return _own(actor).filter(school_id=key.school_id, id=key.id)


def find_to_verify(actor: Actor, key: Key) -> QuerySet[Task]:
    """Give one task that the actor may verify, own ones included: the loop refuses those in words."""
    rows = Task.objects.visible_to(actor, "tasks.verify").filter(state="DONE")
    return rows.filter(school_id=key.school_id, id=key.id)


def find_task(actor: Actor, key: Key) -> Task | None:
    """Find a task that the actor does, or may look at by post."""
    where = {"school_id": key.school_id, "id": key.id}
    return Task.objects.visible_to(actor).filter(**where).first() or _doing(actor).filter(**where).first()


def is_own(actor: Actor, task: Task) -> bool:
    """Tell whether the task waits for the actor."""
    return find_own(actor, Key(task.school_id, task.id)).exists()


def history_of(task: Task) -> Sequence[LoopMove]:
    """Give the moves of a task, first to latest."""
    return list(reversed(task.history()))


def _doing(actor: Actor) -> QuerySet[Task]:
    """Compile the actor's posts: the kinds of each role, in the post's unit and within its school below it."""
    rows = Task.objects.whole_tree(reason="whoever does a task sees it: posts and kinds are the filter")
    posts = [(grant.unit, codes) for grant in actor.grants if (codes := kinds.codes_for(grant.role))]
    wanted = [_place(unit) & Q(kind__in=codes) for unit, codes in posts]
    return rows.filter(reduce(or_, wanted)) if wanted else rows.none()


def _place(unit: UnitRef) -> Q:
    """An office does what is its own; a post at school does what lies below it too."""
    is_office = unit.school_id is None
    return Q(school_id=unit.id, unit_id=unit.id) if is_office else Task.scope.filter_for(unit)


def _own(actor: Actor) -> QuerySet[Task]:
    return _doing(actor).filter(state="OPEN")


def _to_verify(actor: Actor) -> QuerySet[Task]:
    """Tasks waiting for a second person, without those the actor finished."""
    mine = LoopMove.objects.filter(
        school_id=OuterRef("school_id"), object_id=OuterRef("id"), move="finish", moved_by=actor.user_id
    )
    rows = Task.objects.visible_to(actor, "tasks.verify").filter(state="DONE")
    return rows.filter(~Exists(mine))


def _lines(rows: QuerySet[Task], now: dt.datetime) -> list[TaskLine]:
    found = list(rows)
    units = units_by_id({row.unit_id for row in found})
    return [line_of(row, now, units[row.unit_id].name if row.unit_id in units else "") for row in found]


def line_of(row: Task, now: dt.datetime, unit_name: str = "") -> TaskLine:
    """Give a task as lists show it."""
    kind, key = kinds.get(row.kind), Key(row.school_id, row.id)
    due = row.state_due_at or row.due_at
    own_page, text = reverse("tasks:task", args=[key]), kind.text(row.params)
    return TaskLine(
        key, row.kind, _(kind.title), text, "" if unit_name in text else unit_name, row.state,
        _(LOOP.states[row.state]), due, minutes_until(due, now),
        kind.url(key, row.about_id) if kind.url and row.state in OPEN_STATES else own_page,
    )  # fmt: skip


def list_done_schools(kind: str, about_id: str) -> set[int]:
    """List the schools that report a thing done, or have it closed; for whoever opens the tasks of many schools."""
    return set(_about(kind, about_id).filter(state__in=("DONE", "CLOSED")).values_list("school_id", flat=True))


def list_open_about(kind: str, about_id: str, *, with_done: bool) -> list[tuple[int, str]]:
    """List the open tasks about a thing as (school_id, about_id), with those that wait to be verified if asked."""
    states = OPEN_STATES if with_done else ("OPEN",)
    return list(_about(kind, about_id).filter(state__in=states).values_list("school_id", "about_id"))


def list_states(kinds: Sequence[str], school_ids: Iterable[int]) -> dict[tuple[str, int, str], str]:
    """Give the states of the tasks of some kinds in schools that were not cancelled, by kind, school and about_id."""
    rows = Task.objects.whole_tree(reason="the tasks of kinds that the caller opens")
    rows = rows.filter(kind__in=kinds, school_id__in=list(school_ids)).exclude(state="CANCELLED")
    return {(kind, school, about): state for kind, school, about, state in
            rows.order_by("opened_at").values_list("kind", "school_id", "about_id", "state")}  # fmt: skip


def _about(kind: str, about_id: str) -> QuerySet[Task]:
    rows = Task.objects.whole_tree(reason="the tasks that one thing opened in many schools")
    return rows.filter(kind=kind, about_id=about_id)
