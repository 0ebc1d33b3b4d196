"""Play a history in time order, save by save: the same answer as the live engine, from scratch."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sizao.epi.thresholds.counting import Declaration, LineList
from sizao.epi.thresholds.folding import fold
from sizao.epi.thresholds.hits import Outcome, Signal
from sizao.epi.thresholds.judging import judge
from sizao.epi.thresholds.lines import Episode, Key, Record
from sizao.epi.thresholds.places import School, UnitRef
from sizao.epi.thresholds.settings import RuleBook


class Action(Protocol):
    """Something done to signals at a moment."""

    at: dt.datetime

    def apply(self, signals: tuple[Signal, ...]) -> tuple[Signal, ...]:
        """Give the signals after it."""
        ...


@dataclass(frozen=True, slots=True)
class History:
    """Everything that happened, in any order; schools that share a site belong together."""

    schools: Mapping[str, School]
    records: Sequence[Record]
    declarations: tuple[Declaration, ...] = ()
    actions: Sequence[Action] = field(default=())


@dataclass(frozen=True, slots=True)
class Step:
    """What one moment changed."""

    at: dt.datetime
    outcome: Outcome


def play(book: RuleBook, history: History, *, is_judged_whole: bool = False) -> list[Step]:
    """Judge every save in time order; what is saved at one moment is judged together, actions come after it.

    is_judged_whole: judge every unit at every save instead of the touched ones; slow, and the answer is the same.
    """
    records: dict[Key, list[Record]] = defaultdict(list)
    changed: dict[dt.datetime, set[Key]] = defaultdict(set)
    for record in history.records:
        records[record.key].append(record)
        for moment in record.moments():
            changed[moment].add(record.key)
    actions: dict[dt.datetime, list[Action]] = defaultdict(list)
    for action in history.actions:
        actions[action.at].append(action)
    declared = {moment for one in history.declarations for moment in (one.at, one.withdrawn_at) if moment}
    episodes: dict[Key, Episode] = {}
    signals: tuple[Signal, ...] = ()
    steps = []
    acted: set[Key] = set()
    for now in sorted({*changed, *actions, *declared}):
        for key in changed[now]:
            episodes[key] = fold([one for one in records[key] if one.recorded_at <= now], now)
        line_list = LineList(history.schools, episodes, history.declarations)
        touched = None if is_judged_whole else changed[now] | acted
        outcome = judge(book, line_list, signals, touched=touched, now=now)
        signals = outcome.signals
        for action in actions[now]:
            signals = action.apply(signals)
        acted = {
            key for one, before in zip(signals, outcome.signals, strict=True) if one != before for key in _all(one)
        }
        steps.append(Step(now, dataclasses.replace(outcome, signals=signals)))
    return steps


def _all(signal: Signal) -> frozenset[Key]:
    return frozenset().union(*signal.counted.values())


def close_event(signals: Iterable[Signal], event: str, at: dt.datetime) -> tuple[Signal, ...]:
    """Close an event: nothing joins it any more, and what it has counted is not new any more."""
    return tuple(
        dataclasses.replace(one, closed_at=at) if one.event == event and one.closed_at is None else one
        for one in signals
    )


def note_report(
    signals: Iterable[Signal], rule: str, unit: UnitRef, to: Sequence[str], event: str | None = None
) -> tuple[Signal, ...]:
    """Note that the report of a rule went out; its recipients get the correction if the signal is revoked."""
    return tuple(
        dataclasses.replace(one, reported_to=tuple(dict.fromkeys((*one.reported_to, *to))))
        if one.rule == rule and one.unit == unit and one.is_open and event in (None, one.event)
        else one
        for one in signals
    )
