"""What the engine says: signals (信号) that stand in events, their updates and revocations, each with reasons."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sizao.epi.thresholds.lines import Key
from sizao.epi.thresholds.places import UnitRef
from sizao.epi.thresholds.rules import Kind, Scope


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of an explanation: a code that the page words, and its parameters (JSON values only)."""

    code: str
    params: dict[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Signal:
    """The first hit of a rule in an event, and what has been added to it since.

    id, event: deterministic names; the event is named after the signal that opened it.
    groups: syndrome codes or `exposure:…`, leading group first; empty for disease rules.
    count, persons, window, crossing_date, detected_at, deadline: as they were when it fired; they never change.
    counted: illnesses added so far, by group; what is in here is not new any more.
    reported_to: recipients of the report that has gone out; they get the correction when it is revoked.
    """

    id: str
    event: str
    rule: str
    kind: Kind
    family: str
    unit: UnitRef
    groups: tuple[str, ...]
    count: int
    persons: tuple[str, ...]
    window: tuple[dt.date, dt.date] | None
    crossing_date: dt.date
    detected_at: dt.datetime
    deadline: dt.datetime | None
    deadline_is_official: bool
    opens_event: bool
    event_deadline: dt.datetime | None
    counted: Mapping[str, frozenset[Key]]
    latest_count: int
    updated_at: dt.datetime
    class_size: int | None = None
    reported_to: tuple[str, ...] = ()
    revoked_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def is_standing(self) -> bool:
        """Tell whether it has not been revoked; a closed one stands."""
        return self.revoked_at is None

    @property
    def is_open(self) -> bool:
        """Tell whether further hits may join it."""
        return self.revoked_at is None and self.closed_at is None


@dataclass(frozen=True, slots=True)
class Update:
    """A later hit of a rule that has fired in an open event; the first deadline stands."""

    signal: str
    event: str
    rule: str
    unit: UnitRef
    at: dt.datetime
    count: int
    persons: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Revocation:
    """A signal whose count fell below the threshold because cases left it; it is kept, marked revoked."""

    signal: str
    event: str
    rule: str
    unit: UnitRef
    at: dt.datetime
    correction_due_to: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one save changed, and all signals after it, in the order of their firing."""

    signals: tuple[Signal, ...]
    fired: tuple[Signal, ...] = ()
    updates: tuple[Update, ...] = ()
    revocations: tuple[Revocation, ...] = ()


def to_json(value: object) -> object:
    """Write any value of this module with JSON types only; `signal_from_json` reads a signal back."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: to_json(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_json(one) for key, one in value.items()}
    if isinstance(value, frozenset):
        return sorted((to_json(one) for one in value), key=repr)
    if isinstance(value, list | tuple):
        return [to_json(one) for one in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def signal_from_json(saved: Mapping[str, object]) -> Signal:
    """Read a signal as `to_json` wrote it."""
    values: dict[str, object] = dict(saved)
    unit = values["unit"]
    values["unit"] = UnitRef(Scope(unit["scope"]), unit["school"], unit["id"])  # type: ignore[index]
    values["kind"] = Kind(str(values["kind"]))
    for name in ("detected_at", "deadline", "event_deadline", "updated_at", "revoked_at", "closed_at"):
        values[name] = dt.datetime.fromisoformat(str(values[name])) if values[name] else None
    values["crossing_date"] = dt.date.fromisoformat(str(values["crossing_date"]))
    if values["window"]:
        first, latest = (dt.date.fromisoformat(str(day)) for day in values["window"])  # type: ignore[attr-defined]
        values["window"] = (first, latest)
    for name in ("groups", "persons", "reported_to"):
        values[name] = tuple(values[name])  # type: ignore[arg-type]
    values["counted"] = {
        group: frozenset((str(person), int(episode)) for person, episode in keys)
        for group, keys in values["counted"].items()  # type: ignore[attr-defined]
    }
    values["reasons"] = tuple(Reason(**reason) for reason in values["reasons"])  # type: ignore[attr-defined]
    return Signal(**values)  # type: ignore[arg-type]
