"""Read, close and take up again a concern that nobody at its school may judge, as the office above."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sizao.core import clock, scope, usecase
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.core.usecase import use_case
from sizao.detect.concerns import queries as concerns
from sizao.detect.concerns import services as desk
from sizao.oversee.unjudged import queries
from sizao.oversee.unjudged.queries import ANSWER

# The moves in the school's own loop; who made them stands in the audit.
DESK = Actor.system("unjudged: the office above answers")
PURPOSE = "学校无人可办，由上级办理"


@dataclass(frozen=True, slots=True)
class Shown:
    """A concern as the office above reads it; `group` and `subject` say whom or what it is about, names masked.

    One that is closed is shown as long as it may be taken up again.
    """

    key: Key
    state: str
    outcome: str
    group: str
    subject: str
    signs: tuple[str, ...]
    seen_on: dt.date
    note: str
    reported_at: dt.datetime
    due_at: dt.datetime | None


@contextmanager
def _reach(actor: Actor, key: Key, now: dt.datetime) -> Iterator[Any]:
    """Open the school for a concern that is the office's to answer, and record the look. raises: NotVisible."""
    if key.school_id not in queries.schools_of(actor, clock.school_date(now)):
        raise NotVisible()
    with scope.open_school(key.school_id, reason="the office answers what nobody at the school may judge"):
        row = next((one for one in concerns.list_unjudged([key.school_id], now=now) if one.id == key.id), None)
        if row is None:
            raise NotVisible()
        usecase.touch(school_id=key.school_id, kind="concerns.concern", id=key.id, purpose=PURPOSE)
        yield row


@use_case("unjudged.concern.shown", permission=ANSWER)
def show_concern(*, actor: Actor, now: dt.datetime, key: Key) -> Shown:
    """Show a concern to the office above; each look is on record. raises: NotVisible, Forbidden."""
    with _reach(actor, key, now) as row:
        group, subject = concerns.subjects_of(DESK, key.school_id, [row])[row.id]
        return Shown(
            key, row.state, row.outcome, group, subject, tuple(row.signs), row.seen_on, row.note, row.reported_at,
            row.state_due_at,
        )  # fmt: skip


@use_case("unjudged.concern.closed", permission=ANSWER)
def close_concern(*, actor: Actor, now: dt.datetime, key: Key, outcome: str, reason: str) -> None:
    """Close a concern with what was found or done. raises: NotVisible, Forbidden, Invalid, MoveRefused."""
    with _reach(actor, key, now) as row:
        if row.state == "NEW":
            desk.take_concern(actor=DESK, now=now, key=key)
        desk.close_concern(actor=DESK, now=now, key=key, outcome=outcome, reason=reason)


@use_case("unjudged.concern.reopened", permission=ANSWER)
def reopen_concern(*, actor: Actor, now: dt.datetime, key: Key, reason: str) -> None:
    """Take a closed concern up again for a reason.

    raises: NotVisible, Forbidden, Invalid, ClosedTooLong, MoveRefused.
    """
    with _reach(actor, key, now):
        desk.reopen_concern(actor=DESK, now=now, key=key, reason=reason)
