"""Scheduled functions of hygiene."""

import datetime as dt

from sizao.core.actor import Actor
from sizao.prepare.hygiene import services

JOB = Actor.system("hygiene")


def remind(now: dt.datetime) -> int:
    """Remind of what is not recorded once the hour of the register has passed."""
    return services.remind_missing(actor=JOB, now=now)
