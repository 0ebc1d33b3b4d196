"""Judge a province at once (全省重判): columns of illnesses to first crossings, without one object a case.

What a rule first fired for, where, when and with how many is the same as `play` says. Units whose history is not plain
(a case changed or left, a person ill twice, several groups crossed, admitted or dead patients where that matters) are
named as unsettled: play them one by one; they are few.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from sizao.epi import diseases
from sizao.epi.errors import EpiError
from sizao.epi.thresholds.counting import GROUP_ORDER, scopes_of
from sizao.epi.thresholds.kernels import first_crossings, first_prevalences
from sizao.epi.thresholds.rules import Condition, Counted, Of, Rule, Scope, Status, WindowKind
from sizao.epi.thresholds.settings import CountBasis, DayMode, RuleBook

Array: TypeAlias = np.ndarray
NEVER = np.int64(2**62)
EXPOSURE_LABEL = len(GROUP_ORDER)
STATUS_CODE = {Status.SUSPECTED: 1, Status.CLINICAL: 2, Status.CONFIRMED: 3}
SWEPT_SCOPES = (Scope.CLASS, Scope.DORM, Scope.INSTITUTION)


class UnevenColumns(EpiError):
    """Columns of different length, or an illness in no school."""


@dataclass(frozen=True)
class Columns:
    """Illnesses as arrays (rows,); units are numbers from 0, -1 for none.

    unit: for each scope the unit of a row. kinds: the kind of each school (schools,), as a number into `kind_names`.
    onset_day: days since 1970-01-01. recorded_at, diagnosed_at: seconds since then in UTC, 0 for no diagnosis.
    recovered_at: likewise, NEVER for those who are still ill. exposure: number of the exposure, -1 none.
    groups: bits in the order F R G J C P Q. disease: number into `disease_names`, -1 none. status: 0 none, 1 to 3.
    is_plain: False when anything about the illness was changed later. sizes: pupils of each class, 0 unknown.
    """

    person: Array
    unit: Mapping[Scope, Array]
    school_of: Mapping[Scope, Array]
    kinds: Array
    kind_names: tuple[str, ...]
    onset_day: Array
    recorded_at: Array
    groups: Array
    disease: Array
    disease_names: tuple[str, ...]
    status: Array
    diagnosed_at: Array
    recovered_at: Array
    syndromes: Mapping[str, Array]
    exposure: Array
    is_staff: Array
    is_admitted: Array
    is_dead: Array
    is_plain: Array
    sizes: Array

    def __post_init__(self) -> None:
        rows = self.person.size
        arrays = [value for value in vars(self).values() if isinstance(value, np.ndarray)]
        uneven = [one for one in arrays if one is not self.kinds and one is not self.sizes and one.size != rows]
        if uneven or any(one.size != rows for one in (*self.unit.values(), *self.syndromes.values())):
            raise UnevenColumns("columns of different length")
        if rows and self.unit[Scope.INSTITUTION].min() < 0:
            raise UnevenColumns("an illness in no school")


@dataclass(frozen=True)
class Crossings:
    """First crossings of one rule in units of one scope, arrays (crossings,).

    label: place in F R G J C P Q, 7 for a shared exposure, -1 for disease rules. day: as `onset_day`.
    """

    rule: str
    scope: Scope
    unit: Array
    label: Array
    day: Array
    detected_at: Array
    count: Array


@dataclass
class Sweep:
    """What a sweep found.

    unsettled: units that must be played, for each rule and scope. since: the second before which nothing fires there.
    evaluated: rules × units that were judged.
    """

    crossings: list[Crossings] = field(default_factory=list)
    unsettled: dict[tuple[str, Scope], Array] = field(default_factory=dict)
    since: dict[tuple[str, Scope], Array] = field(default_factory=dict)
    evaluated: int = 0


def sweep(book: RuleBook, columns: Columns) -> Sweep:
    """Judge every rule that counts in a class, a room or an institution. raises: UnevenColumns.

    Rules of persons, declarations, grades, campuses and sites are left to `play`: their units come as unsettled.
    """
    found = Sweep()
    doubtful = _doubtful_rows(columns)
    for rule in book.rules:
        if not rule.is_judged or rule.condition is None:
            continue
        for scope in sorted(scopes_of(rule) & set(SWEPT_SCOPES)):
            _judge_rule(found, book, (rule, scope), columns, doubtful)
    return found


def _doubtful_rows(columns: Columns) -> Array:
    """Mark rows of changed illnesses and of persons who were ill more than once."""
    _, first, counts = np.unique(columns.person, return_inverse=True, return_counts=True)
    return (counts[first] > 1) | ~columns.is_plain


def _judge_rule(
    found: Sweep, book: RuleBook, judged: tuple[Rule, Scope], columns: Columns, doubtful: Array
) -> None:  # fmt: skip
    rule, scope = judged
    condition = rule.condition
    assert condition is not None
    unit = columns.unit[scope]
    bound = _bound_units(rule, scope, columns)
    if not bound.size:
        return
    found.evaluated += int(bound.sum())
    inside = (unit >= 0) & bound[np.maximum(unit, 0)] & counts_for(rule, columns)
    if scope is not Scope.INSTITUTION:
        inside &= ~columns.is_staff
    rows = np.flatnonzero(inside)
    is_rolling = rule.window.follows_day_mode and book.settings.day_mode is DayMode.ROLLING_24H
    if is_rolling or rule.window.kind is WindowKind.SEMESTER or not _is_swept(condition):
        found.unsettled[rule.id, scope] = np.unique(unit[rows])
        found.since[rule.id, scope] = np.zeros(found.unsettled[rule.id, scope].size, np.int64)
        return
    crossings = _joined(rule, scope, _cross(book, rule, scope, columns, rows))
    # A doubtful row counts at most once: where nothing crosses with it, nothing crosses without it.
    doubted = np.intersect1d(unit[rows[doubtful[rows]]], crossings.unit)
    tempted = np.unique(_tempted_units(condition, unit, rows, columns))
    unsettled = np.union1d(doubted, tempted)
    both = np.union1d(unsettled, _several_labels(crossings))
    keep = ~np.isin(crossings.unit, both)
    found.crossings.append(_chosen(crossings, keep & _below(condition, crossings)))
    found.unsettled[rule.id, scope] = both
    found.since[rule.id, scope] = np.where(np.isin(both, tempted), 0, _earliest(crossings, both))


def _is_swept(condition: Condition) -> bool:
    """Tell whether the loops can judge a condition at all."""
    is_plain = not condition.confirmed_at_least and not condition.is_one_campus and not condition.is_locally_acquired
    return is_plain and condition.counted not in (Counted.DECLARED, Counted.SEVERE_SIGN, Counted.ANY_DIAGNOSIS)


def _tempted_units(condition: Condition, unit: Array, rows: Array, columns: Columns) -> Array:
    """Name the units that an alternative condition could make fire: they hold enough of what it counts."""
    found = [np.zeros(0, np.int64)]
    for one in condition.alternatives:
        if one.of is Of.ADMITTED:
            marked = rows[columns.is_admitted[rows]]
        elif one.of is Of.CLASSES:
            marked = rows
        else:
            marked = rows[columns.is_dead[rows]]
        names, counts = np.unique(unit[marked], return_counts=True)
        found.append(names[counts >= one.at_least * one.each])
    return np.concatenate(found)


def _bound_units(rule: Rule, scope: Scope, columns: Columns) -> Array:
    """Mark the units of schools that the rule binds."""
    kinds = np.isin(np.array(columns.kind_names), sorted(rule.settings))
    of_school = kinds[columns.kinds]
    return of_school if scope is Scope.INSTITUTION else of_school[columns.school_of[scope]]


def counts_for(rule: Rule, columns: Columns) -> Array:
    """Mark the rows that count for a rule, as `labels_of` does for one illness."""
    condition = rule.condition
    assert condition is not None
    if condition.counted is Counted.SIMILAR:
        return (columns.groups > 0) | (columns.exposure >= 0)
    if condition.counted is Counted.EXPOSURE:
        return columns.exposure >= 0
    named = diseases.counted_under(rule.disease or "")
    numbers = [number for number, name in enumerate(columns.disease_names) if name in named]
    codes = [STATUS_CODE[one] for one in condition.statuses]
    counts = np.isin(columns.disease, numbers) & np.isin(columns.status, codes)
    if condition.is_admitted_or_died:
        counts &= columns.is_admitted | columns.is_dead
    if condition.counted is Counted.DEFINITION and rule.disease is not None and rule.disease in columns.syndromes:
        counts |= columns.syndromes[rule.disease]
    return counts


def _cross(book: RuleBook, rule: Rule, scope: Scope, columns: Columns, rows: Array) -> list[Crossings]:
    condition = rule.condition
    assert condition is not None
    unit = columns.unit[scope]
    if condition.percent is not None:
        return [_prevalence(rule, scope, columns, rows, condition.percent)]
    if condition.counted in (Counted.DIAGNOSIS, Counted.DEFINITION):
        plain = np.ones(rows.size, np.uint8)
        return [_windows(book, rule, scope, columns, (rows, unit[rows], plain, 1))]
    parts = []
    if condition.counted is Counted.SIMILAR:
        alike = rows[columns.groups[rows] > 0]
        parts.append(
            _windows(book, rule, scope, columns, (alike, unit[alike], columns.groups[alike], len(GROUP_ORDER)))
        )
    shared = rows[columns.exposure[rows] >= 0]
    if shared.size:
        parts.append(_exposures(book, rule, scope, columns, shared))
    return parts


def _windows(
    book: RuleBook, rule: Rule, scope: Scope, columns: Columns, chosen: tuple[Array, Array, Array, int]
) -> Crossings:
    """Search the windows of one rule. chosen: rows, the unit of each, its label bits, and how many labels there are."""
    rows, unit, bits, labels = chosen
    saved = _saved(rule, columns, rows)
    days = _basis_day(book, columns, rows)
    order = np.lexsort((saved, unit))
    names, starts = _segments(unit[order])
    window = rule.window.days or (int(days.max() - days.min()) + 1 if days.size else 1)
    needed = rule.condition.at_least if rule.condition and rule.condition.at_least else 1
    found = first_crossings(
        starts, saved[order], days[order].astype(np.int32), bits[order].astype(np.uint8), (labels, window, needed)
    )
    units, label = np.nonzero(found[0] >= 0)
    label_shown = label if labels > 1 else np.full(label.size, -1)
    values = [one[units, label] for one in found]
    return Crossings(rule.id, scope, names[units], label_shown, values[0], values[1], values[2])


def _exposures(book: RuleBook, rule: Rule, scope: Scope, columns: Columns, rows: Array) -> Crossings:
    """Search among those who share one exposure in one unit."""
    unit = columns.unit[scope][rows].astype(np.int64)
    pairs = unit * (int(columns.exposure.max()) + 1) + columns.exposure[rows]
    found = _windows(book, rule, scope, columns, (rows, pairs, np.ones(rows.size, np.uint8), 1))
    units = found.unit // (int(columns.exposure.max()) + 1)
    label = np.full(units.size, EXPOSURE_LABEL)
    return Crossings(rule.id, scope, units, label, found.day, found.detected_at, found.count)


def _prevalence(rule: Rule, scope: Scope, columns: Columns, rows: Array, percent: int) -> Crossings:
    unit, saved = columns.unit[scope][rows], columns.recorded_at[rows]
    order = np.lexsort((saved, unit))
    names, starts = _segments(unit[order])
    recovered = columns.recovered_at[rows][order]
    detected, count = first_prevalences(starts, saved[order], recovered, columns.sizes[names], percent)
    met = np.flatnonzero(detected >= 0)
    # The day of a prevalence is the day of its detection, which the caller knows from the second.
    nothing = np.full(met.size, -1)
    return Crossings(rule.id, scope, names[met], nothing, nothing, detected[met], count[met])


def _saved(rule: Rule, columns: Columns, rows: Array) -> Array:
    """Give the second from which a row counts: of its record, or of its diagnosis for disease rules."""
    assert rule.condition is not None
    recorded = columns.recorded_at[rows]
    diagnosed = np.maximum(columns.diagnosed_at[rows], recorded)
    if rule.condition.counted is Counted.DIAGNOSIS:
        return diagnosed
    if rule.condition.counted is Counted.DEFINITION and rule.disease is not None and rule.disease in columns.syndromes:
        return np.where(columns.syndromes[rule.disease][rows], recorded, diagnosed)
    return recorded


def _basis_day(book: RuleBook, columns: Columns, rows: Array) -> Array:
    """Place rows in days; days of records and diagnoses are counted in Shanghai, from the same first day as onsets."""
    day_of_record = (columns.recorded_at[rows] + 8 * 3600) // 86400
    if book.settings.count_basis is CountBasis.FIRST_RECORDED_AT:
        return day_of_record
    if book.settings.count_basis is CountBasis.DIAGNOSED_AT:
        diagnosed = (np.maximum(columns.diagnosed_at[rows], columns.recorded_at[rows]) + 8 * 3600) // 86400
        return np.where(columns.status[rows] > 0, diagnosed, columns.onset_day[rows])
    return np.minimum(columns.onset_day[rows], day_of_record)


def _segments(sorted_units: Array) -> tuple[Array, Array]:
    """Give the units in order and where the rows of each begin, with the end of the last."""
    names, first = np.unique(sorted_units, return_index=True)
    return names, np.append(first, sorted_units.size).astype(np.int64)


def _joined(rule: Rule, scope: Scope, parts: Iterable[Crossings]) -> Crossings:
    listed = list(parts)
    columns = [
        np.concatenate([getattr(one, name) for one in listed]) if listed else np.zeros(0, np.int64)
        for name in ("unit", "label", "day", "detected_at", "count")
    ]
    return Crossings(rule.id, scope, *columns)


def _several_labels(crossings: Crossings) -> Array:
    """Name units in which more than one label crossed: whether these are one hit or two, `play` decides."""
    units, counts = np.unique(crossings.unit, return_counts=True)
    return units[counts > 1]


def _earliest(crossings: Crossings, units: Array) -> Array:
    """Give the second of the first crossing of each unit, 0 where none is known."""
    earliest = np.full(units.size, NEVER)
    place = np.searchsorted(units, crossings.unit)
    known = (
        (place < units.size) & (units[np.minimum(place, max(units.size - 1, 0))] == crossings.unit)
        if units.size
        else None
    )
    if known is not None:
        np.minimum.at(earliest, place[known], crossings.detected_at[known])
    return np.where(earliest == NEVER, 0, earliest)


def _below(condition: Condition, crossings: Crossings) -> Array:
    """Keep crossings below the number from which another rule takes over."""
    if condition.below is None:
        return np.ones(crossings.unit.size, bool)
    return crossings.count < condition.below


def _chosen(crossings: Crossings, keep: Array) -> Crossings:
    values = [getattr(crossings, name)[keep] for name in ("unit", "label", "day", "detected_at", "count")]
    return Crossings(crossings.rule, crossings.scope, *values)
