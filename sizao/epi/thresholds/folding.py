"""From the records of one illness to what is known of it: what stands, what it is, whether it counts."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sizao.epi import diseases
from sizao.epi.criteria import Findings
from sizao.epi.thresholds.lines import Episode, Key, Record, local_day
from sizao.epi.thresholds.rules import DIAGNOSED, Status

T = TypeVar("T")
LONG_AGO_DAYS = 60
RANK = {Status.SUSPECTED: 1, Status.CLINICAL: 2, Status.CONFIRMED: 3}


@dataclass(frozen=True, slots=True)
class _Verdict:
    """One diagnosis or change, in effect from `at`, which is never before its record."""

    at: dt.datetime
    status: Status
    disease: str | None
    is_first: bool


def episodes_at(records: Iterable[Record], at: dt.datetime) -> dict[Key, Episode]:
    """Fold the records saved up to a moment, that moment included, into one episode for each illness."""
    known: dict[Key, list[Record]] = defaultdict(list)
    for record in records:
        if record.recorded_at <= at:
            known[record.key].append(record)
    return {key: fold(of_one, at) for key, of_one in known.items()}


def fold(records: Sequence[Record], at: dt.datetime) -> Episode:
    """Fold the records of one illness, all saved by `at`, in the order of their saving.

    1. A withdrawn record says nothing any more; when all are withdrawn the illness is out.
    2. Of what stands, the first saved onset, class and room hold; symptoms, exposures and signs add up.
    3. The latest diagnosis or change holds; a first diagnosis by another channel never weakens the same diagnosis.
    """
    saved = sorted(records, key=lambda one: one.recorded_at)
    standing = [one for one in saved if _own_status(one, at) is not Status.WITHDRAWN]
    told = standing or saved
    verdicts = sorted((verdict for one in told for verdict in _verdicts(one, at)), key=lambda one: one.at)
    disease, status = _standing_diagnosis(verdicts)
    named = [one for one in verdicts if one.disease is not None and one.status in DIAGNOSED]
    groups = frozenset().union(*(one.groups for one in told))
    first = told[0]
    return Episode(
        *(first.person, first.episode, first.school, first.onset, first.recorded_at),
        saved_at=max(moment for one in saved for moment in one.moments() if moment <= at),
        is_staff=first.is_staff,
        campus=_first(one.campus for one in told),
        grade=_first(one.grade for one in told),
        class_group=_first(one.class_group for one in told),
        dorm=_first(one.dorm for one in told),
        groups=groups,
        exposures=frozenset(one.exposure for one in told if one.exposure),
        syndromes=syndromes_of(groups, _highest(told)),
        severe_signs=tuple(dict.fromkeys(sign for one in told for sign in one.severe_signs)),
        disease=disease,
        status=status,
        diagnosed_at=_first(one.at for one in named if one.disease == disease),
        reported_at=_first(one.at for one in named),
        is_out=not standing or status in (Status.EXCLUDED, Status.WITHDRAWN),
        is_hospitalised=any(one.is_hospitalised for one in told),
        is_severe_case=any(one.is_severe_case for one in told),
        is_imported=any(one.is_imported for one in told),
        recovered_at=_recovered_at(told, at),
        died_at=_first(one.died_at for one in told if one.died_at is not None and one.died_at <= at),
        doubts=_doubts(told),
    )


def syndromes_of(groups: frozenset[str], temperature_celsius: float | None) -> frozenset[str]:
    """Name the diseases that symptoms alone define, such as influenza-like illness."""
    found = Findings(groups=groups, temperature_celsius=temperature_celsius)
    return frozenset(one.key for one in diseases.defined_by_symptoms() if one.case_definition.holds(found))


def _own_status(record: Record, at: dt.datetime) -> Status | None:
    later = [change for change in record.changes if change.at <= at]
    return max(later, key=lambda change: change.at).status if later else None


def _verdicts(record: Record, at: dt.datetime) -> Iterable[_Verdict]:
    """Walk the diagnosis and the changes of a record in time order; without a disease the one before stays."""
    told = [(change.at, change.status, change.disease, False) for change in record.changes]
    if record.diagnosis:
        told.append((record.diagnosis.at, record.diagnosis.status, record.diagnosis.disease, True))
    disease: str | None = None
    for moment, status, named, is_first in sorted(told, key=lambda one: (one[0], not one[3])):
        disease = named or disease
        if moment <= at and status is not Status.WITHDRAWN:
            yield _Verdict(max(moment, record.recorded_at), status, disease, is_first)


def _standing_diagnosis(verdicts: Iterable[_Verdict]) -> tuple[str | None, Status | None]:
    disease: str | None = None
    status: Status | None = None
    for verdict in verdicts:
        is_same = verdict.disease == disease and status in RANK
        if verdict.is_first and is_same and RANK.get(verdict.status, 0) < RANK.get(status, 0):  # type: ignore[arg-type]
            continue
        disease, status = verdict.disease or disease, verdict.status
    return disease, status


def _recovered_at(records: Sequence[Record], at: dt.datetime) -> dt.datetime | None:
    """Give the latest recovery, unless the person was recorded ill again after it."""
    moments = [one.recovered_at for one in records if one.recovered_at is not None and one.recovered_at <= at]
    if not moments:
        return None
    latest = max(moments)
    is_ill_again = any(one.recorded_at > latest and one.recovered_at is None and one.groups for one in records)
    return None if is_ill_again else latest


def _highest(records: Sequence[Record]) -> float | None:
    return max((one.temperature_celsius for one in records if one.temperature_celsius is not None), default=None)


def _doubts(records: Sequence[Record]) -> tuple[str, ...]:
    day, saved_on = local_day(records[0].onset), local_day(records[0].recorded_at)
    found = []
    if any(local_day(one.onset) != day for one in records):
        found.append("ONSET_CONFLICT")
    if day > saved_on:
        found.append("ONSET_IN_FUTURE")
    if (saved_on - day).days > LONG_AGO_DAYS:
        found.append("ONSET_LONG_AGO")
    return tuple(found)


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)
