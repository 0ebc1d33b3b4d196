"""Open the duties of key dates that have come near."""

import datetime as dt

from sizao.core.actor import Actor
from sizao.prepare.plans import services

JOB = Actor.system("plans: duties that come due")


def open_duties(now: dt.datetime) -> None:
    """Open what is due today; nothing happens when it is open already."""
    services.open_duties(actor=JOB, now=now)
