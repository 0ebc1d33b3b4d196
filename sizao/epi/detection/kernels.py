"""How loops over series are compiled and spread over threads; a series is never shared, so neither changes a result."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np

# Compiled once and kept beside the code; exact arithmetic, so that results are the same everywhere.
compiled: Callable[[Callable], Any] = numba.njit(cache=True, nogil=True, error_model="numpy")


@dataclass(frozen=True, slots=True)
class Spread:
    """How many threads judge, and how many series at a time."""

    threads: int = 1
    block_series: int = 2048


_PLAIN = Spread()
_SPREAD: ContextVar[Spread] = ContextVar("spread", default=_PLAIN)


@contextmanager
def spread(*, threads: int = 1, block_series: int = 2048) -> Iterator[None]:
    """Judge in so many threads, so many series at a time; results do not depend on either."""
    token = _SPREAD.set(Spread(max(1, threads), max(1, block_series)))
    try:
        yield
    finally:
        _SPREAD.reset(token)


def for_blocks(judge: Callable[[int, int], None], series: int) -> None:
    """Call `judge(start, end)` for blocks of series; what it writes must lie within its block."""
    how = _SPREAD.get()
    edges = list(range(0, series, how.block_series))
    if how.threads == 1 or len(edges) < 2:
        for start in edges:
            judge(start, min(start + how.block_series, series))
        return
    with ThreadPoolExecutor(how.threads) as pool:
        # Each in a copy of the context: how numpy treats division by zero belongs to it.
        ends = [min(start + how.block_series, series) for start in edges]
        for done in [
            pool.submit(copy_context().run, judge, start, end) for start, end in zip(edges, ends, strict=True)
        ]:
            done.result()


@compiled
def first_wrong(values, largest):
    """Find the first value that is neither missing nor a whole number from 0 up to `largest`; (-1, -1) if none."""
    days, series = values.shape
    for day in range(days):
        for one in range(series):
            value = values[day, one]
            if not np.isnan(value) and (value < 0 or value >= largest or value != np.floor(value)):
                return day, one
    return -1, -1
