"""Let the tasks of schools follow what is at risk and where people were; bring two same questions together."""

import datetime as dt
from collections.abc import Sequence

from sizao.core.actor import Actor
from sizao.detect.journeys import services
from sizao.detect.journeys.facts import AnswersGiven, CollectionOpened, RiskChanged

JOB = Actor.system("journeys: who is followed up")


def on_collection_opened(facts: Sequence[CollectionOpened], *, now: dt.datetime) -> None:
    """Take over what units below ask of the same days."""
    for fact in facts:
        services.adopt_answers(actor=JOB, now=now, collection_id=fact.collection_id)


def on_answers(facts: Sequence[AnswersGiven], *, now: dt.datetime) -> None:
    """Look at the schools of these answers."""
    services.open_follow_ups(actor=JOB, now=now, school_ids=sorted({fact.school_id for fact in facts}))


def on_risk_changed(facts: Sequence[RiskChanged], *, now: dt.datetime) -> None:
    """Look at all schools under the offices of these areas."""
    services.take_back_follow_ups(actor=JOB, now=now, risk_ids=[one.risk_id for one in facts if one.is_withdrawn])
    services.open_follow_ups(actor=JOB, now=now, risk_ids=[one.risk_id for one in facts if not one.is_withdrawn])
