"""Writes of screening: a guardian's message and its withdrawal, readings of thermal gates."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sizao.core import clock, scope, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import FieldProblem, Invalid, NotVisible, SizaoError
from sizao.core.usecase import use_case
from sizao.detect.checks import services as reports
from sizao.detect.checks.queries import AbsenceReason, Entry, Presence, QuestionKind, Symptom
from sizao.detect.checks.services import NewQuestion
from sizao.detect.screening import queries
from sizao.detect.screening.facts import QuestionsRaised
from sizao.detect.screening.models import SelfReport
from sizao.detect.screening.rules import (
    FEVER_CELSIUS,
    Leave,
    Reading,
    problems_of_readings,
    problems_of_report,
)
from sizao.detect.screening.rules import SelfReport as Typed
from sizao.registry.roster import queries as roster

REASONS = {Leave.ILLNESS: AbsenceReason.ILLNESS, Leave.PRIVATE: AbsenceReason.PRIVATE}


class AlreadyReported(SizaoError):
    """A message about the child is still to be handled; it can be taken back and sent anew."""

    code = "already_reported"
    message = "{day}已报过，班主任还没处理。要改就先撤回，再报一次"
    http_status = 409


@use_case("screening.self_report.sent", permission="screening.report")
def send_report(*, actor: Actor, now: dt.datetime, report: Typed) -> uuid.UUID:
    """Tell a class that a child will not come; it becomes a question of the class's check, never an entry by itself.

    returns: id of the message; the same message sent again writes nothing.
    raises: NotVisible for another's child, Invalid, AlreadyReported.
    """
    today = clock.school_date(now)
    child = queries.get_child(actor, school_id=report.school_id, person_id=report.person_id)
    problems = problems_of_report(report, today=today, symptoms=Symptom.values())
    if problems:
        raise Invalid(problems)
    said = queries.list_reports([child], today=today)
    if any(line.id == report.id for line in said):
        usecase.unrecorded("the same message had come before")
        return report.id
    waiting = next((line for line in said if line.is_waiting and line.day >= today), None)
    if waiting is not None:
        raise AlreadyReported(day=waiting.day.isoformat())
    for line in said:
        if line.is_waiting:
            reports.withdraw_question(actor=actor, now=now, school_id=child.school_id, question_id=line.question_id)
    asked = reports.ask_questions(actor=actor, now=now, questions=[_question(report, child.group_id, now)])
    question_id = asked[child.school_id, child.id]
    SelfReport(
        school_id=child.school_id, id=report.id, person_id=child.id, group_id=child.group_id, day=report.day,
        leave=report.leave, symptoms=list(report.symptoms), onset_date=report.onset_date,
        seen_doctor=report.seen_doctor, question_id=question_id, reported_at=now, reported_by=actor.user_id,
    ).save(force_insert=True)  # fmt: skip
    usecase.touch(school_id=child.school_id, kind="screening.self_report", id=report.id)
    usecase.announce(QuestionsRaised(child.school_id, child.group_id, report.day, (question_id,)))
    return report.id


def _question(report: Typed, group_id: int, now: dt.datetime) -> NewQuestion:
    is_ill = report.leave == Leave.ILLNESS
    entry = Entry(
        report.person_id, presence=Presence.ABSENT, absence_reason=REASONS[Leave(report.leave)],
        symptoms=report.symptoms if is_ill else (), onset_date=report.onset_date if is_ill else None,
        seen_doctor=report.seen_doctor if is_ill else None,
    )  # fmt: skip
    return NewQuestion(report.school_id, group_id, entry, QuestionKind.GUARDIAN_MESSAGE, report.day, now)


@use_case("screening.self_report.withdrawn", permission="screening.report")
def withdraw_report(*, actor: Actor, now: dt.datetime, school_id: int, report_id: uuid.UUID) -> None:
    """Take a message back while the class has not answered it.

    raises: NotVisible, QuestionAnswered.
    """
    line = queries.get_report(actor, school_id=school_id, report_id=report_id, today=clock.school_date(now))
    reports.withdraw_question(actor=actor, now=now, school_id=school_id, question_id=line.question_id)
    usecase.touch(school_id=school_id, kind="screening.self_report", id=report_id)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of readings: how many came, how many were too warm, how many of these ask something new."""

    received: int
    abnormal: int
    asked: int


@use_case("screening.readings.taken", permission="screening.send_readings", on="school_id")
def take_readings(*, actor: Actor, now: dt.datetime, school_id: int, readings: Sequence[Reading]) -> Taken:
    """Ask the classes about pupils whom a gate of a school found too warm; all readings are taken or none.

    Readings that are not too warm are counted in the answer and not kept. Two statements whatever the number.
    raises: NotVisible, Forbidden; Invalid with row, field and reason of everything wrong.
    """
    if unit_by_id(school_id).school_id != school_id:
        raise NotVisible()
    today = clock.school_date(now)
    problems = problems_of_readings(readings, now=now)
    if problems:
        raise Invalid(problems)
    with scope.open_school(school_id, reason="a gate's temperatures become questions of the pupils' classes"):
        places = roster.find_pupils(school_id, [one.key for one in readings])
        problems = [
            FieldProblem("student_number", "这所学校没有这名学生", row=row, value=str(one.key)[:40])
            for row, one in enumerate(readings, start=1)
            if one.key not in places
        ]
        if problems:
            raise Invalid(problems)
        warm = _warmest(readings, places)
        raised = [_fever(school_id, one, person_id, group_id) for (person_id, group_id), one in warm.items()]
        asked = reports.ask_questions(actor=actor, now=now, questions=raised) if raised else {}
    _announce(raised, asked)
    usecase.touch(school_id=school_id, kind="screening.readings", id=today)
    return Taken(len(readings), len(warm), len(asked))


Place = tuple[uuid.UUID, int]


def _warmest(readings: Iterable[Reading], places: Mapping[str | uuid.UUID, Place]) -> dict[Place, Reading]:
    """Keep of each pupil the warmest reading that asks something."""
    kept: dict[Place, Reading] = {}
    for one in readings:
        place = places[one.key]
        if one.temperature_celsius < FEVER_CELSIUS:
            continue
        if place not in kept or one.temperature_celsius > kept[place].temperature_celsius:
            kept[place] = one
    return kept


def _fever(school_id: int, one: Reading, person_id: uuid.UUID, group_id: int) -> NewQuestion:
    day = clock.school_date(one.taken_at)
    entry = Entry(
        person_id, symptoms=(Symptom.FEVER,), temperature_celsius=one.temperature_celsius, temperature_site=one.site,
        onset_date=day,
    )  # fmt: skip
    return NewQuestion(school_id, group_id, entry, QuestionKind.THERMAL, day, one.taken_at)


def _announce(raised: Sequence[NewQuestion], asked: Mapping[tuple[int, uuid.UUID], uuid.UUID]) -> None:
    by_group: dict[tuple[int, int, dt.date], list[uuid.UUID]] = {}
    for one in raised:
        question_id = asked.get((one.school_id, one.entry.person_id))
        if question_id is not None:
            by_group.setdefault((one.school_id, one.group_id, one.asked_on), []).append(question_id)
    usecase.announce(*(QuestionsRaised(*place, tuple(ids)) for place, ids in by_group.items()))
