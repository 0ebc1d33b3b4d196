"""How far the work at hand is: told over a connection of its own, because the work's transaction is still open."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from sizao.core import clock
from sizao.core.errors import SizaoError
from sizao.core.work.models import Work

TELL_SECONDS = 0.5

STAGE = """
UPDATE core_work SET stage = %s, total = %s, done = 0, stage_since = %s, heard_at = %s
WHERE school_id = %s AND id = %s RETURNING is_unwanted
"""
ADVANCE = "UPDATE core_work SET done = %s, heard_at = %s WHERE school_id = %s AND id = %s RETURNING is_unwanted"


class Canceled(SizaoError):
    """The person who started the work does not want it any more."""

    code = "work_canceled"
    message = "已取消"
    http_status = 409


class _Teller:
    """Writes the progress of one piece of work."""

    def __init__(self, work: Work, link: BaseDatabaseWrapper) -> None:
        self.key, self.link, self.told_at = (work.school_id, work.id), link, 0.0

    def tell(self, statement: str, *values: Any) -> None:
        with self.link.cursor() as cursor:
            cursor.execute(statement, [*values, *self.key])
            row = cursor.fetchone()
        self.told_at = time.monotonic()
        if row is not None and row[0]:
            raise Canceled()


_teller: ContextVar[_Teller | None] = ContextVar("work_teller", default=None)


@contextmanager
def telling(work: Work) -> Iterator[None]:
    """Let what runs inside tell how far this work is."""
    link = connection.copy()
    token = _teller.set(_Teller(work, link))
    try:
        yield
    finally:
        _teller.reset(token)
        link.close()


def is_told() -> bool:
    """Tell whether long work is running here, and not a request."""
    return _teller.get() is not None


def stage(number: int, *, total: int | None = None) -> None:
    """Begin a stage, counted from 1; nothing happens outside of long work.

    raises: Canceled.
    """
    teller = _teller.get()
    if teller is not None:
        now = clock.now()
        teller.tell(STAGE, number, total, now, now)


def advance(done: int) -> None:
    """Tell how many are done in this stage, twice a second at most.

    raises: Canceled.
    """
    teller = _teller.get()
    if teller is not None and time.monotonic() - teller.told_at >= TELL_SECONDS:
        teller.tell(ADVANCE, done, clock.now())
