"""Facts: what happened, written in the same transaction, told to later steps at least once.

A module's `facts.py` holds frozen dataclasses; a later step's `apps.py` lists its handlers. Handlers get a list of
one type and must be idempotent: after a crash the same fact comes again.
"""

import dataclasses
import datetime as dt
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


def _read(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        inner = [part for part in typing.get_args(hint) if part is not type(None)]
        return _read(inner[0], value)
    if origin is tuple:
        return tuple(_read(typing.get_args(hint)[0], item) for item in value)
    if hint is uuid.UUID:
        return uuid.UUID(value)
    if hint in (dt.date, dt.datetime, dt.time):
        return hint.fromisoformat(value)
    return value


def from_payload(fact_type: type, payload: dict) -> Any:
    """Read a fact back; fields added since it was written take their defaults."""
    hints = typing.get_type_hints(fact_type)
    return fact_type(**{name: _read(hints[name], value) for name, value in payload.items() if name in hints})


# Shared with the grouped submit path, as the audit's columns are.
COLUMNS = "school_id, day, id, fact, payload, announced_at, next_try_at, try_count, failure"

INSERT = f"""
INSERT INTO core_outbox ({COLUMNS})
SELECT school_id, day, id, fact, payload, announced_at, announced_at, 0, ''
FROM unnest(%s::bigint[], %s::date[], %s::uuid[], %s::text[], %s::jsonb[], %s::timestamptz[])
     AS f(school_id, day, id, fact, payload, announced_at)
"""


def announce_many(facts: Sequence[Any], *, now: dt.datetime) -> None:
    """Write facts into the outbox of the open transaction, in one statement.

    facts: frozen dataclasses with a `school_id`.
    """
    if not facts:
        return
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
