"""What `/today/` says about the calendar: national days that are needed soon and not known."""

import datetime as dt

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.pages import Card
from sizao.registry.policies import queries

WARNED_ROLES = ("ADMINISTRATOR", "PROVINCE_OFFICER")


def today(*, actor: Actor, now: dt.datetime) -> list[Card]:
    """Warn administrators and the province, from October on, while next year's days are missing."""
    if not any(grant.role in WARNED_ROLES for grant in actor.grants):
        return []
    missing = queries.list_missing_years(clock.school_date(now))
    if not missing:
        return []
    years = "、".join(str(year) for year in missing)
    return [Card("policies/_card_missing.html", {"years": years, "may_import": queries.may_import(actor)}, order=8)]
