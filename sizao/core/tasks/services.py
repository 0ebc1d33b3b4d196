"""Open, finish and cancel tasks, many at once; report one done by hand, close it or send it back."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from sizao.core import usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.audit.services import Touch
from sizao.core.converters import Key
from sizao.core.errors import FieldProblem, Invalid, NotVisible
from sizao.core.ids import new_id
from sizao.core.looped import move_many
from sizao.core.tasks import kinds, queries
from sizao.core.tasks.models import Task
from sizao.core.tasks.rules import OPEN_STATES
from sizao.core.usecase import use_case

VERIFIER = Actor.system("tasks: the record is the evidence")
SHORTEST_PROOF = 2
LONGEST_PROOF = 200


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to be opened; `params` fill the line of its kind and name no person."""

    kind: str
    school_id: int
    unit_id: int
    about_id: str
    due_at: dt.datetime
    params: dict[str, Any] = field(default_factory=dict)


# One row of history for each task that was really opened; the others were open before.
INSERT = """
WITH given AS MATERIALIZED (
  SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::uuid[], %s::text[], %s::bigint[], %s::text[], %s::jsonb[],
    %s::timestamptz[]) AS g(school_id, id, move_id, kind, unit_id, about_id, params, due_at)
),
made AS (
  INSERT INTO core_task (school_id, id, kind, unit_id, about_id, params, opened_at, due_at, state, state_since,
    state_due_at, escalated)
  SELECT school_id, id, kind, unit_id, about_id, params, %s, due_at, 'OPEN', %s, due_at, 0
  FROM given ORDER BY school_id, kind, about_id
  ON CONFLICT DO NOTHING RETURNING school_id, id
),
kept AS (
  INSERT INTO core_loopmove (school_id, id, object_kind, object_id, move, from_state, to_state, moved_at, moved_by,
    moved_role, reason, proof)
  SELECT m.school_id, g.move_id, %s, m.id, 'start', '', 'OPEN', %s, %s, %s, '', ''
  FROM made m JOIN given g ON g.school_id = m.school_id AND g.id = m.id
)
SELECT school_id, id FROM made
"""


@use_case("tasks.task.opened", permission=None)
def open_many(*, actor: Actor, now: dt.datetime, tasks: Sequence[NewTask]) -> list[Key]:
    """Open tasks in one statement; one that is open already about the same thing is left as it is.

    Lists show those of one deadline in the order given. returns: keys of the tasks opened now.
    """
    usecase.unrecorded("nothing had to be opened")
    if not tasks:
        return []
    for task in tasks:
        kinds.get(task.kind).text(task.params)
    columns = [
        [one.school_id for one in tasks], sorted(new_id(now) for _ in tasks), [new_id(now) for _ in tasks],
        [one.kind for one in tasks], [one.unit_id for one in tasks], [one.about_id for one in tasks],
        [json.dumps(one.params, ensure_ascii=False) for one in tasks], [one.due_at for one in tasks],
    ]  # fmt: skip
    history = [Task._meta.label_lower, now, actor.user_id, actor.system_job or actor.role]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [*columns, now, now, *history])
        opened = [Key(*row) for row in cursor.fetchall()]
    usecase.touch_many([Touch(key.school_id, "tasks.task", str(key.id)) for key in opened])
    return opened


@use_case("tasks.task.finished", permission=None)
def finish_many(*, actor: Actor, now: dt.datetime, kind: str, about: Iterable[tuple[int, str]], proof: str) -> int:
    """Finish the open tasks of a kind about these things; a kind whose record is the evidence closes with it.

    about: pairs (school_id, about_id); those without an open task are passed over.
    returns: number of tasks finished.
    """
    rows = _open_rows(kind, about, ("OPEN",))
    _finish(rows, actor=actor, now=now, proof=proof)
    return len(rows)


@use_case("tasks.task.cancelled", permission=None)
def cancel_many(*, actor: Actor, now: dt.datetime, kind: str, about: Iterable[tuple[int, str]], reason: str) -> int:
    """Cancel the open tasks of a kind about these things: there is nothing to do any more.

    returns: number of tasks cancelled.
    """
    rows = _open_rows(kind, about, OPEN_STATES)
    move_many(rows, "cancel", actor=actor, now=now, reason=reason)
    usecase.touch_many(_touched(rows))
    return len(rows)


@use_case("tasks.tasks.settled", permission=None)
def settle_many(
    *, actor: Actor, now: dt.datetime, kind: str, school_ids: Iterable[int], wanted: Sequence[NewTask],
    after: Mapping[str, str], reason: str,
) -> None:  # fmt: skip
    """Let the tasks of a kind that schools have be those that are wanted; what a school has done is not asked again.

    after: about_id → the one it took over from; whoever has done that has done both. reason: why others are cancelled.
    """
    usecase.unrecorded("the schools had the tasks that are wanted")
    found = queries.list_states([kind], school_ids)
    states = {(school, about): state for (_, school, about), state in found.items()}
    places = {(one.school_id, one.about_id) for one in wanted}
    gone = [place for place, state in states.items() if state == "OPEN" and place not in places]
    cancel_many(actor=actor, now=now, kind=kind, about=gone, reason=reason)
    done = {place for place, state in states.items() if state != "OPEN"}
    new = [
        one for one in wanted
        if (one.school_id, one.about_id) not in states and (one.school_id, after.get(one.about_id)) not in done
    ]  # fmt: skip
    open_many(actor=actor, now=now, tasks=new)


def _open_rows(kind: str, about: Iterable[tuple[int, str]], states: Sequence[str]) -> list[Task]:
    """Lock the open tasks about these things, in one query."""
    usecase.unrecorded("nothing of the kind was open")
    wanted = set(about)
    if not wanted:
        return []
    rows = Task.objects.whole_tree(reason="the caller names what is done, school by school").filter(
        school_id__in={school for school, _ in wanted},
        kind=kind,
        about_id__in={about_id for _, about_id in wanted},
        state__in=states,
    )
    found = rows.order_by("school_id", "id").select_for_update()
    return [row for row in found if (row.school_id, row.about_id) in wanted]


def _finish(rows: Sequence[Task], *, actor: Actor, now: dt.datetime, proof: str) -> None:
    move_many(rows, "finish", actor=actor, now=now, proof=proof)
    by_record = [row for row in rows if kinds.get(row.kind).closes_with_record]
    move_many(by_record, "close", actor=VERIFIER, now=now, proof=proof)
    usecase.touch_many(_touched(rows))


def _touched(rows: Sequence[Task]) -> list[Touch]:
    return [Touch(row.school_id, "tasks.task", str(row.id), ("state",)) for row in rows]


@use_case("tasks.task.finished", permission="tasks.list")
def finish_task(*, actor: Actor, now: dt.datetime, key: Key, proof: str) -> Task:
    """Report a task done, with what shows it (where the record is, what was found).

    raises: NotVisible, Forbidden, Invalid, MoveRefused.
    """
    task = _locked(queries.find_own(actor, key))
    actor.require(kinds.get(task.kind).permission, unit_by_id(task.unit_id))
    text = proof.strip()
    if not SHORTEST_PROOF <= len(text) <= LONGEST_PROOF:
        lengths = {"least": SHORTEST_PROOF, "most": LONGEST_PROOF}
        raise Invalid([FieldProblem("proof", "写明依据，{least}到{most}字", lengths)])
    _finish([task], actor=actor, now=now, proof=text)
    return task


@use_case("tasks.task.closed", permission="tasks.verify")
def close_task(*, actor: Actor, now: dt.datetime, key: Key) -> Task:
    """Close a task (销号) that someone else has done.

    raises: NotVisible, OtherPersonNeeded, MoveRefused.
    """
    return _judge(actor, now, key, "close", "")


@use_case("tasks.task.returned", permission="tasks.verify")
def return_task(*, actor: Actor, now: dt.datetime, key: Key, reason: str) -> Task:
    """Send a task back (退回) that is not done as it should be.

    raises: NotVisible, OtherPersonNeeded, MoveRefused, ProofMissing without a reason.
    """
    return _judge(actor, now, key, "return", reason.strip()[:LONGEST_PROOF])


def _judge(actor: Actor, now: dt.datetime, key: Key, move: str, reason: str) -> Task:
    task = _locked(queries.find_to_verify(actor, key))
    task.move(move, actor=actor, now=now, reason=reason)
    usecase.touch_many(_touched([task]))
    return task


def _locked(rows: Any) -> Task:
    task = rows.select_for_update().first()
    if task is None:
        raise NotVisible()
    return task
