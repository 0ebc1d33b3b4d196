"""Inspect a place; rectify what was found, with a photo; review and close, or send back."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from sizao.core import clock, usecase
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.errors import FieldProblem, Forbidden, Invalid
from sizao.core.files import services as files
from sizao.core.files.services import Upload
from sizao.core.ids import new_id
from sizao.core.looped import start_many
from sizao.core.usecase import use_case
from sizao.oversee.inspections import queries
from sizao.oversee.inspections.facts import FindingMoved
from sizao.oversee.inspections.models import Finding, Inspection
from sizao.oversee.inspections.rules import HOURS, LONGEST_NOTE, OfficeCloses, Verdict, items_of, problems_of_answers
from sizao.registry.places import queries as places
from sizao.registry.policies import queries as policies

PURPOSE = "inspections.proof"


@dataclass(frozen=True, slots=True)
class Seen:
    """What an inspector saw: verdict and words by item, and a note on the whole."""

    answers: dict[str, str]
    notes: dict[str, str] = field(default_factory=dict)
    note: str = ""


@use_case("inspections.place.inspected", permission="inspections.inspect")
def inspect_place(*, actor: Actor, now: dt.datetime, key: Key, seen: Seen) -> uuid.UUID:
    """Keep what was seen of a place; each problem becomes a finding of whoever answers for the place.

    raises: NotVisible, Forbidden, Invalid.
    """
    place = places.get_place(actor, key, "inspections.inspect")
    problems = problems_of_answers(place.kind, seen.answers, seen.notes)
    if len(seen.note) > LONGEST_NOTE:
        problems.append(FieldProblem("note", "最多{most}字", {"most": LONGEST_NOTE}))
    if problems:
        raise Invalid(problems)
    by_office = _is_office(actor, key.school_id)
    made = Inspection.objects.create(
        school_id=key.school_id, id=new_id(now), place_id=place.id, unit_id=place.unit_id, day=clock.school_date(now),
        answers={one.code: seen.answers[one.code] for one in items_of(place.kind)}, note=seen.note.strip(),
        by_office=by_office, inspected_by=actor.user_id, inspected_at=now,
    )  # fmt: skip
    findings = [
        Finding(
            school_id=key.school_id, id=new_id(now), inspection_id=made.id, place_id=place.id, unit_id=place.unit_id,
            item=one.code, text=seen.notes[one.code].strip(), owner_role=place.owner_role,
            owner_user_id=place.owner_user_id, by_office=by_office, found_by=actor.user_id, found_at=now,
        )
        for one in items_of(place.kind) if seen.answers[one.code] == Verdict.BAD
    ]  # fmt: skip
    start_many(findings, actor=actor, now=now)
    for one in findings:
        one.state_due_at = _due_at(one, now)
    Finding.objects.bulk_create(findings)
    usecase.touch(school_id=key.school_id, kind="inspections.inspection", id=made.id)
    usecase.announce(*(FindingMoved(one.school_id, one.id, one.state) for one in findings))
    return made.id


def _is_office(actor: Actor, school_id: int) -> bool:
    """Tell whether someone comes from above the school."""
    return not actor.is_system and not any(one.unit.key == school_id for one in actor.grants)


def _due_at(row: Finding, now: dt.datetime) -> dt.datetime | None:
    """Give the deadline of a finding's present state, by the policy of its school."""
    if row.state not in HOURS:
        return None
    hours = policies.get_resolved(row.school_id, HOURS[row.state], clock.school_date(now)).value
    return now + dt.timedelta(hours=int(hours))  # type: ignore[arg-type]


def _move(row: Finding, name: str, *, actor: Actor, now: dt.datetime, proof: str = "", reason: str = "") -> None:
    row.move(name, actor=actor, now=now, proof=proof, reason=reason)
    row.state_due_at = _due_at(row, now)
    row.save(update_fields=["state_due_at", "file_id"])
    usecase.touch(school_id=row.school_id, kind="inspections.finding", id=row.id, fields=("state",))
    usecase.announce(FindingMoved(row.school_id, row.id, row.state))


@use_case("inspections.finding.rectified", permission="inspections.rectify")
def rectify_finding(*, actor: Actor, now: dt.datetime, key: Key, note: str, photo: Upload | None) -> None:
    """Report a finding rectified, with what was done and a photo that shows it.

    raises: NotVisible, Forbidden, Invalid, FileRefused by name, MoveRefused.
    """
    row = queries.lock_finding(queries.get_finding(actor, key, "inspections.rectify"))
    text = _said(note, "note", "写明怎样整改的")
    if photo is None:
        raise Invalid([FieldProblem("photo", "附一张整改后的照片")])
    unit = row.unit_id if actor.is_system else _own_unit(actor, row.school_id)
    kept = files.accept_upload(actor=actor, now=now, unit_id=unit, purpose=PURPOSE, upload=photo)
    row.file_id = kept.id
    _move(row, "rectify", actor=actor, now=now, proof=f"file:{kept.id}", reason=text)


def _own_unit(actor: Actor, school_id: int) -> int:
    """Give the unit under which someone of a school keeps a photo: where they hold the right."""
    own = [one.unit.id for one in actor.grants_for("inspections.view") if one.unit.key == school_id]
    if not own:
        raise Forbidden(act="报整改")
    return own[0]


def _said(text: str, field_name: str, reason: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid([FieldProblem(field_name, reason)])
    if len(text) > LONGEST_NOTE:
        raise Invalid([FieldProblem(field_name, "最多{most}字", {"most": LONGEST_NOTE})])
    return text


@use_case("inspections.finding.closed", permission="inspections.review")
def close_finding(*, actor: Actor, now: dt.datetime, key: Key) -> None:
    """Close a finding after looking again (复查销号); by another person, and by an office what came from above.

    raises: NotVisible, Forbidden, OfficeCloses, OtherPersonNeeded, MoveRefused.
    """
    _move(_to_review(actor, key), "close", actor=actor, now=now)


@use_case("inspections.finding.returned", permission="inspections.review")
def return_finding(*, actor: Actor, now: dt.datetime, key: Key, reason: str) -> None:
    """Send a finding back that is not rectified as it should be.

    raises: NotVisible, Forbidden, OfficeCloses, OtherPersonNeeded, MoveRefused, Invalid without a reason.
    """
    row = _to_review(actor, key)
    _move(row, "return", actor=actor, now=now, reason=_said(reason, "reason", "写明哪里还不行"))


def _to_review(actor: Actor, key: Key) -> Finding:
    row = queries.lock_finding(queries.get_finding(actor, key, "inspections.review"))
    if row.by_office and not actor.is_system and not _is_office(actor, row.school_id):
        raise OfficeCloses()
    return row
