"""Open sessions for tests that act as someone without the form."""

import datetime as dt

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.registry.accounts import services


def open_session(user_id: int, *, now: dt.datetime) -> str:
    """Open a session as the machine and give its key."""
    return services.open_session(
        actor=Actor.system("tests"), now=now, user_id=user_id, origin=services.Origin("127.0.0.1", "test"),
        machine_now=clock.machine_now(),
    )  # fmt: skip
