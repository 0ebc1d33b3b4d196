"""The one dispatcher: claim waiting facts, call their handlers with lists, mark them delivered."""

import datetime as dt
import logging
from typing import Any

from django.db import connection, transaction

from sizao.core import arrays, facts

log = logging.getLogger("sizao.facts")

BATCH = 2000
RETRY_SECONDS = (1, 5, 30, 120, 600, 3600)

CLAIM = """
SELECT school_id, day, id, fact, payload FROM core_outbox
WHERE delivered_at IS NULL AND next_try_at <= %s
ORDER BY next_try_at, id LIMIT %s
"""
DELIVERED = """
UPDATE core_outbox o SET delivered_at = %s, failure = ''
FROM unnest(%s::bigint[], %s::date[], %s::uuid[]) AS k(school_id, day, id)
WHERE o.school_id = k.school_id AND o.day = k.day AND o.id = k.id
"""
FAILED = """
UPDATE core_outbox o SET try_count = o.try_count + 1, failure = %s, next_try_at = %s
FROM unnest(%s::bigint[], %s::date[], %s::uuid[]) AS k(school_id, day, id)
WHERE o.school_id = k.school_id AND o.day = k.day AND o.id = k.id
RETURNING o.try_count
"""
KEY_COLUMNS = (("school_id", "bigint"), ("day", "date"), ("id", "uuid"))
# One dispatcher a database server; a second worker waits its turn instead of delivering twice.
LOCK = 740_001


def dispatch(*, now: dt.datetime) -> int:
    """Deliver what is waiting, one list a fact type; a handler that fails delays only its own type.

    returns: number of facts delivered.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        try:
            cursor.execute(CLAIM, [now, BATCH])
            rows = [((school, day, key), name, payload) for school, day, key, name, payload in cursor.fetchall()]
            groups = facts.group_by_type(rows)
            return sum(_deliver(name, group, now) for name, group in groups.items())
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _deliver(name: str, group: list[tuple[Any, Any]], now: dt.datetime) -> int:
    """Call the handlers with the whole list; when that fails, one by one, so that one bad fact stops no other."""
    try:
        _handle(name, group, now)
        return len(group)
    except Exception:
        if len(group) > 1:
            return sum(_deliver(name, [one], now) for one in group)
        log.exception("handler of %s failed", name)
        _postpone(group, now)
        return 0


def _handle(name: str, group: list[tuple[Any, Any]], now: dt.datetime) -> None:
    fact_type, handlers = facts.handlers_of(name)
    with transaction.atomic():
        if fact_type is not None:
            told = [facts.from_payload(fact_type, _loaded(payload)) for _, payload in group]
            for handler in handlers:
                handler(told, now=now)
        with connection.cursor() as cursor:
            cursor.execute(DELIVERED, [now, *_columns(group)])


def _postpone(group: list[tuple[Any, Any]], now: dt.datetime) -> None:
    import traceback

    last = traceback.format_exc(limit=-3)[-2000:]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(try_count) FROM core_outbox o JOIN unnest(%s::bigint[], %s::date[], %s::uuid[]) "
            "AS k(school_id, day, id) ON o.school_id = k.school_id AND o.day = k.day AND o.id = k.id",
            _columns(group),
        )
        tries = cursor.fetchone()[0] or 0
        wait = RETRY_SECONDS[min(tries, len(RETRY_SECONDS) - 1)]
        cursor.execute(FAILED, [last, now + dt.timedelta(seconds=wait), *_columns(group)])


def _columns(group: list[tuple[Any, Any]]) -> list[str]:
    return arrays.columns([key for key, _ in group], KEY_COLUMNS)


def _loaded(payload: Any) -> dict:
    import json

    return json.loads(payload) if isinstance(payload, str) else payload


def waiting_count() -> int:
    """Count facts not yet delivered, for readiness and metrics."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_outbox WHERE delivered_at IS NULL")
        return cursor.fetchone()[0]
