"""React to changes of the line list: judge the schools they happened in."""

import datetime as dt
from collections.abc import Sequence

from sizao.core.actor import Actor
from sizao.detect.linelist.facts import LineListChanged
from sizao.detect.signals import services

JOB = Actor.system("signals: the line list changed")


def judge(facts: Sequence[LineListChanged], *, now: dt.datetime) -> None:
    """Judge the schools whose line list changed."""
    services.judge_schools(actor=JOB, now=now, schools={fact.school_id for fact in facts})
