"""React to reports and to the doctor's word on an entry: the line list follows."""

import datetime as dt
from collections.abc import Sequence

from sizao.core.actor import Actor
from sizao.detect.checks.facts import CheckSubmitted, EntryAssessed
from sizao.detect.linelist import queries, services

JOB = Actor.system("linelist: reports follow")


def follow_reports(facts: Sequence[CheckSubmitted], *, now: dt.datetime) -> None:
    """Follow the reports that name ill persons, correct earlier ones or say that somebody is well again."""
    slots = {
        queries.SlotKey(fact.school_id, fact.day, fact.group_id, fact.session)
        for fact in facts
        if fact.ill or fact.version > 1 or fact.is_withdrawn
    }
    well = [services.Well((fact.school_id, person), now) for fact in facts for person in fact.recovered]
    if slots or well:
        services.follow_reports(actor=JOB, now=now, slots=slots, well=well)


def follow_assessments(facts: Sequence[EntryAssessed], *, now: dt.datetime) -> None:
    """Follow what the doctor confirmed, changed or dismissed."""
    keys = {(fact.school_id, fact.check_id) for fact in facts}
    services.follow_reports(actor=JOB, now=now, slots=queries.list_slot_keys(keys))
