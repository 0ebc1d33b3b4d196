"""A use case: permission, one transaction, audit and facts around every public function of a `services.py`."""

import datetime as dt
import functools
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal

from sizao.core import facts, scope
from sizao.core.actor import Actor, unit_by_id
from sizao.core.audit import services as audit

Commit = Literal["own", "grouped"]

# GB/T 2260 code of the country as a whole: the key of what belongs to no province.
COUNTRY = 100_000


class UnrecordedUseCase(TypeError):
    """A use case changed something but named no object for the audit."""


@dataclass(slots=True)
class Running:
    """The use case under way: it collects what the audit and the outbox will hold."""

    action: str
    actor: Actor
    now: dt.datetime
    touched: list[audit.Touch] = field(default_factory=list)
    announced: list[Any] = field(default_factory=list)
    unrecorded_because: str = ""


_running: ContextVar[Running | None] = ContextVar("running_use_case", default=None)
_known: dict[str, Callable] = {}


def use_cases() -> dict[str, Callable]:
    """Give all declared use cases by action."""
    return dict(_known)


def touch(*, school_id: int, kind: str, id: object, fields: tuple[str, ...] = (), purpose: str = "") -> None:
    """Name an object the running use case changed or showed; ids and field names only, never values."""
    _current().touched.append(audit.Touch(school_id, kind, str(id), fields, purpose))


def touch_many(touched: list[audit.Touch]) -> None:
    """Name many objects at once."""
    _current().touched.extend(touched)


def unrecorded(because: str) -> None:
    """Say why the running use case writes no audit entry: it only derives numbers from audited rows."""
    _current().unrecorded_because = because


def announce(*announced: Any) -> None:
    """Announce facts of the running use case; they are delivered after its transaction."""
    _current().announced.extend(announced)


def _current() -> Running:
    running = _running.get()
    if running is None:
        raise UnrecordedUseCase("no use case is running")
    return running


def use_case(
    action: str, *, permission: str | None, on: str | None = None, commit: Commit = "own"
) -> Callable[[Callable], Callable]:
    """Declare a function of `services.py` as the use case `action` (`module.object.past_verb`).

    permission: the right that is asked; None only where the function itself decides (sign-in, own settings).
    on: name of the keyword argument that holds the unit id the permission is asked for.
    commit: "grouped" opens no transaction here: the function hands its commands to `core.grouped`.
    """

    def declare(function: Callable) -> Callable:
        @functools.wraps(function)
        def run(*, actor: Actor, now: dt.datetime, **arguments: Any) -> Any:
            if commit == "grouped":
                return function(actor=actor, now=now, **arguments)
            with scope.transaction(actor):
                if permission is not None:
                    unit = unit_by_id(arguments[on]) if on else None
                    actor.require(permission, unit)
                return _run_inside(function, action, actor, now, arguments)

        run.action, run.permission, run.commit = action, permission, commit
        _known[action] = run
        return run

    return declare


def _run_inside(function: Callable, action: str, actor: Actor, now: dt.datetime, arguments: dict) -> Any:
    running = Running(action, actor, now)
    token = _running.set(running)
    try:
        result = function(actor=actor, now=now, **arguments)
    finally:
        _running.reset(token)
    if not running.touched and not running.unrecorded_because:
        raise UnrecordedUseCase(action)
    audit.record_many(running.touched, action=action, actor=actor, now=now)
    facts.announce_many(running.announced, now=now)
    return result
