"""The hourly and the nightly look at all counties."""

import datetime as dt
import logging

from sizao.core.actor import Actor
from sizao.detect.signals import services
from sizao.registry.orgs import queries as orgs

JOB = Actor.system("signals: statistics")
log = logging.getLogger("sizao.signals")


def judge_counties(now: dt.datetime) -> int:
    """Judge county by county what has been reported so far; one that fails stops no other.

    returns: number of signals raised, joined or closed.
    """
    changed = 0
    for county_id in orgs.list_county_ids():
        try:
            changed += services.judge_statistics(actor=JOB, now=now, county_id=county_id)
        except Exception:
            log.exception("statistics of county %s failed", county_id)
    return changed
