"""Scheduled functions of the checks."""

import datetime as dt

from sizao.core.actor import Actor
from sizao.detect.checks.services import reminding

JOB = Actor.system("checks: reminders")


def tell_opened(now: dt.datetime) -> int:
    """Tell those who report that a session has opened."""
    return reminding.tell_opened(actor=JOB, now=now)


def remind_missing(now: dt.datetime) -> int:
    """Remind those who have not reported, before the cut-off."""
    return reminding.remind_missing(actor=JOB, now=now)
