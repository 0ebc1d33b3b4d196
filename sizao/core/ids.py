"""Keys made by the application: time-ordered, so that indexes grow at one end and equal moments keep their order."""

import datetime as dt
import itertools
import os
import uuid
from collections.abc import Iterator

from sizao.core.clock import machine_now

# A counter behind the milliseconds: what one process makes in the same millisecond sorts in the order it was made.
COUNTER_BITS, RANDOM_BITS = 26, 48
_counter = itertools.count(int.from_bytes(os.urandom(2), "big"))
# Random parts are fetched many at a time: asking the system for six bytes takes longer than making the key.
FETCHED = 512


def _fetch() -> list[int]:
    drawn, size = os.urandom(FETCHED * RANDOM_BITS // 8), RANDOM_BITS // 8
    return [int.from_bytes(drawn[at : at + size], "big") for at in range(0, len(drawn), size)]


def _start() -> None:
    """Begin with parts of one's own: a forked process must not go on with its parent's."""
    global _parts
    _parts = itertools.chain.from_iterable(iter(_fetch, None))


_parts: Iterator[int]
_start()
os.register_at_fork(after_in_child=_start)


def new_id(moment: dt.datetime | None = None) -> uuid.UUID:
    """Make a UUIDv7: 48 bits of milliseconds, a counter, the rest random.

    source: RFC-9562
    """
    milliseconds = int((moment or machine_now()).timestamp() * 1000)
    count = next(_counter) % (1 << COUNTER_BITS)
    high, low = count >> 14, count & 0x3FFF
    value = (milliseconds << 80) | (0x7 << 76) | (high << 64) | (0x2 << 62) | (low << RANDOM_BITS)
    return uuid.UUID(int=value | next(_parts))
