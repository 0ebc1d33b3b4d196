"""Run the ticks, one thread each, and keep the database connection alive through restarts of the server."""

import logging
import signal
import threading

from django.db import InterfaceError, OperationalError, connection

from sizao.core import clock
from sizao.jobs import schedule

log = logging.getLogger("sizao.jobs")
RETRY_SECONDS = 1.0


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


def run_forever() -> None:
    """Run until SIGTERM or SIGINT; a tick under way is finished first."""
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    threads = [
        threading.Thread(target=_repeat, args=(tick, ending), name=f"tick-{tick.name}") for tick in schedule.TICKS
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
