"""Keys made by the application: time-ordered, so that indexes grow at one end."""

import datetime as dt
import os
import uuid

from sizao.core.clock import machine_now


def new_id(moment: dt.datetime | None = None) -> uuid.UUID:
    """Make a UUIDv7: 48 bits of milliseconds, the rest random, so that keys sort by time.

    source: RFC-9562
    """
    milliseconds = int((moment or machine_now()).timestamp() * 1000)
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return uuid.UUID(int=value)
