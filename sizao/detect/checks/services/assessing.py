"""The school doctor's word on an entry; the teacher's entry stays as it was."""

import datetime as dt
import uuid
from decimal import Decimal

from sizao.core import usecase
from sizao.core.actor import Actor
from sizao.core.errors import FieldProblem, Invalid, NotVisible
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.detect.checks.facts import EntryAssessed
from sizao.detect.checks.models import CheckEntry, EntryAssessment
from sizao.detect.checks.rules import Disposition, Symptom, Verdict


@use_case("checks.entry.assessed", permission="checks.assess", on="school_id")
def assess_entry(
    *,
    actor: Actor,
    now: dt.datetime,
    school_id: int,
    day: dt.date,
    entry_id: uuid.UUID,
    verdict: str,
    disposition: str = "",
    symptoms: tuple[str, ...] = (),
    temperature_celsius: Decimal | None = None,
    note: str = "",
) -> EntryAssessment:
    """Confirm, change or dismiss an entry and record what was done with the pupil; both versions stay.

    raises: NotVisible, Invalid.
    """
    entry = CheckEntry.objects.visible_to(actor).filter(school_id=school_id, day=day, id=entry_id).first()
    if entry is None:
        raise NotVisible()
    _refuse_bad(verdict, disposition, symptoms)
    changed = verdict == Verdict.CHANGED
    made = EntryAssessment(
        school_id=school_id,
        day=day,
        id=new_id(now),
        check_id=entry.check_id,
        entry_id=entry.id,
        group_id=entry.group_id,
        person_id=entry.person_id,
        verdict=verdict,
        disposition=disposition,
        symptoms=list(symptoms) if changed else entry.symptoms,
        temperature_celsius=temperature_celsius if changed else entry.temperature_celsius,
        temperature_site=entry.temperature_site,
        onset_date=entry.onset_date,
        severe_signs=entry.severe_signs,
        note=note,
        assessed_at=now,
        assessed_by=actor.user_id,
    )
    made.save(force_insert=True)
    usecase.touch(school_id=school_id, kind="checks.entry", id=entry.id, fields=("verdict", "disposition"))
    usecase.announce(
        EntryAssessed(school_id, entry.id, entry.check_id, entry.person_id, entry.group_id, day, verdict, disposition)
    )
    return made


def _refuse_bad(verdict: str, disposition: str, symptoms: tuple[str, ...]) -> None:
    problems = []
    if verdict not in Verdict.values():
        problems.append(FieldProblem("verdict", "选属实、更改或排除", value=verdict))
    if disposition and disposition not in Disposition.values():
        problems.append(FieldProblem("disposition", "不认识的选项：{code}", {"code": disposition}))
    if verdict == Verdict.CHANGED and not symptoms:
        problems.append(FieldProblem("symptoms", "更改要选症状，没有症状选排除"))
    if any(code not in Symptom.values() for code in symptoms):
        problems.append(FieldProblem("symptoms", "不认识的选项：{code}", {"code": ",".join(symptoms)}))
    if problems:
        raise Invalid(problems)
