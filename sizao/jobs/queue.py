"""Put the timed jobs into the queue in the database: each due minute is run once, by one worker."""

import asyncio
import functools
import logging
import os
import uuid
from typing import Any

from procrastinate.contrib.django import app

from sizao.core import clock
from sizao.core.work import running
from sizao.core.work import services as work_services
from sizao.jobs import schedule

log = logging.getLogger("sizao.jobs")
# Long work waits for the database as much as it reckons; each piece holds two connections.
LONG_AT_ONCE = max(2, min(4, os.cpu_count() or 1))


def _run(timed: schedule.Timed, timestamp: int) -> None:
    """Run one timed job with the installation's own time; the queue's timestamp only names the occurrence."""
    timed.run(clock.now())


def _run_long(school_id: int, work_id: str) -> None:
    """Run one piece of long work."""
    running.run(school_id, uuid.UUID(work_id))


def declare() -> Any:
    """Declare every timed job of the timetable as a periodic task, and long work; give the queue's application."""
    app.task(name=work_services.TASK, queue=work_services.QUEUE, pass_context=False)(_run_long)
    for timed in schedule.TIMED:
        body = functools.partial(_run, timed)
        task = app.task(name=f"sizao.{timed.name}", queueing_lock=f"sizao.{timed.name}", pass_context=False)(body)
        app.periodic(cron=timed.cron, periodic_id=timed.name)(task)
    return app


async def work(application: Any) -> None:
    """Run queued jobs until the surrounding task is cancelled."""
    worker = application.with_connector(application.connector.get_worker_connector())
    async with worker.open_async():
        # Side by side, so that no reminder waits for an import, nor a school's import for another school's.
        await asyncio.gather(
            _run_queue(worker, "default", at_once=1), _run_queue(worker, work_services.QUEUE, at_once=LONG_AT_ONCE)
        )


async def _run_queue(worker: Any, queue: str, *, at_once: int) -> None:
    await worker.run_worker_async(
        queues=[queue], wait=True, install_signal_handlers=False, concurrency=at_once, delete_jobs="successful",
        listen_notify=True,
    )  # fmt: skip
