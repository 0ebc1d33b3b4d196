"""Scheduled functions of accounts."""

import datetime as dt

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.registry.accounts import services

JOB = Actor.system("accounts: expired sign-ins")


def clear_expired(now: dt.datetime) -> None:
    """Drop counted tries and sessions that ended long ago; once a night."""
    services.clear_expired(actor=JOB, now=now, machine_now=clock.machine_now())
