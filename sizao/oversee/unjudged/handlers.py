"""Tell the office above of what nobody at a school may judge, without a word of it."""

import datetime as dt
from collections.abc import Sequence

from sizao.core.actor import units_by_id
from sizao.core.converters import Key
from sizao.core.notify import services as notify
from sizao.core.notify.templates import Param, Template
from sizao.detect.concerns.facts import ConcernReceived, ConcernTaken
from sizao.oversee.unjudged import queries
from sizao.registry.orgs import queries as orgs

RECEIVED = Template("unjudged.received", "{unit}有一件情况反映本校无人可办，由上级办理。", {"unit": Param.UNIT})
RECIPIENTS = ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER")


def tell(facts: Sequence[ConcernReceived], *, now: dt.datetime) -> None:
    """Send one notice a concern to the officers of the office directly above its school."""
    offices = queries.offices_to_tell([(fact.school_id, fact.concern_id) for fact in facts], now=now)
    schools = units_by_id({school for school, _ in offices})
    messages = []
    for (school, concern), office in offices.items():
        about = notify.About(f"unjudged:{concern}", f"/unjudged/{Key(school, concern)}/")
        to, parts = (notify.role_at(office, *RECIPIENTS),), {"unit": schools[school].name}
        messages.append(notify.Message(RECEIVED, to, about, parts, dedupe=about.id))
    notify.send_many(messages, now=now)


def settle_notices(facts: Sequence[ConcernTaken], *, now: dt.datetime) -> None:
    """Let no badge ask for what somebody judges, at the school or above it."""
    offices = {school: orgs.next_office(school) for school in {fact.school_id for fact in facts}}
    done = [
        notify.Done(office.id, fact.received_on, f"unjudged:{fact.concern_id}")
        for fact in facts
        if (office := offices[fact.school_id]) is not None
    ]
    notify.settle_many(done, templates=[RECEIVED], now=now)
