"""The weekly look at all counties."""

import datetime as dt

from sizao.core.actor import Actor
from sizao.oversee.quality import services
from sizao.registry.orgs import queries as orgs

JOB = Actor.system("quality: weekly questions")


def ask(now: dt.datetime) -> int:
    """Ask county by county; one that fails stops no other only by being tried again next week."""
    return sum(services.ask_questions(actor=JOB, now=now, county_id=county) for county in orgs.list_county_ids())
