"""Play, one by one, the units that a sweep could not settle with loops alone."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from sizao.epi.thresholds.counting import GROUP_ORDER, LineList
from sizao.epi.thresholds.hits import Signal
from sizao.epi.thresholds.judging import judge
from sizao.epi.thresholds.lines import SHANGHAI, Episode, Key
from sizao.epi.thresholds.places import School
from sizao.epi.thresholds.rules import Scope, WindowKind
from sizao.epi.thresholds.settings import RuleBook
from sizao.epi.thresholds.sweeping import STATUS_CODE, SWEPT_SCOPES, Array, Columns, Sweep, counts_for

STATUS = {code: status for status, code in STATUS_CODE.items()}
EPOCH = dt.date(1970, 1, 1)


def settle(book: RuleBook, columns: Columns, found: Sweep) -> list[Signal]:
    """Judge the unsettled units save by save; units and persons are named by their numbers.

    An illness that was changed later is taken as it stands in the columns. Who needs its history plays the records.
    returns: what fired, in no fixed order of units.
    """
    fired: list[Signal] = []
    for scope in SWEPT_SCOPES:
        rules_of: dict[int, list[str]] = defaultdict(list)
        since: dict[int, int] = {}
        for (rule, of), units in found.unsettled.items():
            if of is scope:
                for unit, second in zip(units.tolist(), found.since[rule, of].tolist(), strict=True):
                    rules_of[unit].append(rule)
                    since[unit] = min(since.get(unit, second), second)
        counting = _counting(book, columns, {name for names in rules_of.values() for name in names})
        rows_of = _rows_by_unit(np.where(counting, columns.unit[scope], -1), np.array(sorted(rules_of), np.int64))
        books: dict[tuple[str, ...], RuleBook] = {}
        for unit, names in rules_of.items():
            own = books.setdefault(tuple(names), RuleBook(tuple(book.by_id[name] for name in names), book.settings))
            rows = rows_of.get(unit, np.zeros(0, np.int64))
            fired += _play_unit(own, columns, (scope, unit), rows, since[unit])
    return fired


def _counting(book: RuleBook, columns: Columns, names: set[str]) -> Array:
    """Mark rows that any of the rules counts; the others cannot change what they say."""
    marks = np.zeros(columns.person.size, bool)
    for name in names:
        marks |= counts_for(book.by_id[name], columns)
    return marks


def _fewest(book: RuleBook) -> int:
    """Give the number of illnesses below which none of the rules can fire."""
    needs = [1]
    for rule in book.rules:
        if rule.condition is not None and rule.condition.at_least is not None:
            alternatives = [one.at_least * one.each for one in rule.condition.alternatives]
            needs.append(min([rule.condition.at_least, *alternatives]))
        else:
            return 1
    return min(needs[1:], default=1)


def _rows_by_unit(units: Array, wanted: Array) -> dict[int, Array]:
    """Find the rows of many units in one pass."""
    rows = np.flatnonzero(np.isin(units, wanted))
    rows = rows[np.argsort(units[rows], kind="stable")]
    names, starts = np.unique(units[rows], return_index=True)
    return dict(zip(names.tolist(), np.split(rows, starts[1:]), strict=True)) if rows.size else {}


def _play_unit(book: RuleBook, columns: Columns, place: tuple[Scope, int], rows: Array, since: int) -> Iterator[Signal]:
    """Judge the saves of one unit, from a second on; nothing else of its school is looked at."""
    scope, unit = place
    school = _school(columns, scope, unit)
    known: dict[Key, Episode] = {}
    signals: tuple[Signal, ...] = ()
    fewest = _fewest(book)
    if rows.size < fewest:
        return
    changed: dict[int, list[int]] = defaultdict(list)
    for row in rows.tolist():
        recorded, diagnosed = int(columns.recorded_at[row]), int(columns.diagnosed_at[row])
        for second in {recorded, max(recorded, diagnosed) if columns.status[row] else recorded}:
            changed[second].append(row)
    touched: set[Key] = set()
    for second in sorted(changed):
        now = _moment(second)
        for row in changed[second]:
            one = _episode(columns, scope, row, second)
            known[one.key] = one
            touched.add(one.key)
        if len(known) < fewest or second < since:
            continue
        asks = any(rule.window.kind is WindowKind.NOW for rule in book.rules) and _any_recovered(columns, rows, second)
        current = _recovered(columns, scope, rows, second) if asks else known
        outcome = judge(book, LineList({school.code: school}, current), signals, touched=touched, now=now)
        signals, touched = outcome.signals, set()
        yield from outcome.fired


def _school(columns: Columns, scope: Scope, unit: int) -> School:
    number = unit if scope is Scope.INSTITUTION else int(columns.school_of[scope][unit])
    sizes: dict[str, int | None] = {}
    if scope is Scope.CLASS:
        sizes[str(unit)] = int(columns.sizes[unit]) or None
    return School(str(number), columns.kind_names[columns.kinds[number]], sizes)


def _any_recovered(columns: Columns, rows: Array, second: int) -> bool:
    return bool((columns.recovered_at[rows] <= second).any())


def _recovered(columns: Columns, scope: Scope, rows: Array, second: int) -> dict[Key, Episode]:
    """Give everything known at a second anew, recoveries included."""
    ordered = sorted(row for row in rows.tolist() if columns.recorded_at[row] <= second)
    return {one.key: one for one in (_episode(columns, scope, row, second) for row in ordered)}


def _episode(columns: Columns, scope: Scope, row: int, second: int) -> Episode:
    is_named = bool(columns.status[row]) and columns.diagnosed_at[row] <= second
    diagnosed = max(int(columns.diagnosed_at[row]), int(columns.recorded_at[row]))
    recovered = int(columns.recovered_at[row])
    classes, rooms = columns.unit[Scope.CLASS][row], columns.unit[Scope.DORM][row]
    bits = int(columns.groups[row])
    return Episode(
        person=str(columns.person[row]),
        episode=row,
        school=str(columns.unit[Scope.INSTITUTION][row]),
        onset=EPOCH + dt.timedelta(days=int(columns.onset_day[row])),
        recorded_at=_moment(int(columns.recorded_at[row])),
        saved_at=_moment(second),
        is_staff=bool(columns.is_staff[row]),
        class_group=str(classes) if classes >= 0 and scope is not Scope.DORM else None,
        dorm=str(rooms) if rooms >= 0 and scope is Scope.DORM else None,
        groups=frozenset(name for place, name in enumerate(GROUP_ORDER) if bits >> place & 1),
        exposures=frozenset() if columns.exposure[row] < 0 else frozenset({str(columns.exposure[row])}),
        syndromes=frozenset(name for name, marks in columns.syndromes.items() if marks[row]),
        disease=columns.disease_names[columns.disease[row]] if is_named else None,
        status=STATUS.get(int(columns.status[row])) if is_named else None,
        diagnosed_at=_moment(diagnosed) if is_named else None,
        reported_at=_moment(diagnosed) if is_named else None,
        is_hospitalised=bool(columns.is_admitted[row]),
        recovered_at=_moment(recovered) if recovered <= second else None,
        died_at=_moment(int(columns.recorded_at[row])) if columns.is_dead[row] else None,
    )


def _moment(second: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(second, SHANGHAI)
