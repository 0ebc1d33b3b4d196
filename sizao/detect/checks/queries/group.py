"""Read one group's report: slot, version that holds, entries, open questions."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.errors import NotVisible
from sizao.detect.checks.models import CheckEntry, EntryAssessment, HealthCheck, Slot
from sizao.detect.checks.queries.questions import Question, latest_each, list_questions
from sizao.detect.checks.rules import Entry, Session, SlotState, slot_state
from sizao.registry.roster import queries as roster


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry of the current version with the doctor's latest word on it."""

    id: uuid.UUID
    check_id: uuid.UUID
    entry: Entry
    assessment: EntryAssessment | None = None


@dataclass(frozen=True, slots=True)
class SlotLine:
    """One expected report, as other modules see it."""

    group_id: int
    session: str
    day: dt.date
    enrolled: int
    boarders_only: bool
    opens_at: dt.datetime
    due_at: dt.datetime
    waived_at: dt.datetime | None
    waived_reason: str


@dataclass(frozen=True, slots=True)
class Current:
    """The version of a check that holds now; a withdrawn one holds nothing."""

    id: uuid.UUID
    group_id: int
    session: str
    version: int
    enrolled: int
    absent: int
    ill: int
    is_late: bool
    is_withdrawn: bool
    submitted_at: dt.datetime
    submitted_by: int | None
    submitted_role: str
    source: str
    reason: str
    day: dt.date
    absent_ill: int
    device_at: dt.datetime | None


CURRENT_FIELDS = tuple(Current.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class CheckPage:
    """All that the page of one group, day and session shows."""

    group: UnitRef
    day: dt.date
    session: str
    slot: Slot | None
    state: SlotState | None
    current: Current | None
    people: tuple[roster.PersonLine, ...]
    entries: dict[uuid.UUID, StoredEntry] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()

    @property
    def has_report(self) -> bool:
        return self.current is not None and not self.current.is_withdrawn

    @property
    def base_version(self) -> int:
        return self.current.version if self.current else 0


def state_of(slot: Slot | SlotLine | None, current: Current | None, now: dt.datetime) -> SlotState | None:
    """Read the state of one slot; None where nothing is expected and nothing came."""
    has_check = current is not None and not current.is_withdrawn
    if slot is None:
        return (SlotState.ILL if current.ill else SlotState.ZERO) if has_check else None
    return slot_state(
        opens_at=slot.opens_at,
        due_at=slot.due_at,
        is_waived=slot.waived_at is not None,
        has_check=has_check,
        ill=current.ill if current else 0,
        now=now,
    )


def get_group(actor: Actor, group_id: int, permission: str) -> UnitRef:
    """Give a reporting group for which the actor holds a right.

    raises: NotVisible, Forbidden.
    """
    unit = unit_by_id(group_id)
    if unit.school_id is None or unit.level not in ("CLASS", "DEPARTMENT"):
        raise NotVisible()
    actor.require(permission, unit)
    return unit


def get_check_page(actor: Actor, *, group_id: int, day: dt.date, session: str, now: dt.datetime) -> CheckPage:
    """Read the page of one group and session, in six queries.

    raises: NotVisible, Forbidden.
    """
    group = get_group(actor, group_id, "checks.view_entries")
    if session not in Session.values():
        raise NotVisible()
    where = {"school_id": group.school_id, "day": day, "group_id": group_id, "session": session}
    slot = Slot.objects.visible_to(actor).filter(**where).first()
    current = _current(actor, where)
    people = roster.list_group(actor, school_id=group.school_id, group_id=group_id)
    entries = _entries(actor, group.school_id, day, [current.id]) if current and not current.is_withdrawn else {}
    if slot is not None and slot.boarders_only:
        people = [person for person in people if person.is_boarder]
        if session == Session.EVENING:
            # Who lives in a room is looked at there.
            housed = roster.list_housed(school_id=group.school_id, ids=[person.id for person in people], day=day)
            people = [person for person in people if person.id not in housed]
    shown = {person.id for person in people}
    asked = [] if session == Session.OBSERVATION else list_questions(actor, group=group, day=day)
    questions = [question for question in latest_each(asked) if question.person_id in shown]
    return CheckPage(
        group, day, session, slot, state_of(slot, current, now), current, tuple(people), entries, tuple(questions)
    )


def _current(actor: Actor, where: dict) -> Current | None:
    rows = HealthCheck.objects.visible_to(actor).filter(**where).order_by("-version")
    row = rows.values_list(*CURRENT_FIELDS).first()
    return Current(*row) if row else None


def find_current(actor: Actor, *, group: UnitRef, day: dt.date, session: str) -> Current | None:
    """Find the version that holds for a group's session."""
    where = {"school_id": group.school_id, "day": day, "group_id": group.id, "session": session}
    return _current(actor, where)


def find_latest_session(actor: Actor, *, question: Question, school_id: int, day: dt.date) -> str | None:
    """Find the day's latest report of a question's group, one of all before one of boarders; None when none stands."""
    where = {"school_id": school_id, "day": day, "group_id": question.group_id}
    slots = Slot.objects.visible_to(actor).filter(**where).order_by("-opens_at")
    rows = HealthCheck.objects.visible_to(actor).filter(**where).order_by("version")
    standing = {session for session, gone in dict(rows.values_list("session", "is_withdrawn")).items() if not gone}
    held = sorted((slot for slot in slots if slot.session in standing), key=lambda slot: slot.boarders_only)
    return held[0].session if held else None


def entry_of(row: CheckEntry) -> Entry:
    """Read a stored entry as the value that was typed."""
    return Entry(
        person_id=row.person_id,
        presence=row.presence,
        symptoms=tuple(row.symptoms),
        temperature_celsius=row.temperature_celsius,
        temperature_site=row.temperature_site,
        onset_date=row.onset_date,
        absence_reason=row.absence_reason,
        seen_doctor=row.seen_doctor,
        diagnosis=row.diagnosis,
        severe_signs=tuple(row.severe_signs),
        shared_meal=row.shared_meal,
        note=row.note,
    )


def _entries(actor: Actor, school_id: int, day: dt.date, check_ids: list[uuid.UUID]) -> dict[uuid.UUID, StoredEntry]:
    rows = CheckEntry.objects.visible_to(actor).filter(school_id=school_id, day=day, check_id__in=check_ids)
    stored = list(rows)
    if not stored:
        return {}
    words = _latest_words(actor, school_id, day, check_ids)
    return {
        row.person_id: StoredEntry(row.id, row.check_id, entry_of(row), words.get((row.check_id, row.person_id)))
        for row in stored
    }


def _latest_words(
    actor: Actor, school_id: int, day: dt.date, check_ids: Iterable[uuid.UUID]
) -> dict[tuple[uuid.UUID, uuid.UUID], EntryAssessment]:
    """Give the doctor's latest word by check and person; it was said of a version and outlives its corrections."""
    said = EntryAssessment.objects.visible_to(actor).filter(school_id=school_id, day=day).order_by("assessed_at", "id")
    words = list(said)
    if not words:
        return {}
    versions = HealthCheck.objects.visible_to(actor).filter(school_id=school_id, day=day)
    place = {key: (group, session) for key, group, session in versions.values_list("id", "group_id", "session")}
    wanted = {place[key]: key for key in check_ids if key in place}
    return {
        (wanted[place[word.check_id]], word.person_id): word for word in words if place.get(word.check_id) in wanted
    }


def list_entries(
    actor: Actor, *, school_id: int, day: dt.date, check_ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID, list[StoredEntry]]:
    """Give the entries of several checks of one school and day, by check."""
    by_check: dict[uuid.UUID, list[StoredEntry]] = {}
    ids = list(check_ids)
    words = _latest_words(actor, school_id, day, ids)
    for row in CheckEntry.objects.visible_to(actor).filter(school_id=school_id, day=day, check_id__in=ids):
        word = words.get((row.check_id, row.person_id))
        by_check.setdefault(row.check_id, []).append(StoredEntry(row.id, row.check_id, entry_of(row), word))
    return by_check
