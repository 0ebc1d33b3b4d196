"""Rows that live in a closed loop: only `move` and `move_many` change their state, and every move is kept."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import models

from sizao.core.actor import Actor
from sizao.core.ids import new_id
from sizao.core.loops import Loop
from sizao.core.models import LoopMove


class LoopedModel(models.Model):
    """Adds the state of a loop; the model names its `loop` and the kind its history is kept under."""

    loop: Loop

    state = models.CharField(max_length=40)
    state_since = models.DateTimeField()
    state_due_at = models.DateTimeField(null=True)
    escalated = models.SmallIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def state_label(self) -> str:
        """The state in words (Chinese source text)."""
        return self.loop.states[self.state]

    def move(self, name: str, *, actor: Actor, now: dt.datetime, proof: str = "", reason: str = "") -> None:
        """Make one move of the loop and save it with its history.

        raises: MoveRefused, ProofMissing, OtherPersonNeeded.
        """
        move_many([self], name, actor=actor, now=now, proof=proof, reason=reason)

    def history(self) -> models.QuerySet:
        """Give the moves so far, latest first."""
        rows = LoopMove.objects.filter(school_id=self.school_id, object_kind=self._meta.label_lower)
        return rows.filter(object_id=self.id).order_by("-moved_at", "-id")


def move_many(
    rows: Sequence[Any], name: str, *, actor: Actor, now: dt.datetime, proof: str = "", reason: str = ""
) -> None:
    """Move rows of one model, in three statements whatever their number; all or none.

    raises: MoveRefused, ProofMissing, OtherPersonNeeded for the first row that may not move.
    """
    if not rows:
        return
    model = type(rows[0])
    loop: Loop = model.loop
    move = loop.move_named(name)
    makers = _makers(rows, move.by_other_than)
    kept = []
    for row in rows:
        earlier = {move.by_other_than: makers.get((row.school_id, row.id))}
        loop.check(move, state=row.state, proof=proof, reason=reason, actor_id=actor.user_id, earlier=earlier)
        kept.append(_step(row, move, actor, now, proof, reason))
        row.state, row.state_since = move.target, now
        if not move.keeps_clock:
            row.state_due_at, row.escalated = loop.due_at(move, now), 0
    model._base_manager.bulk_update(rows, ["state", "state_since", "state_due_at", "escalated"], batch_size=1000)
    LoopMove.objects.bulk_create(kept, batch_size=5000)


def start_many(rows: Sequence[Any], *, actor: Actor, now: dt.datetime) -> None:
    """Set the first state of rows that are about to be inserted and keep it in their history."""
    kept = []
    for row in rows:
        row.state, row.state_since = row.loop.start, now
        kept.append(
            LoopMove(
                school_id=row.school_id,
                id=new_id(now),
                object_kind=row._meta.label_lower,
                object_id=row.id,
                move="start",
                from_state="",
                to_state=row.state,
                moved_at=now,
                moved_by=actor.user_id,
                moved_role=actor.system_job or actor.role,
            )
        )
    LoopMove.objects.bulk_create(kept, batch_size=5000)


def _makers(rows: Sequence[Any], move_name: str) -> dict[tuple[int, Any], int | None]:
    """Give who made the latest move of that name, for every row in one query."""
    if not move_name:
        return {}
    kind = rows[0]._meta.label_lower
    moves = LoopMove.objects.filter(
        object_kind=kind,
        move=move_name,
        school_id__in={row.school_id for row in rows},
        object_id__in=[row.id for row in rows],
    ).order_by("moved_at")
    return {(move.school_id, move.object_id): move.moved_by for move in moves}


def _step(row: Any, move: Any, actor: Actor, now: dt.datetime, proof: str, reason: str) -> LoopMove:
    return LoopMove(
        school_id=row.school_id,
        id=new_id(now),
        object_kind=row._meta.label_lower,
        object_id=row.id,
        move=move.name,
        from_state=row.state,
        to_state=move.target,
        moved_at=now,
        moved_by=actor.user_id,
        moved_role=actor.system_job or actor.role,
        reason=reason,
        proof=proof,
    )
