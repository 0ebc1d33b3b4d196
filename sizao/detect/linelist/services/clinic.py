"""What the school doctor adds to the line list: an illness no report named, a diagnosis, its exclusion, the end."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sizao.core import clock, usecase
from sizao.core.actor import Actor
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


@use_case("linelist.record.registered", permission="linelist.complete", on="school_id")
def register_illness(
    *, actor: Actor, now: dt.datetime, school_id: int, person_id: uuid.UUID, said: Said,
    diagnosed: Diagnosed | None = None, onset_at: dt.datetime | None = None, is_hospitalised: bool = False,
    request_id: uuid.UUID | None = None,
) -> Record:  # fmt: skip
    """Register an illness that came to the clinic, by telephone or from a hospital; of a pupil or of staff.

    onset_at: the moment, where the hour is known. request_id: of the form; sent twice, it writes once.
    raises: Invalid, NotVisible.
    """
    diagnosed = diagnosed or Diagnosed()
    today = clock.school_date(now)
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
    where = roster.list_whereabouts({(person, today)}).get((person, today))
    made = Record(
        school_id=school_id, id=key, person_id=person_id,
        episode=episode_of(queries.latest_of({person}).get(person), onset=said.onset_date, day=today),
        origin=Origin.CLINIC, day=today, group_id=(where.class_id or where.department_id) if where else None,
        class_id=where.class_id if where else None, room_id=where.room_id if where else None,
        is_staff=where.is_staff if where else False, onset_at=onset_at, onset_date=said.onset_date,
        symptoms=list(said.symptoms), groups=groups_of(said.symptoms), temperature_celsius=said.temperature_celsius,
        severe_signs=list(said.severe_signs), exposure=said.exposure, disease=diagnosed.disease,
        disease_status=diagnosed.status, is_hospitalised=is_hospitalised, recorded_at=now,
        recorded_by=actor.user_id, digest=said.digest(),
    )  # fmt: skip
    made.save(force_insert=True)
    usecase.touch(school_id=school_id, kind="linelist.record", id=made.id, fields=("symptoms", "disease"))
    usecase.announce(LineListChanged(school_id, now))
    return made


@use_case("linelist.case.changed", permission="linelist.complete", on="school_id")
def change_case(
    *, actor: Actor, now: dt.datetime, school_id: int, person_id: uuid.UUID, episode: int,
    status: str, disease: str = "", reason: str = "",
) -> Change:  # fmt: skip
    """Write a diagnosis, another one, or its exclusion onto an illness; what was said before stays.

    disease: key; empty keeps the one that stands. raises: NotVisible, Invalid, NothingToChange.
    """
    illness = queries.find_illness(actor, school_id=school_id, person_id=person_id, episode=episode)
    if illness is None:
        raise NotVisible()
    named = disease or illness.disease
    problems = problems_of_diagnosis(named, status, diseases.BY_KEY) if status != Status.EXCLUDED else []
    if status == Status.EXCLUDED and not reason.strip():
        problems.append(FieldProblem("reason", "排除要写原因"))
    if len(reason) > LONGEST_REASON:
        problems.append(FieldProblem("reason", "原因最多{most}字", {"most": LONGEST_REASON}))
    if problems:
        raise Invalid(problems)
    if (named, status) == (illness.disease, illness.status):
        raise NothingToChange()
    made = Change(
        school_id=school_id, id=new_id(now), person_id=person_id, episode=episode, status=status, disease=disease,
        reason=reason, changed_at=now, changed_by=actor.user_id,
    )  # fmt: skip
    made.save(force_insert=True)
    usecase.touch(school_id=school_id, kind="linelist.case", id=f"{person_id}/{episode}", fields=("status", "disease"))
    usecase.announce(LineListChanged(school_id, now))
    return made


@use_case("linelist.illness.ended", permission="linelist.complete", on="school_id")
def record_recovery(
    *, actor: Actor, now: dt.datetime, school_id: int, person_id: uuid.UUID, episode: int, recovered_at: dt.datetime
) -> None:
    """Write when an illness ended: symptoms gone and temperature normal.

    raises: NotVisible, Invalid.
    """
    illness = queries.find_illness(actor, school_id=school_id, person_id=person_id, episode=episode)
    if illness is None:
        raise NotVisible()
    if recovered_at > now or clock.school_date(recovered_at) < illness.onset_date:
        raise Invalid([FieldProblem("recovered_at", "痊愈时间在发病之后、现在之前")])
    rows = Record.objects.visible_to(actor).filter(
        school_id=school_id, person_id=person_id, episode=episode, withdrawn_at__isnull=True
    )
    latest = rows.order_by("-recorded_at", "-id").first()
    if latest is None:
        raise NotVisible()
    latest.recovered_at = recovered_at
    latest.save(update_fields=["recovered_at"])
    usecase.touch(school_id=school_id, kind="linelist.case", id=f"{person_id}/{episode}", fields=("recovered_at",))
    usecase.announce(LineListChanged(school_id, now))
