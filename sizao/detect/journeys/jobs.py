"""Look every morning who has been in an area at risk by now: stays that were told ahead come true."""

import datetime as dt

from sizao.core.actor import Actor
from sizao.detect.journeys import services

JOB = Actor.system("journeys: every morning")


def open_follow_ups(now: dt.datetime) -> None:
    """Open what is to be followed up; what is open stays."""
    services.open_follow_ups(actor=JOB, now=now)
