"""Illnesses of one school, as its own people see them: the records of each folded into one line."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sizao.core.actor import Actor
from sizao.detect.linelist.models import Change, Record
from sizao.detect.linelist.rules import Status


@dataclass(frozen=True, slots=True)
class Illness:
    """One illness: who, since when, with what, how it is called now. status: empty without a diagnosis."""

    school_id: int
    person_id: uuid.UUID
    episode: int
    class_id: int | None
    room_id: int | None
    is_staff: bool
    onset_date: dt.date
    recorded_at: dt.datetime
    symptoms: tuple[str, ...]
    temperature_celsius: Decimal | None
    severe_signs: tuple[str, ...]
    exposures: tuple[str, ...]
    disease: str
    status: str
    recovered_at: dt.datetime | None

    @property
    def is_out(self) -> bool:
        return self.status == Status.EXCLUDED


def list_illnesses(
    actor: Actor,
    *,
    school_id: int,
    since: dt.date,
    people: Collection[uuid.UUID] | None = None,
) -> list[Illness]:
    """List the illnesses of a school heard of since a day, latest onset first. Two queries."""
    rows = Record.objects.visible_to(actor).filter(school_id=school_id, withdrawn_at__isnull=True)
    if people is not None:
        rows = rows.filter(person_id__in=people)
    told: dict[tuple[uuid.UUID, int], list[Record]] = {}
    for row in rows.filter(day__gte=since).order_by("recorded_at", "id"):
        told.setdefault((row.person_id, row.episode), []).append(row)
    later: dict[tuple[uuid.UUID, int], list[Change]] = {}
    changes = Change.objects.visible_to(actor).filter(school_id=school_id, person_id__in={key[0] for key in told})
    for change in changes.order_by("changed_at", "id"):
        later.setdefault((change.person_id, change.episode), []).append(change)
    found = [_illness(key, records, later.get(key, [])) for key, records in told.items()]
    return sorted(found, key=lambda one: (one.onset_date, one.recorded_at), reverse=True)


def find_illness(actor: Actor, *, school_id: int, person_id: uuid.UUID, episode: int) -> Illness | None:
    """Give one illness, or None."""
    found = list_illnesses(actor, school_id=school_id, since=dt.date.min, people=[person_id])
    return next((one for one in found if one.episode == episode), None)


def _illness(key: tuple[uuid.UUID, int], records: list[Record], changes: list[Change]) -> Illness:
    first = records[0]
    disease, status = "", ""
    said = [(one.recorded_at, one.disease, one.disease_status) for one in records if one.disease]
    said += [(one.changed_at, one.disease, one.status) for one in changes]
    for _, named, sure in sorted(said, key=lambda one: one[0]):
        disease, status = named or disease, sure
    temperatures = [one.temperature_celsius for one in records if one.temperature_celsius is not None]
    ends = [one.recovered_at for one in records if one.recovered_at is not None]
    return Illness(
        school_id=first.school_id, person_id=key[0], episode=key[1],
        class_id=next((one.class_id for one in records if one.class_id), None),
        room_id=next((one.room_id for one in records if one.room_id), None), is_staff=first.is_staff,
        onset_date=first.onset_date, recorded_at=first.recorded_at,
        symptoms=tuple(dict.fromkeys(code for one in records for code in one.symptoms)),
        temperature_celsius=max(temperatures, default=None),
        severe_signs=tuple(dict.fromkeys(code for one in records for code in one.severe_signs)),
        exposures=tuple(dict.fromkeys(one.exposure for one in records if one.exposure)),
        disease=disease, status=status, recovered_at=max(ends, default=None),
    )  # fmt: skip
