"""What the timetable calls."""

import datetime as dt

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.registry.accounts import services


def clear_expired(*, now: dt.datetime) -> None:
    """Drop counted tries and sessions that ended long ago; once a night."""
    services.clear_expired(actor=Actor.system("clear expired sign-ins"), now=now, machine_now=clock.machine_now())
