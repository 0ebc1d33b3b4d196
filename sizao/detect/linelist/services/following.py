"""The line list follows the reports: what they say now is what stands; set-based and idempotent."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from sizao.core import usecase
from sizao.core.actor import Actor
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.detect.linelist import queries
from sizao.detect.linelist.facts import LineListChanged
from sizao.detect.linelist.models import Record
from sizao.detect.linelist.queries import PersonKey, SlotKey, Standing, Whereabouts
from sizao.detect.linelist.rules import Latest, Origin, Said, episode_of, groups_of, shared_meal

Place = tuple[SlotKey, PersonKey]

KEPT = """
SELECT r.school_id, r.day, r.group_id, r.session, r.person_id, r.id, r.digest
FROM linelist_record r
JOIN unnest(%s::bigint[], %s::date[], %s::bigint[], %s::text[]) AS s(school_id, day, group_id, session)
  ON s.school_id = r.school_id AND s.day = r.day AND s.group_id = r.group_id AND s.session = r.session
WHERE r.withdrawn_at IS NULL AND r.origin = 'CHECK'
"""
WITHDRAW = """
UPDATE linelist_record r SET withdrawn_at = k.at
FROM unnest(%s::bigint[], %s::uuid[], %s::timestamptz[]) AS k(school_id, id, at)
WHERE r.school_id = k.school_id AND r.id = k.id AND r.withdrawn_at IS NULL
"""
# The latest record of an illness that is not over carries its end.
RECOVER = """
UPDATE linelist_record r SET recovered_at = latest.at
FROM (
  SELECT DISTINCT ON (o.school_id, o.person_id) o.school_id, o.id, k.at, o.recovered_at, o.recorded_at
  FROM linelist_record o
  JOIN unnest(%s::bigint[], %s::uuid[], %s::timestamptz[]) AS k(school_id, person_id, at)
    ON k.school_id = o.school_id AND k.person_id = o.person_id
  WHERE o.withdrawn_at IS NULL ORDER BY o.school_id, o.person_id, o.recorded_at DESC, o.id DESC
) latest
WHERE r.school_id = latest.school_id AND r.id = latest.id AND latest.recovered_at IS NULL
  AND latest.recorded_at < latest.at
RETURNING r.school_id
"""


@dataclass(frozen=True, slots=True)
class Well:
    """Someone who was ill is reported well."""

    person: PersonKey
    at: dt.datetime


@use_case("linelist.records.followed", permission="linelist.follow")
def follow_reports(*, actor: Actor, now: dt.datetime, slots: Collection[SlotKey], well: Collection[Well] = ()) -> int:
    """Bring the records of reports in line with what those say now; a repeated call changes nothing.

    returns: number of records written, withdrawn or ended.
    """
    usecase.unrecorded("derived from reports, which have their own entries")
    reports = queries.list_standing(slots)
    kept = _kept(slots)
    wanted = {
        (slot, (slot.school_id, one.person_id)): (one, _said(one, slot.day))
        for slot, report in reports.items()
        for one in report.ill
    }
    gone = {
        place: (record_id, reports[place[0]].saved_at)
        for place, (record_id, digest) in kept.items()
        if place[0] in reports and (place not in wanted or wanted[place][1].digest() != digest)
    }
    fresh = {place: both for place, both in wanted.items() if place not in kept or place in gone}
    if gone:
        _withdraw(gone)
    if fresh:
        _write(fresh, now)
    ended = _recover(well)
    changed = {place[0].school_id for place in [*gone, *fresh]} | ended
    usecase.announce(*(LineListChanged(school_id, now) for school_id in sorted(changed)))
    return len(gone) + len(fresh) + len(ended)


def _kept(slots: Collection[SlotKey]) -> dict[Place, tuple[object, bytes]]:
    if not slots:
        return {}
    columns = [[getattr(slot, name) for slot in slots] for name in ("school_id", "day", "group_id", "session")]
    with connection.cursor() as cursor:
        cursor.execute(KEPT, columns)
        return {
            (SlotKey(school_id, day, group_id, session), (school_id, person_id)): (record_id, bytes(digest))
            for school_id, day, group_id, session, person_id, record_id, digest in cursor.fetchall()
        }


def _said(one: Standing, day: dt.date) -> Said:
    return Said(
        one.symptoms, one.temperature_celsius, one.onset_date or day, one.severe_signs,
        shared_meal(day) if one.shared_meal else "",
    )  # fmt: skip


def _withdraw(gone: dict[Place, tuple[object, dt.datetime]]) -> None:
    rows = [(place[0].school_id, record_id, at) for place, (record_id, at) in gone.items()]
    with connection.cursor() as cursor:
        cursor.execute(WITHDRAW, [list(column) for column in zip(*rows, strict=True)])


def _recover(well: Collection[Well]) -> set[int]:
    if not well:
        return set()
    rows = [(one.person[0], one.person[1], one.at) for one in well]
    with connection.cursor() as cursor:
        cursor.execute(RECOVER, [list(column) for column in zip(*rows, strict=True)])
        return {school_id for (school_id,) in cursor.fetchall()}


def _write(fresh: dict[Place, tuple[Standing, Said]], now: dt.datetime) -> None:
    """Insert records, each under the number of its illness and with the groups its person was in on that day."""
    latest = dict(queries.latest_of({person for _, person in fresh}))
    places = queries.list_whereabouts({(person, slot.day) for slot, person in fresh})
    rows = []
    for (slot, person), (one, said) in sorted(fresh.items(), key=lambda item: item[1][0].saved_at):
        known = latest.get(person)
        number = episode_of(known, onset=said.onset_date or slot.day, day=slot.day)
        same = known is not None and known.episode == number
        latest[person] = Latest(number, max(slot.day, known.heard_on) if known and same else slot.day, None)
        row = _record(slot, one, said, places.get((person, slot.day)))
        row.id, row.episode = new_id(now), number
        rows.append(row)
    Record.objects.bulk_create(rows, batch_size=2000)


def _record(slot: SlotKey, one: Standing, said: Said, where: Whereabouts | None) -> Record:
    return Record(
        school_id=slot.school_id, person_id=one.person_id, origin=Origin.CHECK, day=slot.day, session=slot.session,
        group_id=slot.group_id, class_id=where.class_id if where else None, room_id=where.room_id if where else None,
        is_staff=where.is_staff if where else False, onset_date=said.onset_date or slot.day,
        symptoms=list(said.symptoms), groups=groups_of(said.symptoms), temperature_celsius=said.temperature_celsius,
        severe_signs=list(said.severe_signs), exposure=said.exposure, recorded_at=one.saved_at,
        recorded_by=one.saved_by, digest=said.digest(),
    )  # fmt: skip
