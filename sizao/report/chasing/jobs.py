"""Scheduled functions of chasing."""

import datetime as dt

from sizao.core.actor import Actor
from sizao.report.chasing import services

JOB = Actor.system("chasing")


def chase(now: dt.datetime) -> int:
    """Tell groups, schools and the offices above who missed a cut-off; each rung once."""
    return services.tell_missed(actor=JOB, now=now) + services.climb_ladder(actor=JOB, now=now)
