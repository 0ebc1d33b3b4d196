"""The nightly run."""

import datetime as dt

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.retention import Line
from sizao.oversee.retention import services

JOB = Actor.system("retention")


def delete_due(now: dt.datetime) -> list[Line]:
    """Delete what is past its time, then count what the next night deletes, for the page."""
    models = services.begin_run(actor=JOB, now=now)
    lines = [services.clear_table(actor=JOB, now=now, model=model) for model in models]
    services.count_due(actor=JOB, now=now, day=clock.school_date(now) + dt.timedelta(days=1))
    return lines
