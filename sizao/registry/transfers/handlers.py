"""Tell both schools how a transfer goes."""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse

from sizao.core.actor import units_by_id
from sizao.core.converters import Key
from sizao.core.notify import services as notify
from sizao.core.notify.templates import Param, Template
from sizao.registry.transfers.facts import TransferStepped
from sizao.registry.transfers.models import TRANSFER_LOOP

TOLD = Template(
    "roster.transfer", "转学{state}，对方学校：{unit}。", {"state": Param.WORD, "unit": Param.UNIT},
    words=tuple(TRANSFER_LOOP.states.values()),
)  # fmt: skip
TEMPLATES = (TOLD,)
KEEPERS = ("EPIDEMIC_REPORTER", "ADMINISTRATOR")


def on_transfer(facts: Sequence[TransferStepped], *, now: dt.datetime) -> None:
    """Tell the school that has to decide, or the one that asked."""
    schools = units_by_id({one for fact in facts for one in (fact.school_id, fact.from_school_id)})
    messages = []
    for fact in facts:
        is_news_for_receiver = fact.state in ("REQUESTED", "WITHDRAWN")
        to, other = (fact.school_id, fact.from_school_id)[:: 1 if is_news_for_receiver else -1]
        about = notify.About(
            f"roster.transfer.{fact.transfer_id}",
            reverse("transfers:transfer", args=[Key(fact.school_id, fact.transfer_id)]),
        )
        parts = {"state": TRANSFER_LOOP.states[fact.state], "unit": schools[other].name}
        address = (notify.role_at(to, *KEEPERS),)
        messages.append(notify.Message(TOLD, address, about, parts, dedupe=f"{fact.transfer_id}.{fact.state}"))
    notify.send_many(messages, now=now)
