"""What the school doctor adds to the line list: an illness no report named, a diagnosis, its exclusion, the end."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import FieldProblem, Invalid, NotVisible, SizaoError
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.detect.linelist import queries
from sizao.detect.linelist.facts import LineListChanged
from sizao.detect.linelist.models import Change, Record
from sizao.detect.linelist.rules import (
    LONGEST_REASON,
    Origin,
    Said,
    Status,
    episode_of,
    groups_of,
    problems_of,
    problems_of_diagnosis,
)
from sizao.epi import diseases
from sizao.registry.roster import queries as roster


class NothingToChange(SizaoError):
    """The illness already stands as asked for."""

    code = "nothing_to_change"
    message = "已是这个诊断，不用再登记"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """A disease by its key and how sure it is; both empty when there is no diagnosis."""

    disease: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Presented:
    """An illness as it came to the clinic.

    onset_at: the moment, where the hour is known. is_new: the doctor says that it is another illness than the last one.
    """

    said: Said
    diagnosed: Diagnosed = Diagnosed()
    onset_at: dt.datetime | None = None
    is_hospitalised: bool = False
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class IllnessKey:
    """One illness of one person."""

    school_id: int
    person_id: uuid.UUID
    episode: int

    def __str__(self) -> str:
        return f"{self.person_id}/{self.episode}"


@use_case("linelist.record.registered", permission="linelist.complete", on="school_id")
def register_illness(
    *, actor: Actor, now: dt.datetime, school_id: int, person_id: uuid.UUID, presented: Presented,
    request_id: uuid.UUID | None = None,
) -> Record:  # fmt: skip
    """Register an illness that came to the clinic, by telephone or from a hospital; of a pupil or of staff.

    request_id: of the form; sent twice, it writes once. raises: Invalid, NotVisible.
    """
    said, diagnosed, today = presented.said, presented.diagnosed, clock.school_date(now)
    problems = problems_of(said, disease=diagnosed.disease, status=diagnosed.status, known=diseases.BY_KEY, today=today)
    if problems or said.onset_date is None:
        raise Invalid(problems)
    roster.get_person(actor, school_id=school_id, person_id=person_id)
    key = request_id or new_id(now)
    known = Record.objects.visible_to(actor).filter(school_id=school_id, id=key).first()
    if known is not None:
        usecase.unrecorded("the same form was sent before")
        return known
    person = (school_id, person_id)
    where = queries.list_whereabouts({(person, today)}).get((person, today))
    made = _record(presented, where, today)
    made.school_id, made.id, made.person_id = school_id, key, person_id
    latest = queries.latest_of({person}).get(person)
    made.episode = episode_of(latest, onset=said.onset_date, day=today, is_new=presented.is_new)
    made.recorded_at, made.recorded_by = now, actor.user_id
    made.save(force_insert=True)
    usecase.touch(school_id=school_id, kind="linelist.record", id=made.id, fields=("symptoms", "disease"))
    usecase.announce(LineListChanged(school_id, now))
    return made


def _record(presented: Presented, where: queries.Whereabouts | None, today: dt.date) -> Record:
    said, diagnosed = presented.said, presented.diagnosed
    return Record(
        origin=Origin.CLINIC, day=today, group_id=(where.class_id or where.department_id) if where else None,
        class_id=where.class_id if where else None, room_id=where.room_id if where else None,
        is_staff=where.is_staff if where else False, onset_at=presented.onset_at, onset_date=said.onset_date,
        symptoms=list(said.symptoms), groups=groups_of(said.symptoms), temperature_celsius=said.temperature_celsius,
        severe_signs=list(said.severe_signs), exposure=said.exposure, disease=diagnosed.disease,
        disease_status=diagnosed.status, is_hospitalised=presented.is_hospitalised, digest=said.digest(),
    )  # fmt: skip


@use_case("linelist.case.changed", permission="linelist.complete")
def change_case(
    *, actor: Actor, now: dt.datetime, illness: IllnessKey, status: str, disease: str = "", reason: str = ""
) -> Change:
    """Write a diagnosis, another one, or its exclusion onto an illness; what was said before stays.

    disease: key; empty keeps the one that stands. raises: NotVisible, Invalid, NothingToChange.
    """
    found = _get(actor, illness)
    named = disease or found.disease
    problems = problems_of_diagnosis(named, status, diseases.BY_KEY) if status != Status.EXCLUDED else []
    if status == Status.EXCLUDED and not reason.strip():
        problems.append(FieldProblem("reason", "排除要写原因"))
    if len(reason) > LONGEST_REASON:
        problems.append(FieldProblem("reason", "原因最多{most}字", {"most": LONGEST_REASON}))
    if problems:
        raise Invalid(problems)
    if (named, status) == (found.disease, found.status):
        raise NothingToChange()
    made = Change(
        school_id=illness.school_id, id=new_id(now), person_id=illness.person_id, episode=illness.episode,
        status=status, disease=disease, reason=reason, changed_at=now, changed_by=actor.user_id,
    )  # fmt: skip
    made.save(force_insert=True)
    usecase.touch(school_id=illness.school_id, kind="linelist.case", id=illness, fields=("status", "disease"))
    usecase.announce(LineListChanged(illness.school_id, now))
    return made


@use_case("linelist.illness.ended", permission="linelist.complete")
def record_recovery(*, actor: Actor, now: dt.datetime, illness: IllnessKey, recovered_at: dt.datetime) -> None:
    """Write when an illness ended: symptoms gone and temperature normal.

    raises: NotVisible, Invalid.
    """
    found = _get(actor, illness)
    if recovered_at > now or clock.school_date(recovered_at) < found.onset_date:
        raise Invalid([FieldProblem("recovered_at", "痊愈时间在发病之后、现在之前")])
    latest = _standing(actor, illness).order_by("-recorded_at", "-id").first()
    if latest is None:
        raise NotVisible()
    latest.recovered_at = recovered_at
    latest.save(update_fields=["recovered_at"])
    usecase.touch(school_id=illness.school_id, kind="linelist.case", id=illness, fields=("recovered_at",))
    usecase.announce(LineListChanged(illness.school_id, now))


@use_case("linelist.record.withdrawn", permission="linelist.complete")
def withdraw_illness(*, actor: Actor, now: dt.datetime, illness: IllnessKey, reason: str) -> int:
    """Take back what the clinic registered by mistake; what a report says is taken back by correcting the report.

    returns: number of records withdrawn. raises: NotVisible, Invalid, NothingToChange.
    """
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Invalid([FieldProblem("reason", "撤回要写原因，最多{most}字", {"most": LONGEST_REASON})])
    _get(actor, illness)
    rows = list(_standing(actor, illness).filter(origin=Origin.CLINIC))
    if not rows:
        raise NothingToChange()
    for row in rows:
        row.withdrawn_at = now
    Record.objects.visible_to(actor).bulk_update(rows, ["withdrawn_at"])
    usecase.touch(
        school_id=illness.school_id, kind="linelist.record", id=illness, fields=("withdrawn_at",), purpose=reason
    )  # fmt: skip
    usecase.announce(LineListChanged(illness.school_id, now))
    return len(rows)


def _get(actor: Actor, illness: IllnessKey) -> queries.Illness:
    """Give an illness that the actor may complete. raises: NotVisible, Forbidden."""
    actor.require("linelist.complete", unit_by_id(illness.school_id))
    found = queries.find_illness(
        actor, school_id=illness.school_id, person_id=illness.person_id, episode=illness.episode
    )
    if found is None:
        raise NotVisible()
    return found


def _standing(actor: Actor, illness: IllnessKey) -> QuerySet[Record]:
    return Record.objects.visible_to(actor).filter(
        school_id=illness.school_id, person_id=illness.person_id, episode=illness.episode, withdrawn_at__isnull=True
    )
