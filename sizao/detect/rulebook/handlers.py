"""Tell those who may approve a change that it waits for them, and who put it forward how it was decided."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.urls import reverse

from sizao.core import clock
from sizao.core.actor import units_by_id
from sizao.core.notify import services as notify
from sizao.core.notify.services import About, Done, Message, Person
from sizao.core.notify.templates import Param, Template
from sizao.detect.rulebook.facts import ChangeDecided, ChangeProposed
from sizao.detect.rulebook.rules import LOOP, PROPOSERS
from sizao.registry.accounts import queries as accounts

PROPOSED = Template(
    "rulebook.proposed", "{unit}有一项规则变动待批准，{day}起执行。", {"unit": Param.UNIT, "day": Param.DAY}
)
# A draft that is withdrawn, or a change that is ended later, is nobody's decision to wait for.
TOLD = ("APPROVED", "REFUSED")
DECIDED = Template(
    "rulebook.decided", "{unit}的规则变动{decision}。", {"unit": Param.UNIT, "decision": Param.WORD},
    words=tuple(LOOP.states[one] for one in TOLD),
)  # fmt: skip
TEMPLATES = (PROPOSED, DECIDED)


def tell_proposed(facts: Sequence[ChangeProposed], *, now: dt.datetime) -> None:
    """Tell the other persons of the office who may approve; who put it forward may not, and is not told."""
    offices = units_by_id({fact.school_id for fact in facts})
    holders = accounts.list_holders(unit_ids=offices, roles=PROPOSERS, on=clock.school_date(now))
    messages = []
    for fact in facts:
        others = {one.user_id for one in holders if one.unit_id == fact.school_id} - {fact.proposed_by}
        if fact.school_id in offices:
            to = tuple(Person(one, fact.school_id) for one in sorted(others))
            parts = {"unit": offices[fact.school_id].name, "day": fact.starts_on}
            messages.append(Message(PROPOSED, to, _about(fact.change_id), parts, dedupe=str(fact.change_id)))
    notify.send_many(messages, now=now)


def tell_decided(facts: Sequence[ChangeDecided], *, now: dt.datetime) -> None:
    """Tell who put a change forward, unless they ended it themselves; nobody needs to be asked any more."""
    offices = units_by_id({fact.school_id for fact in facts})
    messages = [
        Message(
            DECIDED, (Person(fact.proposed_by, fact.school_id),), _about(fact.change_id),
            {"unit": offices[fact.school_id].name, "decision": LOOP.states[fact.decision]},
            dedupe=f"{fact.change_id}.{fact.decision}",
        )
        for fact in facts
        if fact.decision in TOLD and fact.proposed_by not in (None, fact.decided_by) and fact.school_id in offices
    ]  # fmt: skip
    notify.send_many(messages, now=now)
    done = [
        Done(fact.school_id, clock.school_date(fact.proposed_at), _about(fact.change_id).id)
        for fact in facts
        if fact.proposed_at is not None
    ]
    notify.settle_many(done, templates=[PROPOSED], now=now)


def _about(change_id: uuid.UUID) -> About:
    return About(f"rulebook.change:{change_id}", reverse("rulebook:change", args=[change_id]))
