"""The engine (规则引擎): line list, rules that are on and signals so far, to what changes now and why."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sizao.epi.errors import EpiError
from sizao.epi.thresholds import reasons
from sizao.epi.thresholds.counting import (
    LineList,
    declared_for,
    label_rank,
    labels_of,
    scopes_of,
    shown_groups,
    units_of,
)
from sizao.epi.thresholds.hits import Outcome, Revocation, Signal, Update
from sizao.epi.thresholds.lines import Episode, Key
from sizao.epi.thresholds.places import UnitRef
from sizao.epi.thresholds.rules import Counted, Rule, Scope, WindowKind
from sizao.epi.thresholds.settings import RuleBook
from sizao.epi.thresholds.windows import Met, Stretch, meeting, stretches


class IncompleteLineList(EpiError):
    """A signal has counted an illness that is not in the line list, so its count cannot be judged anew."""


def judge(
    book: RuleBook,
    line_list: LineList,
    signals: Sequence[Signal],
    *,
    touched: Collection[Key] | None = None,
    now: dt.datetime,
) -> Outcome:
    """Judge one save.

    line_list: everything known now, this save included. signals: all signals so far, in the order of their firing.
    touched: illnesses that this save changed; only their units are judged, with the same answer. None judges all.
    returns: the signals after it (the same order, new ones last) and what fired, was updated or revoked.
    raises: IncompleteLineList.

    1. Per rule and unit, illnesses are placed under labels (groups, exposures) and windows are searched.
    2. Signals whose counted cases have left and whose count fell below the threshold are revoked.
    3. Windows that hold a person not counted yet are hits: they join the open event of their family in this unit that
       shares a label, as an update when the rule has fired in it, or they open a new event.
    """
    court = _Court(book, line_list, list(signals), now)
    units = court.touched_units(touched)
    for rule in book.rules:
        if rule.is_judged:
            wanted = scopes_of(rule)
            for unit in units:
                if unit.scope in wanted and court.is_bound(rule, unit) and court.is_concerned(rule, unit, touched):
                    court.judge_unit(rule, unit)
    return Outcome(tuple(court.signals), tuple(court.fired), tuple(court.updates), tuple(court.revocations))


@dataclass(slots=True)
class _Hit:
    """Labels that are one hit, the leading one first, and the windows of each."""

    labels: list[str]
    met: dict[str, list[Met]]
    fresh: dict[str, list[Met]]

    @property
    def is_fresh(self) -> bool:
        return bool(self.fresh[self.labels[0]])


class _Court:
    """One judgement in progress."""

    def __init__(self, book: RuleBook, line_list: LineList, signals: list[Signal], now: dt.datetime) -> None:
        self.book, self.line_list, self.signals, self.now = book, line_list, signals, now
        self.members: dict[UnitRef, list[Episode]] = defaultdict(list)
        self.fired: list[Signal] = []
        self.updates: list[Update] = []
        self.revocations: list[Revocation] = []

    # -- which units

    def touched_units(self, touched: Collection[Key] | None) -> list[UnitRef]:
        """Gather the members of every unit that must be judged, and name these in a fixed order."""
        schools, episodes = self.line_list.schools, self.line_list.episodes
        keys = episodes.keys() if touched is None else touched
        wanted = {
            unit
            for key in keys
            if key in episodes
            for unit in units_of(episodes[key], schools.get(episodes[key].school))
        }
        chosen = None if touched is None else set(touched)
        for signal in self.signals:
            if chosen is None or any(not chosen.isdisjoint(counted) for counted in signal.counted.values()):
                wanted.add(signal.unit)
        for one in self.line_list.declarations:
            wanted.add(UnitRef(Scope.INSTITUTION, one.school, one.school))
            wanted.update(UnitRef(Scope.PERSON, one.school, person) for person in one.persons)
        for episode in episodes.values():
            for unit in units_of(episode, schools.get(episode.school)):
                if unit in wanted:
                    self.members[unit].append(episode)
        return sorted(wanted)

    def is_bound(self, rule: Rule, unit: UnitRef) -> bool:
        """Tell whether the rule binds this kind of school."""
        if unit.scope is Scope.SITE:
            return any(one.kind in rule.settings for one in self.line_list.schools.values() if one.site == unit.id)
        school = self.line_list.schools.get(unit.school)
        return school is not None and school.kind in rule.settings

    def is_concerned(self, rule: Rule, unit: UnitRef, touched: Collection[Key] | None) -> bool:
        """Tell whether what was touched counts for the rule here, or has counted."""
        if touched is None or (rule.condition is not None and rule.condition.counted is Counted.DECLARED):
            return True
        if any(one.key in touched and labels_of(rule, one) for one in self.members[unit]):
            return True
        return any(
            one.rule == rule.id
            and one.unit == unit
            and any(key in keys for keys in one.counted.values() for key in touched)
            for one in self.signals
        )

    # -- one rule in one unit

    def judge_unit(self, rule: Rule, unit: UnitRef) -> None:
        """Revoke what no longer holds, then add what is new."""
        labeled = self._labeled(rule, unit)
        standing = [one for one in self.signals if one.rule == rule.id and one.unit == unit and one.is_standing]
        if not labeled and not standing:
            return
        met = {label: self._met(rule, unit, members) for label, members in labeled.items()}
        for signal in standing:
            self._revoke_if_fallen(rule, signal, labeled, met)
        standing = [one for one in self.signals if one.rule == rule.id and one.unit == unit and one.is_standing]
        seen: dict[str, frozenset[Key]] = defaultdict(frozenset)
        for signal in standing:
            for label, keys in signal.counted.items():
                seen[label] |= keys
        fresh = {label: [one for one in found if one.keys - seen[label]] for label, found in met.items()}
        if self._is_taken_over(rule, unit, fresh):
            return
        self._place(rule, unit, _merge(met, fresh))

    def _labeled(self, rule: Rule, unit: UnitRef) -> dict[str, list[Episode]]:
        if rule.condition is not None and rule.condition.counted is Counted.DECLARED:
            return declared_for(rule, unit, self.line_list, self.now)
        found: dict[str, list[Episode]] = defaultdict(list)
        for episode in self.members[unit]:
            for label in labels_of(rule, episode):
                found[label].append(episode)
        return found

    def _met(self, rule: Rule, unit: UnitRef, members: Sequence[Episode]) -> list[Met]:
        assert rule.condition is not None
        size = self._class_size(unit)
        found = (meeting(rule.condition, one, size) for one in stretches(rule, members, self.book.settings, self.now))
        return [one for one in found if one is not None]

    def _class_size(self, unit: UnitRef) -> int | None:
        school = self.line_list.schools.get(unit.school)
        return school.sizes.get(unit.id) if school is not None and unit.scope is Scope.CLASS else None

    # -- leaving

    def _revoke_if_fallen(
        self, rule: Rule, signal: Signal, labeled: dict[str, list[Episode]], met: dict[str, list[Met]]
    ) -> None:
        """Revoke a signal when some of its cases have left and no window that holds one of them is enough."""
        left: set[Key] = set()
        for label, counted in signal.counted.items():
            left |= counted - {one.key for one in labeled.get(label, ())}
        if not left or any(self._still_holds(rule, signal, label, labeled, met) for label in signal.counted):
            return
        is_declared = rule.condition is not None and rule.condition.counted is Counted.DECLARED
        missing = [key for key in left if key not in self.line_list.episodes]
        if missing and not is_declared:
            raise IncompleteLineList(f"{signal.id}: {len(missing)} counted illnesses are not in the line list")
        self._replace(signal, revoked_at=self.now)
        why = reasons.why_revoked(rule, self.line_list, sorted(left))
        self.revocations.append(
            Revocation(signal.id, signal.event, rule.id, signal.unit, self.now, signal.reported_to, why)
        )

    def _still_holds(
        self, rule: Rule, signal: Signal, label: str, labeled: dict[str, list[Episode]], met: dict[str, list[Met]]
    ) -> bool:
        counted = signal.counted[label]
        if rule.window.kind is WindowKind.NOW and rule.condition is not None:
            # Recovery takes nobody back: those who were ill at the time are asked again, recovered or not.
            stayed = tuple(one for one in labeled.get(label, ()) if one.key in counted)
            return (
                meeting(rule.condition, Stretch(self.now.date(), self.now.date(), stayed), signal.class_size)
                is not None
            )
        return any(one.keys & counted for one in met.get(label, ()))

    # -- coming

    def _is_taken_over(self, rule: Rule, unit: UnitRef, fresh: dict[str, list[Met]]) -> bool:
        condition = rule.condition
        if condition is None or condition.below is None:
            return False
        if any(one.count >= condition.below for found in fresh.values() for one in found):
            return True
        return any(one.rule == condition.taken_over_by and one.unit == unit and one.is_open for one in self.signals)

    def _place(self, rule: Rule, unit: UnitRef, hits: Iterable[_Hit]) -> None:
        """Send each hit to its event: the open one that shares a label, or a new one."""
        joining: dict[str, list[_Hit]] = {}
        for hit in hits:
            event = self._open_event(rule, unit, hit)
            if event is not None:
                joining.setdefault(event, []).append(hit)
            elif hit.is_fresh:
                self._fire(rule, unit, [hit], None)
        for event, joined in joining.items():
            own = next(
                (one for one in self.signals if one.event == event and one.rule == rule.id and one.is_open), None
            )
            if own is not None:
                self._update(own, joined)
            elif any(hit.is_fresh for hit in joined):
                self._fire(rule, unit, joined, event)

    def _open_event(self, rule: Rule, unit: UnitRef, hit: _Hit) -> str | None:
        for signal in self.signals:
            if signal.is_open and signal.family == rule.family_key and signal.unit == unit:
                labels = {label for one in self.signals if one.event == signal.event for label in one.counted}
                if not labels.isdisjoint(hit.labels):
                    return signal.event
        return None

    def _fire(self, rule: Rule, unit: UnitRef, hits: Sequence[_Hit], event: str | None) -> None:
        labels = list(dict.fromkeys(label for hit in hits for label in hit.labels))
        lead = next(hit for hit in hits if hit.is_fresh)
        crossing = lead.fresh[lead.labels[0]][0]
        deadline = rule.deadline.after(self.now) if rule.deadline else None
        opener = next((one for one in self.signals if one.event == event), None)
        name = "|".join((rule.id, unit.scope, unit.school, unit.id, self.now.isoformat(), labels[0]))
        signal = Signal(
            id=name,
            event=event or name,
            rule=rule.id,
            kind=rule.kind,
            family=rule.family_key,
            unit=unit,
            groups=shown_groups(labels),
            count=crossing.count,
            persons=crossing.persons,
            window=_shown_window(rule, crossing),
            crossing_date=crossing.end,
            detected_at=self.now,
            deadline=deadline,
            deadline_is_official=bool(rule.deadline and rule.deadline.is_official),
            opens_event=opener is None,
            event_deadline=opener.event_deadline if opener else deadline,
            counted={label: _people(hit, label) for hit in hits for label in hit.labels},
            latest_count=crossing.count,
            updated_at=self.now,
            class_size=self._class_size(unit),
            reasons=reasons.why_fired(rule, crossing, self.line_list, self.book.settings, now=self.now),
        )
        self.signals.append(signal)
        self.fired.append(signal)

    def _update(self, signal: Signal, hits: Sequence[_Hit]) -> None:
        """Add what the hits hold; say so when a window of them holds a person not counted yet."""
        counted = dict(signal.counted)
        for hit in hits:
            for label in hit.labels:
                counted[label] = counted.get(label, frozenset()) | _people(hit, label)
        groups = tuple(dict.fromkeys((*signal.groups, *shown_groups(counted))))
        fresh = {hit.labels[0]: hit.fresh[hit.labels[0]] for hit in hits if hit.is_fresh}
        if not fresh:
            if counted != signal.counted:
                self._replace(signal, counted=counted, groups=groups)
            return
        label = next(label for label in counted if label in fresh)
        largest = max(fresh[label], key=lambda one: one.count)
        self._replace(signal, counted=counted, groups=groups, latest_count=largest.count, updated_at=self.now)
        rule = self.book.by_id[signal.rule]
        why = reasons.why_fired(rule, largest, self.line_list, self.book.settings, now=self.now)
        self.updates.append(
            Update(signal.id, signal.event, rule.id, signal.unit, self.now, largest.count, largest.persons, why)
        )

    def _replace(self, signal: Signal, **changes: object) -> None:
        place = next(number for number, one in enumerate(self.signals) if one.id == signal.id)
        self.signals[place] = dataclasses.replace(self.signals[place], **changes)  # type: ignore[arg-type]


def _people(hit: _Hit, label: str) -> frozenset[Key]:
    return frozenset().union(*(one.keys for one in hit.met[label]))


def _merge(met: dict[str, list[Met]], fresh: dict[str, list[Met]]) -> list[_Hit]:
    """Make one hit of labels whose people contain each other's, the larger first."""
    people = {label: frozenset().union(*(one.keys for one in found)) for label, found in met.items() if found}
    hits: list[_Hit] = []
    for label in sorted(people, key=lambda one: (-len(people[one]), label_rank(one))):
        home = next((hit for hit in hits if people[label] <= people[hit.labels[0]]), None)
        if home is None:
            hits.append(_Hit([label], met, fresh))
        else:
            home.labels.append(label)
    return hits


def _shown_window(rule: Rule, met: Met) -> tuple[dt.date, dt.date] | None:
    return (met.start, met.end) if rule.window.kind in (WindowKind.DAYS, WindowKind.SEMESTER) else None
