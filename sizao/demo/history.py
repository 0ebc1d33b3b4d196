"""Let weeks pass in the demo through the real services: slots open, classes report, schools and offices sign."""

import datetime as dt
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from sizao.core import clock, dispatch
from sizao.core.actor import Actor
from sizao.core.audit import seal
from sizao.core.errors import SizaoError
from sizao.core.ids import new_id
from sizao.demo.builders import BUILDER, BuiltSchool
from sizao.demo.dorms import BuiltDorm
from sizao.demo.illness import ClassHealth
from sizao.detect.checks import queries as check_queries
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check
from sizao.detect.signals import queries as signals
from sizao.detect.signals import services as signal_decisions
from sizao.report.daily import queries as returns
from sizao.report.daily import services as daily

MORNING, NOON, EVENING = "MORNING", "NOON", "EVENING"
# Half a minute after each session opens, and when its reports come in.
OPENS = {MORNING: dt.time(6, 31), NOON: dt.time(12, 1), EVENING: dt.time(18, 1)}
FIRST_REPORT = {MORNING: dt.time(7, 20), NOON: dt.time(12, 40), EVENING: dt.time(18, 40)}
SPREAD_MINUTES = {MORNING: 70, NOON: 60, EVENING: 60}
SILENT_SHARE, LATE_SHARE = 0.02, 0.04
# When signals of earlier days are looked into, and how many prove true.
VERIFIED_AT, TRUE_SHARE = dt.time(9, 20), 0.6


@dataclass(slots=True)
class World:
    """The demo's schools with the health of each class and who reports for it."""

    schools: Sequence[BuiltSchool]
    actors: dict[int, Actor]
    leaders: dict[int, Actor]
    offices: Sequence[tuple[int, Actor]]
    rng: random.Random
    waiting: frozenset[int] = frozenset()
    waits_from: dt.datetime | None = None
    health: dict[int, ClassHealth] = field(default_factory=dict)
    dorms: Sequence[BuiltDorm] = ()
    # Who was ill in a room's last report: asked about the next evening.
    asked: dict[int, set[uuid.UUID]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for school in self.schools:
            for group in school.groups:
                self.health[group.id] = ClassHealth(group, random.Random(self.rng.random()))


def pass_day(world: World, day: dt.date, *, until: dt.datetime) -> int:
    """Let one day pass until a moment: open, report, fold, sign.

    returns: number of reports that came in.
    """
    for health in world.health.values():
        health.morning(day)
    reports = 0
    for session in (MORNING, NOON, EVENING):
        opens = clock.at(day, OPENS[session])
        if opens > until:
            break
        checks.open_slots(actor=BUILDER, now=opens, day=day)
        daily.prepare_returns(actor=BUILDER, now=opens, day=day)
        reports += _report(world, day, session, until)
        settle(min(until, clock.at(day, dt.time(23))))
        if session == MORNING and until >= clock.at(day, dt.time(12)):
            _verify(world, day)
            _sign(world, day)
    return reports


def _verify(world: World, day: dt.date) -> None:
    """Let the schools look into the signals of the days before: some are outbreaks, some are not."""
    now = clock.at(day, VERIFIED_AT)
    for school in world.schools:
        for line in signals.list_lines(school.id):
            if line.state != "NEW" or clock.school_date(line.detected_at) >= day:
                continue
            decided = {"actor": world.leaders[school.id], "now": now, "school_id": school.id, "signal_id": line.id}
            if world.rng.random() < TRUE_SHARE:
                signal_decisions.confirm_signal(**decided, reason="电话核对，症状属实，已请校医处置")
            else:
                signal_decisions.dismiss_signal(**decided, because="FALSE_ALARM", reason="各有原因，没有关联")


def _report(world: World, day: dt.date, session: str, until: dt.datetime) -> int:
    """Send the reports of one session, in order of time; a few classes stay silent, a few are late."""
    planned = []
    for school in world.schools:
        slots = {
            slot.group_id: slot for slot in check_queries.list_slots(BUILDER, school_id=school.id, day=day)
            if slot.session == session
        }  # fmt: skip
        for group in school.groups:
            slot = slots.get(group.id)
            at = _moment(world.rng, day, session, slot.due_at) if slot else None
            is_waiting = world.waits_from is not None and group.id in world.waiting and until >= world.waits_from
            if at is not None and at <= until and not is_waiting:
                planned.append((at, school.id, group.id, slot.boarders_only))
    commands = _rooms(world, day, until) if session == EVENING else []
    planned.sort()
    for at, school_id, group_id, boarders_only in planned:
        health = world.health[group_id]
        entries = health.entries(boarders_only=boarders_only)
        check = Check(
            new_id(at), school_id, group_id, day, session, entries=entries, recovered=health.take_answers(entries)
        )
        commands.append((world.actors[group_id], at, check))
    _send(commands)
    return len(commands)


def _rooms(world: World, day: dt.date, until: dt.datetime) -> list[tuple[Actor, dt.datetime, Check]]:
    """Write what the keepers report of their rooms in the evening; the class is asked about it the next morning."""
    found = [(health, entry) for health in world.health.values() for entry in health.entries(boarders_only=True)]
    entries = {entry.person_id: entry for _, entry in found}
    homes = {entry.person_id: health for health, entry in found}
    commands = []
    for dorm in world.dorms:
        slots = {
            slot.group_id: slot for slot in check_queries.list_room_slots(school_id=dorm.key.school_id, day=day)
        }  # fmt: skip
        for room in dorm.rooms:
            slot = slots.get(room.number)
            at = _moment(world.rng, day, EVENING, slot.due_at) if slot else None
            if at is None or at > until:
                continue
            said = tuple(entries[person] for person in room.people if person in entries)
            ill = {one.person_id for one in said}
            well = tuple(sorted(world.asked.get(room.number, set()) - ill))
            world.asked[room.number] = ill
            for person in ill:
                homes[person].asked.add(person)
            check = Check(new_id(at), dorm.key.school_id, room.number, day, EVENING, entries=said, recovered=well)
            commands.append((world.actors[dorm.unit_id], at, check))
    return sorted(commands, key=lambda one: one[1])


def _moment(rng: random.Random, day: dt.date, session: str, due_at: dt.datetime) -> dt.datetime | None:
    draw = rng.random()
    if draw < SILENT_SHARE:
        return None
    if draw < SILENT_SHARE + LATE_SHARE:
        return due_at + dt.timedelta(minutes=rng.randint(2, 40))
    start = clock.at(day, FIRST_REPORT[session])
    minutes = rng.triangular(0, SPREAD_MINUTES[session], SPREAD_MINUTES[session] * 0.35)
    return start + dt.timedelta(minutes=minutes)


def _send(commands: list[tuple[Actor, dt.datetime, Check]]) -> None:
    outcomes = checks.submit_planned(actor=BUILDER, now=clock.now(), planned=commands)
    refused = [one for one in outcomes if isinstance(one, SizaoError)]
    if refused:
        raise RuntimeError(f"{len(refused)} demo reports were refused, first: {refused[0]!r} {refused[0]}")


def settle(now: dt.datetime) -> None:
    """Fold deltas and deliver facts until nothing waits."""
    while checks.fold(actor=BUILDER, now=now):
        pass
    while dispatch.dispatch(now=now):
        pass
    seal.seal(now=now)


def _sign(world: World, day: dt.date) -> None:
    """Schools sign before the cut-off, most of them; then county, city and province."""
    for school in world.schools:
        if world.rng.random() < 0.96:
            _sign_one(world.leaders[school.id], school.id, day, dt.time(10, 40 + world.rng.randint(0, 15)))
    for unit_id, officer in world.offices:
        _sign_one(officer, unit_id, day, dt.time(11, 50))


def _sign_one(actor: Actor, unit_id: int, day: dt.date, at: dt.time) -> None:
    now = clock.at(day, at)
    draft = returns.draft_return(actor, unit=actor.grants[0].unit, day=day, now=now)
    reasons = {unit: "班主任外出培训，已电话核实" for unit, _session in draft.missing}
    try:
        daily.sign_return(actor=actor, now=now, unit_id=unit_id, day=day, reasons=reasons)
    except daily.NoReturn:
        return
