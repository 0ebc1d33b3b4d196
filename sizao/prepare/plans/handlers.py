"""Let the tasks of key dates follow what was changed."""

import datetime as dt
from collections.abc import Sequence

from sizao.core.actor import Actor
from sizao.prepare.plans import services
from sizao.prepare.plans.facts import KeyDateChanged

JOB = Actor.system("plans: duties of key dates")


def on_date_changed(facts: Sequence[KeyDateChanged], *, now: dt.datetime) -> None:
    """Take back what no longer holds, then open what is near."""
    services.take_back_duties(actor=JOB, now=now, changed=facts)
    services.open_duties(actor=JOB, now=now)
