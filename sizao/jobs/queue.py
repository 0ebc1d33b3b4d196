"""Put the timed jobs into the queue in the database: each due minute is run once, by one worker."""

import functools
import logging
from typing import Any

from procrastinate.contrib.django import app

from sizao.core import clock
from sizao.jobs import schedule

log = logging.getLogger("sizao.jobs")


def _run(timed: schedule.Timed, timestamp: int) -> None:
    """Run one timed job with the installation's own time; the queue's timestamp only names the occurrence."""
    timed.run(clock.now())


def declare() -> Any:
    """Declare every timed job of the timetable as a periodic task and give the queue's application."""
    for timed in schedule.TIMED:
        body = functools.partial(_run, timed)
        task = app.task(name=f"sizao.{timed.name}", queueing_lock=f"sizao.{timed.name}", pass_context=False)(body)
        app.periodic(cron=timed.cron, periodic_id=timed.name)(task)
    return app


async def work(application: Any) -> None:
    """Run queued jobs until the surrounding task is cancelled."""
    worker = application.with_connector(application.connector.get_worker_connector())
    async with worker.open_async():
        await worker.run_worker_async(
            wait=True, install_signal_handlers=False, concurrency=1, delete_jobs="successful", listen_notify=True
        )
