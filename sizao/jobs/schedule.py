"""The one timetable: ticks by seconds, jobs by the clock."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sizao.core import clock, dispatch
from sizao.core.actor import Actor
from sizao.core.audit import seal
from sizao.detect.checks import services as checks
from sizao.report.daily import services as daily

WORKER = Actor.system("worker")


@dataclass(frozen=True, slots=True)
class Tick:
    """Work done again and again by one thread, `every_seconds` after the last time; at once while it finds any."""

    name: str
    every_seconds: float
    run: Callable[[dt.datetime], int]


@dataclass(frozen=True, slots=True)
class Timed:
    """A job of the queue, by cron in Shanghai time."""

    name: str
    cron: str
    run: Callable[[dt.datetime], object]


def _fold(now: dt.datetime) -> int:
    return checks.fold(actor=WORKER, now=now)


def _open(now: dt.datetime) -> int:
    made = checks.open_slots(actor=WORKER, now=now, day=clock.school_date(now))
    if made:
        daily.prepare_returns(actor=WORKER, now=now, day=clock.school_date(now))
    return 0


TICKS = (
    Tick("facts", 0.4, lambda now: dispatch.dispatch(now=now)),
    Tick("fold", 1.0, _fold),
    Tick("seal", 3.0, lambda now: seal.seal(now=now) and 0),
    Tick("slots", 15.0, _open),
)

TIMED: tuple[Timed, ...] = ()
