"""Run the ticks, one thread each, and the queue; keep going through restarts of the database."""

import asyncio
import logging
import os
import signal
import threading
import time

from django.db import InterfaceError, OperationalError, connection

from sizao.core import clock
from sizao.jobs import queue, schedule

log = logging.getLogger("sizao.jobs")
RETRY_SECONDS = 1.0
# The supervisor kills after ten.
END_SECONDS = 6.0


def _repeat(tick: schedule.Tick, ending: threading.Event) -> None:
    wait = 0.0
    while not ending.wait(wait):
        try:
            wait = 0.0 if tick.run(clock.now()) else tick.every_seconds
        except (OperationalError, InterfaceError):
            connection.close()
            wait = RETRY_SECONDS
        except Exception:
            log.exception("tick %s failed", tick.name)
            connection.close()
            wait = max(tick.every_seconds, RETRY_SECONDS)
    connection.close()


async def _queue(ending: threading.Event) -> None:
    """Keep the queue's worker running until the end; a lost database only makes it start again."""
    application = queue.declare()
    while not ending.is_set():
        running = asyncio.ensure_future(queue.work(application))
        while not running.done() and not ending.is_set():
            await asyncio.sleep(0.2)
        running.cancel()
        try:
            await running
        except asyncio.CancelledError:
            return
        except Exception as error:
            log.warning("the queue stopped: %s", error)
            await asyncio.sleep(RETRY_SECONDS)


def run_forever() -> None:
    """Run until SIGTERM or SIGINT; ticks under way are finished, a long job is left to the next worker.

    Jobs are idempotent and their transactions are rolled back with the process, so ending it is safe.
    """
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    threads = [
        threading.Thread(target=_repeat, args=(tick, ending), name=f"tick-{tick.name}", daemon=True)
        for tick in schedule.TICKS
    ]
    jobs = threading.Thread(target=lambda: asyncio.run(_queue(ending)), name="queue", daemon=True)
    for thread in (*threads, jobs):
        thread.start()
    ending.wait()
    deadline = time.monotonic() + END_SECONDS
    for thread in (*threads, jobs):
        thread.join(max(0.0, deadline - time.monotonic()))
    logging.shutdown()
    os._exit(0)
