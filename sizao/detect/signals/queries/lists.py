"""Signals for people: those open in a jurisdiction by remaining time, one with its history, whom it counts."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, F, QuerySet, When

from sizao.core import scope
from sizao.core.actor import Actor, UnitRef
from sizao.core.errors import NotVisible
from sizao.detect.linelist import queries as linelist
from sizao.detect.rulebook import queries as rulebook
from sizao.detect.signals.models import Memory, Signal, Step
from sizao.detect.signals.rules import HORIZON_DAYS
from sizao.epi import thresholds
from sizao.epi.thresholds import Reason
from sizao.epi.thresholds.duties import GRAVITY

OPEN = ("NEW", "VERIFYING")
MOST_NOT_MET = 6


@dataclass(frozen=True, slots=True)
class SignalLine:
    """A signal as other modules see it: counts and clock, nobody's name."""

    id: uuid.UUID
    rule: str
    kind: str
    unit_scope: str
    unit_code: str
    group_id: int | None
    labels: tuple[str, ...]
    latest_count: int
    crossing_date: dt.date
    detected_at: dt.datetime
    deadline: dt.datetime | None
    state: str
    revoked_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Ground:
    """What a signal stands on, in counts: nobody can be told from it.

    reasons: of the engine; pages word them without persons.
    """

    reasons: tuple[Reason, ...]
    by_onset: dict[dt.date, int]
    by_class: dict[int, int]
    by_room: dict[int, int]
    not_met: tuple[thresholds.Short, ...] = ()


LINE_FIELDS = tuple(SignalLine.__dataclass_fields__)


GRAVEST_FIRST = Case(
    *(When(kind=kind.value, then=place) for place, kind in enumerate(GRAVITY)), default=len(GRAVITY)
)  # fmt: skip
AREAS = {"PROVINCE": "province_id", "CITY": "city_id", "COUNTY": "county_id", "SCHOOL": "school_id"}


def list_signals(
    actor: Actor, *, states: Sequence[str] | None = OPEN, unit: UnitRef | None = None, since: dt.datetime | None = None
) -> QuerySet[Signal]:
    """List the signals that an actor may see, those with the least time left first, those without a clock last.

    What rules raised comes before what statistics did. Of equal clocks the official one stands before a platform
    default, then the graver kind, as in the engine.
    """
    rows = Signal.objects.visible_to(actor)
    if states is not None:
        rows = rows.filter(state__in=states)
    if unit is not None:
        rows = rows.filter(**{AREAS.get(unit.level, "group_id"): unit.id})
    if since is not None:
        rows = rows.filter(detected_at__gte=since)
    due = F("state_due_at").asc(nulls_last=True)
    return rows.order_by("origin", due, "-is_deadline_official", GRAVEST_FIRST, "-detected_at", "id")


def get_signal(actor: Actor, *, school_id: int, signal_id: uuid.UUID) -> Signal:
    """Give one signal. raises: NotVisible."""
    row = Signal.objects.visible_to(actor).filter(school_id=school_id, id=signal_id).first()
    if row is None:
        raise NotVisible()
    return row


def list_event(actor: Actor, signal: Signal) -> list[Signal]:
    """List the signals of one event, first fired first."""
    rows = Signal.objects.visible_to(actor).filter(school_id=signal.school_id, event=signal.event)
    return list(rows.order_by("detected_at", "id"))


def list_steps(actor: Actor, signal: Signal) -> list[Step]:
    """List what happened to a signal since, latest first."""
    rows = Step.objects.visible_to(actor).filter(school_id=signal.school_id, signal_id=signal.id)
    return list(rows.order_by("-at", "-id"))


def find_memory(actor: Actor, signal: Signal) -> Memory | None:
    """Give the signal as the engine left it, to those who may see whom it counts; None to others."""
    return Memory.objects.visible_to(actor).filter(school_id=signal.school_id, id=signal.id).first()


def get_ground(signal: Signal, now: dt.datetime) -> Ground:
    """Count whom a signal counts by onset, class and room, and how far other rules are; for whoever may see the signal.

    A fixed number of queries. The caller has read the signal in scope; counts alone leave this function.
    """
    with scope.open_school(signal.school_id, reason="counts of a signal that the reader may see; no person leaves"):
        memory = Memory.objects.whole_tree(reason="counts of one signal")
        kept = memory.filter(school_id=signal.school_id, id=signal.id).first()
        if kept is None:
            return Ground((), {}, {}, {})
        engine = kept.signal
        wanted = {key for keys in engine.counted.values() for key in keys}
        found = linelist.list_places(signal.school_id, wanted)
        others = _not_met(engine, signal, now)
    return Ground(
        engine.reasons, Counter(one.onset_date for one in found),
        Counter(one.class_id for one in found if one.class_id), Counter(one.room_id for one in found if one.room_id),
        others,
    )  # fmt: skip


def _not_met(engine: thresholds.Signal, signal: Signal, now: dt.datetime) -> tuple[thresholds.Short, ...]:
    """Say how far the other rules are, in the signal's unit and in its school."""
    key = signal.school_id
    school = linelist.list_school_values([key]).get(key)
    if school is None or engine.unit.scope is thresholds.Scope.PERSON:
        return ()
    records = linelist.list_records([key], since=now - dt.timedelta(days=HORIZON_DAYS))[key]
    line_list = thresholds.LineList({school.code: school}, thresholds.episodes_at(records, now))
    whole = thresholds.UnitRef(thresholds.Scope.INSTITUTION, school.code, school.code)
    return thresholds.not_met(rulebook.rule_books([key], now)[key], line_list, {engine.unit, whole}, now=now)[
        :MOST_NOT_MET
    ]


def list_by_key(keys: Sequence[tuple[int, uuid.UUID]]) -> dict[uuid.UUID, Signal]:
    """Give signals of many schools by id; for the machine."""
    rows = Signal.objects.whole_tree(reason="the machine tells of signals of all schools")
    found = rows.filter(school_id__in={school for school, _ in keys}, id__in=[key for _, key in keys])
    return {row.id: row for row in found}


def list_lines(school_id: int) -> list[SignalLine]:
    """List all signals of a school, first detected first; for the machine."""
    rows = Signal.objects.whole_tree(reason="the machine plays and measures").filter(school_id=school_id)
    return [SignalLine(*row) for row in rows.order_by("detected_at", "rule", "id").values_list(*LINE_FIELDS)]
