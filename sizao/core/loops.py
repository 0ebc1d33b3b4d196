"""Closed loops as data: states, moves, who may make them, within how many hours, with what proof."""

import datetime as dt
from dataclasses import dataclass, field

from sizao.core.errors import SizaoError


class MoveRefused(SizaoError):
    """The loop does not allow this move from this state."""

    code = "move_refused"
    message = "现在的状态是“{state}”，不能{move}"
    http_status = 409


class ProofMissing(SizaoError):
    """The move needs proof."""

    code = "proof_missing"
    message = "{move}要有依据"
    http_status = 422


class OtherPersonNeeded(SizaoError):
    """Whoever did the work may not close it."""

    code = "other_person_needed"
    message = "{move}要由另一个人来做"
    http_status = 403


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed step of a loop.

    due_hours: hours in the new state until it is overdue, None when it never is. keeps_clock: the time that runs goes
    on, as a legal clock does whatever is done meanwhile.
    by_other_than: name of an earlier move whose maker may not make this one.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    permission: str
    due_hours: float | None = None
    needs_proof: bool = False
    needs_reason: bool = False
    by_other_than: str = ""
    keeps_clock: bool = False


@dataclass(frozen=True, slots=True)
class Escalation:
    """Whom to tell when a row is overdue by so many hours: holders of `roles`, `levels_up` units above."""

    after_hours: float
    roles: tuple[str, ...]
    levels_up: int = 0


@dataclass(frozen=True, slots=True)
class Loop:
    """A closed loop; `states` maps each state to its Chinese label."""

    name: str
    states: dict[str, str]
    start: str
    closed: frozenset[str]
    moves: tuple[Move, ...]
    escalation: tuple[Escalation, ...] = field(default=())

    def move_named(self, name: str) -> Move:
        """Find a move by name; asking for one that is not declared is a programming error."""
        return next(move for move in self.moves if move.name == name)

    def check(
        self, move: Move, *, state: str, proof: str, reason: str, actor_id: int | None, earlier: dict[str, int | None]
    ) -> None:
        """Refuse a move that the table does not allow.

        earlier: maker of the latest move of each name. raises: MoveRefused, ProofMissing, OtherPersonNeeded.
        """
        if state not in move.sources:
            raise MoveRefused(state=self.states[state], move=move.label)
        if (move.needs_proof and not proof) or (move.needs_reason and not reason):
            raise ProofMissing(move=move.label)
        if move.by_other_than and actor_id is not None and earlier.get(move.by_other_than) == actor_id:
            raise OtherPersonNeeded(move=move.label)

    def due_at(self, move: Move, now: dt.datetime) -> dt.datetime | None:
        """Tell when the new state is overdue."""
        return now + dt.timedelta(hours=move.due_hours) if move.due_hours is not None else None
