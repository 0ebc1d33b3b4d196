"""Scheduled functions of imports."""

import datetime as dt

from sizao.core.actor import Actor
from sizao.registry.imports import services

JOB = Actor.system("roster: left-over imports")


def clear_imports(now: dt.datetime) -> None:
    """Discard imports nobody came back to and forget what can no longer be undone; once an hour."""
    services.clear_imports(actor=JOB, now=now)
