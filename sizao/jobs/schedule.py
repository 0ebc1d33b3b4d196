"""The one timetable: ticks by seconds, jobs by the clock."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from sizao.core import clock, dispatch, escalate, facts, partitions, rotation
from sizao.core.actor import Actor
from sizao.core.audit import seal
from sizao.core.files import services as files
from sizao.core.models import OutboxFact
from sizao.core.notify import delivery
from sizao.core.robots import delivering as robots
from sizao.core.tasks import reminders
from sizao.core.work import services as long_work
from sizao.detect.checks import jobs as check_jobs
from sizao.detect.checks import services as checks
from sizao.detect.concerns import services as concerns
from sizao.detect.journeys import jobs as journey_jobs
from sizao.detect.statistics import jobs as statistic_jobs
from sizao.oversee.quality import jobs as quality_jobs
from sizao.oversee.retention import jobs as retention
from sizao.prepare.hygiene import jobs as hygiene_jobs
from sizao.prepare.plans import jobs as plan_jobs
from sizao.registry.accounts import jobs as account_jobs
from sizao.registry.changes import jobs as change_jobs
from sizao.registry.communities import services as communities
from sizao.registry.grids import services as grids
from sizao.registry.imports import jobs as import_jobs
from sizao.registry.levels import services as levels
from sizao.report.chasing import jobs as chasing_jobs
from sizao.report.daily import services as daily

WORKER = Actor.system("worker")
# Partitions are kept so far ahead and looked for every night.
PARTITIONS_AHEAD_DAYS = 100
OUTBOX_KEPT_DAYS = 14


@dataclass(frozen=True, slots=True)
class Tick:
    """Work done again and again by one thread, `every_seconds` after the last time; at once when more waits.

    run: does a part and tells whether more waits. A pause under load is not lost time: what comes in meanwhile is done
    together, and costs a tenth of what it costs one by one.
    """

    name: str
    every_seconds: float
    run: Callable[[dt.datetime], bool]


@dataclass(frozen=True, slots=True)
class Timed:
    """A job of the queue, by cron in Shanghai time; the queue makes sure that one worker runs it, once."""

    name: str
    cron: str
    run: Callable[[dt.datetime], object]


def _tell(now: dt.datetime) -> bool:
    """Tell what waits; what the handlers announce in turn is told at once: a report becomes a signal in two steps."""
    before = facts.announced_count()
    return dispatch.dispatch(now=now) >= dispatch.BATCH or facts.announced_count() > before


def _fold(now: dt.datetime) -> bool:
    return checks.fold(actor=WORKER, now=now) >= checks.FOLD_BATCH


def _open(now: dt.datetime) -> bool:
    change_jobs.apply_due(now)
    made = checks.open_slots(actor=WORKER, now=now, day=clock.school_date(now))
    if made:
        daily.prepare_returns(actor=WORKER, now=now, day=clock.school_date(now))
    return False


def _seal(now: dt.datetime) -> bool:
    seal.seal(now=now)
    return False


def _deliver(now: dt.datetime) -> bool:
    delivery.deliver(now=now)
    return False


def _tell_groups(now: dt.datetime) -> int:
    robots.deliver(now=now)
    return 0


def _remind(now: dt.datetime) -> None:
    check_jobs.tell_opened(now)
    check_jobs.remind_missing(now)
    chasing_jobs.chase(now)
    reminders.remind_due(now=now)
    long_work.end_dead(actor=WORKER, now=now)


def _make_partitions(now: dt.datetime) -> None:
    """Make the partitions of the coming months and drop the outbox's delivered days, as the owner."""
    today = clock.school_date(now)
    with partitions.owner_connection() as owner:
        partitions.ensure_partitions(
            owner, first=today, latest=today + dt.timedelta(days=PARTITIONS_AHEAD_DAYS),
            app_role=settings.SIZAO_APP_ROLE,
        )  # fmt: skip
        if dispatch.waiting_count() == 0:
            before = today - dt.timedelta(days=OUTBOX_KEPT_DAYS)
            partitions.drop_partitions(owner, model=OutboxFact, before=before)


def _turn_keys(now: dt.datetime) -> None:
    """Go on with a turn of the keys, until the older ones may go; nothing when none is under way."""
    if rotation.is_under_way():
        with partitions.owner_connection() as owner:
            rotation.turn(owner, now=now)


def _clear(now: dt.datetime) -> None:
    account_jobs.clear_expired(now)
    files.delete_expired(actor=WORKER, now=now)
    import_jobs.clear_imports(now)


TICKS = (
    Tick("facts", 0.5, _tell),
    Tick("fold", 1.5, _fold),
    Tick("seal", 3.0, _seal),
    Tick("slots", 15.0, _open),
    Tick("notices", 2.0, _deliver),
    Tick("robots", 3.0, _tell_groups),
)

TIMED = (
    Timed("reminders", "* * * * *", _remind),
    Timed("escalation", "*/5 * * * *", lambda now: escalate.run(now=now)),
    Timed("partitions", "30 2 * * *", _make_partitions),
    Timed("retention", "50 3 * * *", retention.delete_due),
    Timed("keys", "15 3 * * *", _turn_keys),
    Timed("levels", "*/10 * * * *", lambda now: levels.expire_responses(actor=WORKER, now=now)),
    Timed("grids", "40 3 * * *", lambda now: grids.count_gaps(actor=WORKER, now=now)),
    Timed("concerns", "*/10 * * * *", lambda now: concerns.settle_answers(actor=WORKER, now=now)),
    Timed("communities", "20 6 * * *", lambda now: communities.remind_overdue(actor=WORKER, now=now)),
    Timed("key_dates", "*/10 * * * *", plan_jobs.open_duties),
    Timed("hygiene", "*/10 * * * *", hygiene_jobs.remind),
    Timed("journeys", "40 6 * * *", journey_jobs.open_follow_ups),
    Timed("clearing", "15 * * * *", _clear),
    Timed("statistics_today", "25 7-18 * * *", statistic_jobs.judge_all),
    Timed("statistics", "10 22 * * *", statistic_jobs.judge_night),
    Timed("quality", "20 3 * * 1", quality_jobs.ask),
)
