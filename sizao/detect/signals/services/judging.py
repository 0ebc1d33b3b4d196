"""Judge the line lists of schools: what was saved since the last time, moment by moment, by the rules in force."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from sizao.core import clock, usecase
from sizao.core.actor import Actor
from sizao.core.audit.services import Touch
from sizao.core.ids import new_id
from sizao.core.looped import move_many, start_many
from sizao.core.usecase import use_case
from sizao.detect.linelist import queries as linelist
from sizao.detect.rulebook import queries as rulebook
from sizao.detect.signals import queries
from sizao.detect.signals.facts import SignalRaised, SignalRevoked
from sizao.detect.signals.models import Memory, Signal, Step
from sizao.detect.signals.rules import HORIZON_DAYS, OVERLAP_SECONDS
from sizao.epi import thresholds
from sizao.epi.thresholds import Outcome, Record, Revocation, Scope, Update

NAMESPACE = uuid.UUID("6f0d3f0a-3a3e-5c0b-9d0e-5a1e7a5f0001")

UNTIL = "SELECT school_id, until FROM signals_judged WHERE school_id = ANY(%s) FOR UPDATE"
KEEP_UNTIL = """
INSERT INTO signals_judged (school_id, id, until)
SELECT school_id, '00000000-0000-0000-0000-000000000000', until
FROM unnest(%s::bigint[], %s::timestamptz[]) AS j(school_id, until)
ON CONFLICT (school_id, id) DO UPDATE SET until = greatest(signals_judged.until, excluded.until)
"""
AREAS = "SELECT id, county_id, city_id, province_id FROM orgs_unit WHERE id = ANY(%s)"
FOREVER_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(slots=True)
class _Judgement:
    """What the new moments of one school changed."""

    school_id: int
    until: dt.datetime
    before: dict[str, thresholds.Signal]
    signals: tuple[thresholds.Signal, ...]
    updates: list[Update]
    revocations: list[Revocation]

    def add(self, outcome: Outcome) -> None:
        """Go on from the state after one moment."""
        self.signals = outcome.signals
        self.updates += outcome.updates
        self.revocations += outcome.revocations


@use_case("signals.signal.judged", permission="signals.judge")
def judge_schools(*, actor: Actor, now: dt.datetime, schools: Collection[int]) -> int:
    """Judge what was saved in schools since they were last judged; a repeated call changes nothing.

    Detection and deadline count from the moment the deciding record was saved, not from this call.
    returns: number of signals raised, updated or revoked.
    """
    ordered = sorted(set(schools))
    since = now - dt.timedelta(days=HORIZON_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(UNTIL, [ordered])
        untils = dict(cursor.fetchall())
    records = linelist.list_records(ordered, since=since)
    memory = queries.recall(ordered, since=since)
    places = linelist.list_school_values(ordered)
    shelf = rulebook.shelf_of(ordered)
    judged = [
        _judge(shelf, places[one], records[one], _begin(one, untils, memory.get(one, ())))
        for one in ordered
        if one in places
    ]
    _write(judged, actor, now)
    changed = [one for one in judged if one.signals != tuple(one.before.values())]
    if not changed:
        usecase.unrecorded("nothing was raised, updated or revoked")
    return sum(len(one.updates) + len(one.revocations) for one in judged) + sum(
        signal.id not in one.before for one in judged for signal in one.signals
    )


def _begin(school_id: int, untils: Mapping[int, dt.datetime], memory: Sequence[thresholds.Signal]) -> _Judgement:
    return _Judgement(
        school_id, untils.get(school_id, FOREVER_AGO), {one.id: one for one in memory}, tuple(memory), [], []
    )


def _judge(
    shelf: rulebook.Shelf, school: thresholds.School, records: Sequence[Record], state: _Judgement
) -> _Judgement:
    """Judge every moment after `until`, and those so shortly before that their facts may have been overtaken.

    Each moment is judged by the rules of its own day: a rule that begins later finds nothing in it.
    """
    until = state.until
    touched: dict[dt.datetime, set[thresholds.Key]] = {}
    for record in records:
        for moment in record.moments():
            if moment > until - dt.timedelta(seconds=OVERLAP_SECONDS):
                touched.setdefault(max(moment, until), set()).add(record.key)
    for moment in sorted(touched):
        episodes = thresholds.episodes_at(records, moment)
        line_list = thresholds.LineList({school.code: school}, episodes)
        book = shelf.on(state.school_id, clock.school_date(moment))
        state.add(thresholds.judge(book, line_list, state.signals, touched=touched[moment], now=moment))
        state.until = moment
    return state


def _write(judged: Iterable[_Judgement], actor: Actor, now: dt.datetime) -> None:
    found = list(judged)
    fresh = [(one, signal) for one in found for signal in one.signals if signal.id not in one.before]
    other = [
        (one, signal)
        for one in found
        for signal in one.signals
        if signal.id in one.before and signal != one.before[signal.id]
    ]
    if fresh:
        _raise(fresh, actor, now)
    if other:
        _follow(other, found, actor, now)
    moments = [(one.school_id, one.until) for one in found if one.until > FOREVER_AGO]
    if moments:
        with connection.cursor() as cursor:
            cursor.execute(KEEP_UNTIL, [list(column) for column in zip(*moments, strict=True)])


def key_of(school_id: int, name: str) -> uuid.UUID:
    """Give the id of a signal: the same records judged again give the same row."""
    return uuid.uuid5(NAMESPACE, f"{school_id}/{name}")


def _raise(fresh: Sequence[tuple[_Judgement, thresholds.Signal]], actor: Actor, now: dt.datetime) -> None:
    areas = _areas({one.school_id for one, _ in fresh})
    rows = [_row(one.school_id, signal, areas.get(one.school_id, (None, None, None)), now) for one, signal in fresh]
    start_many(rows, actor=actor, now=now)
    Signal.objects.bulk_create(rows, batch_size=1000)
    Memory.objects.bulk_create(
        [
            Memory(
                school_id=one.school_id, id=key_of(one.school_id, signal.id), saved=thresholds.to_json(signal),
                detected_at=signal.detected_at, place=place,
            )
            for place, (one, signal) in enumerate(fresh)
        ],
        batch_size=1000,
    )  # fmt: skip
    usecase.touch_many([Touch(row.school_id, "signals.signal", str(row.id), ("state",)) for row in rows])
    standing = [row for row in rows if row.revoked_at is None]
    usecase.announce(
        *(
            SignalRaised(
                row.school_id, row.id, row.rule, row.kind, row.unit_scope, row.unit_code, row.detected_at
            )
            for row in standing
        )
    )  # fmt: skip
    gone = [row for row in rows if row.revoked_at is not None]
    move_many(gone, "revoke", actor=actor, now=now, reason="病例已离开计数")


def _row(school_id: int, signal: thresholds.Signal, areas: tuple, now: dt.datetime) -> Signal:
    first, last = signal.window or (None, None)
    is_unit = signal.unit.scope in (Scope.CLASS, Scope.DORM, Scope.GRADE, Scope.CAMPUS)
    row = Signal(
        school_id=school_id, id=key_of(school_id, signal.id), name=signal.id, event=signal.event,
        opens_event=signal.opens_event, rule=signal.rule, kind=signal.kind.value, unit_scope=signal.unit.scope.value,
        unit_code=signal.unit.id, group_id=int(signal.unit.id) if is_unit and signal.unit.id.isdecimal() else None,
        labels=list(signal.groups), case_count=signal.count, latest_count=signal.latest_count,
        class_size=signal.class_size, window_first=first, window_last=last, crossing_date=signal.crossing_date,
        detected_at=signal.detected_at, deadline=signal.deadline, is_deadline_official=signal.deadline_is_official,
        event_deadline=signal.event_deadline, updated_at=signal.updated_at, revoked_at=signal.revoked_at,
        closed_at=signal.closed_at, visible_at=now, county_id=areas[0], city_id=areas[1], province_id=areas[2],
    )  # fmt: skip
    row.state_due_at = signal.deadline
    return row


def _follow(
    other: Sequence[tuple[_Judgement, thresholds.Signal]], found: Sequence[_Judgement], actor: Actor, now: dt.datetime
) -> None:
    """Write later counts and revocations of signals that stand already."""
    engine = {key_of(one.school_id, signal.id): (one.school_id, signal) for one, signal in other}
    rows = list(
        Signal.objects.visible_to(actor).filter(id__in=engine).filter(school_id__in={s for s, _ in engine.values()})
    )
    for row in rows:
        signal = engine[row.id][1]
        row.latest_count, row.updated_at = signal.latest_count, signal.updated_at
        row.revoked_at, row.closed_at = signal.revoked_at, signal.closed_at
    Signal.objects.visible_to(actor).bulk_update(
        rows, ["latest_count", "updated_at", "revoked_at", "closed_at"], batch_size=500
    )
    memory = list(Memory.objects.visible_to(actor).filter(id__in=engine, school_id__in={s for s, _ in engine.values()}))
    for kept in memory:
        kept.saved = thresholds.to_json(engine[kept.id][1])
    Memory.objects.visible_to(actor).bulk_update(memory, ["saved"], batch_size=500)
    _keep_steps(found, now)
    gone = [row for row in rows if row.revoked_at is not None and row.state not in ("REVOKED", "DISMISSED", "HANDED")]
    move_many(gone, "revoke", actor=actor, now=now, reason="病例已离开计数")
    usecase.touch_many([Touch(row.school_id, "signals.signal", str(row.id), ("latest_count",)) for row in rows])
    due = _corrections(found)
    usecase.announce(*(SignalRevoked(row.school_id, row.id, row.rule, due.get(row.id, ())) for row in gone))


def _corrections(found: Iterable[_Judgement]) -> Mapping[uuid.UUID, tuple[str, ...]]:
    return {key_of(one.school_id, left.signal): left.correction_due_to for one in found for left in one.revocations}


def _keep_steps(found: Iterable[_Judgement], now: dt.datetime) -> None:
    steps = []
    for one in found:
        for more in one.updates:
            row = _step(one.school_id, more.signal, more.at, now)
            row.step, row.case_count = "UPDATE", more.count
            steps.append(row)
        for left in one.revocations:
            row = _step(one.school_id, left.signal, left.at, now)
            row.step, row.correction_due_to = "REVOKED", list(left.correction_due_to)
            steps.append(row)
    Step.objects.bulk_create(steps, batch_size=1000)


def _step(school_id: int, name: str, at: dt.datetime, now: dt.datetime) -> Step:
    return Step(school_id=school_id, id=new_id(now), signal_id=key_of(school_id, name), at=at)


def _areas(schools: Collection[int]) -> dict[int, tuple]:
    with connection.cursor() as cursor:
        cursor.execute(AREAS, [list(schools)])
        return {school_id: tuple(areas) for school_id, *areas in cursor.fetchall()}
