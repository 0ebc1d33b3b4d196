"""Facts: what happened, written in the same transaction, told to later steps at least once.

A module's `facts.py` holds frozen dataclasses; a later step's `apps.py` lists its handlers. Handlers get a list of
one type and must be idempotent: after a crash the same fact comes again.
"""

import dataclasses
import datetime as dt
import functools
import json
import types
import typing
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection

from sizao.core import clock
from sizao.core.ids import new_id

Handler = Callable[..., None]

_handlers: dict[type, list[Handler]] = {}
_types: dict[str, type] = {}


def fact_name(fact_type: type) -> str:
    """Name a fact by module and class: `sizao.detect.checks.facts.CheckSubmitted` is `checks.CheckSubmitted`."""
    return f"{fact_type.__module__.split('.')[-2]}.{fact_type.__name__}"


def subscribe(fact_type: type, handler: Handler) -> None:
    """Call `handler(facts, now=…)` for every delivered list of this type."""
    _types[fact_name(fact_type)] = fact_type
    handlers = _handlers.setdefault(fact_type, [])
    if handler not in handlers:
        handlers.append(handler)


def handlers_of(name: str) -> tuple[type | None, list[Handler]]:
    """Give the type and the handlers behind a fact's name; (None, []) when nobody listens."""
    fact_type = _types.get(name)
    return fact_type, _handlers.get(fact_type, []) if fact_type else []


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID | dt.date | dt.time):
        return value.isoformat() if not isinstance(value, uuid.UUID) else str(value)
    raise TypeError(f"a fact may not carry {type(value).__name__}")


def to_payload(fact: Any) -> str:
    """Write a fact as JSON text."""
    return json.dumps(dataclasses.asdict(fact), default=_plain, ensure_ascii=False)


def _reader(hint: Any) -> Callable[[Any], Any] | None:
    """Give what turns a value of JSON into one of this type, None where it stays as it is."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _reader(next(part for part in typing.get_args(hint) if part is not type(None)))
    if origin is tuple:
        read = _reader(typing.get_args(hint)[0])
        return tuple if read is None else lambda items: tuple(read(item) for item in items)
    if hint is uuid.UUID:
        return uuid.UUID
    if hint in (dt.date, dt.datetime, dt.time):
        return hint.fromisoformat
    return None


@functools.cache
def _readers(fact_type: type) -> dict[str, Callable[[Any], Any] | None]:
    return {name: _reader(hint) for name, hint in typing.get_type_hints(fact_type).items()}


def from_payload(fact_type: type, payload: dict) -> Any:
    """Read a fact back; fields added since it was written take their defaults."""
    readers = _readers(fact_type)
    values = {name: value for name, value in payload.items() if name in readers}
    for name, value in values.items():
        read = readers[name]
        if read is not None and value is not None:
            values[name] = read(value)
    return fact_type(**values)


# Shared with the grouped submit path, as the audit's columns are.
COLUMNS = "school_id, day, id, fact, payload, announced_at, next_try_at, try_count, failure"

INSERT = f"""
INSERT INTO core_outbox ({COLUMNS})
SELECT school_id, day, id, fact, payload, announced_at, announced_at, 0, ''
FROM unnest(%s::bigint[], %s::date[], %s::uuid[], %s::text[], %s::jsonb[], %s::timestamptz[])
     AS f(school_id, day, id, fact, payload, announced_at)
"""


_announced_count = 0


def announced_count() -> int:
    """Count what this process has announced so far: a handler that announced something has left more to tell."""
    return _announced_count


def announce_many(facts: Sequence[Any], *, now: dt.datetime) -> None:
    """Write facts into the outbox of the open transaction, in one statement.

    facts: frozen dataclasses with a `school_id`.
    """
    global _announced_count
    if not facts:
        return
    _announced_count += len(facts)
    day = clock.school_date(now)
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [
                [fact.school_id for fact in facts],
                [day] * len(facts),
                [new_id(now) for _ in facts],
                [fact_name(type(fact)) for fact in facts],
                [to_payload(fact) for fact in facts],
                [now] * len(facts),
            ],
        )


def group_by_type(rows: Iterable[tuple[Any, str, dict]]) -> dict[str, list[tuple[Any, dict]]]:
    """Sort claimed outbox rows into one list a fact type, in order of arrival."""
    groups: dict[str, list[tuple[Any, dict]]] = {}
    for key, name, payload in rows:
        groups.setdefault(name, []).append((key, payload))
    return groups
