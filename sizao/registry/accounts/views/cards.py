"""What `/today/` says about one's own account."""

import datetime as dt

from sizao.core.actor import Actor
from sizao.core.pages import Card
from sizao.registry.accounts import queries
from sizao.registry.accounts.rules import SECOND_FACTOR_ROLES


def today(*, actor: Actor, now: dt.datetime) -> list[Card]:
    """Remind those whose posts ask for a second factor and who have none yet."""
    if SECOND_FACTOR_ROLES.isdisjoint(grant.role for grant in actor.grants):
        return []
    due = queries.find_device_deadline(actor.user_id)
    return [Card("accounts/_device_card.html", {"due": due}, order=5)] if due is not None else []
