"""Keys made by the application: time-ordered, so that indexes grow at one end and equal moments keep their order."""

import datetime as dt
import itertools
import os
import uuid

from sizao.core.clock import machine_now

# A counter behind the milliseconds: what one process makes in the same millisecond sorts in the order it was made.
COUNTER_BITS, RANDOM_BITS = 26, 48
_counter = itertools.count(int.from_bytes(os.urandom(2), "big"))


def new_id(moment: dt.datetime | None = None) -> uuid.UUID:
    """Make a UUIDv7: 48 bits of milliseconds, a counter, the rest random.

    source: RFC-9562
    """
    milliseconds = int((moment or machine_now()).timestamp() * 1000)
    count = next(_counter) % (1 << COUNTER_BITS)
    high, low = count >> 14, count & 0x3FFF
    value = (milliseconds << 80) | (0x7 << 76) | (high << 64) | (0x2 << 62) | (low << RANDOM_BITS)
    return uuid.UUID(int=value | int.from_bytes(os.urandom(6), "big"))
