"""Let planned changes take effect on their day, before anything of the day is opened."""

import datetime as dt

from django.utils.translation import override

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.errors import SizaoError
from sizao.registry.changes import queries, services

JOB = Actor.system("unit changes")


def apply_due(now: dt.datetime) -> int:
    """Apply what is due, each change in its own transaction; one that meets an obstacle waits a day and says so.

    returns: number of changes that took effect.
    """
    applied = 0
    for change_id in queries.list_due(clock.school_date(now)):
        try:
            services.apply_change(actor=JOB, now=now, change_id=change_id)
            applied += 1
        except SizaoError as refusal:
            with override("zh-hans"):
                words = "；".join(one.text() for one in refusal.problems) or refusal.text()
            services.postpone_change(actor=JOB, now=now, change_id=change_id, obstacle=words)
    return applied
