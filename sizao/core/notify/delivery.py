"""Carry waiting notices through the outside channels; one that fails is tried again later and blocks no other."""

import datetime as dt
import json
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import translation

from sizao.core import clock
from sizao.core.converters import Key
from sizao.core.notify import channels, directory, rules
from sizao.core.notify.channels import Channel, Outgoing
from sizao.core.notify.templates import text_of

log = logging.getLogger("sizao.notify")

# One sender a channel on a database server; a second worker leaves the channel alone.
LOCK = 740_010
MOST_BATCHES = 50

# Claiming counts as a try and moves the next one past the lease: a sender that dies loses nothing.
CLAIM = """
WITH waiting AS MATERIALIZED (
  SELECT school_id, day, id FROM core_notice_delivery
  WHERE channel = %(channel)s AND state = 'WAITING' AND next_try_at <= %(now)s AND (is_urgent OR NOT %(quiet)s)
  ORDER BY next_try_at LIMIT %(batch)s
)
UPDATE core_notice_delivery d SET try_count = d.try_count + 1, next_try_at = %(lease)s
FROM waiting w, core_notice n
WHERE d.school_id = w.school_id AND d.day = w.day AND d.id = w.id AND d.state = 'WAITING' AND d.next_try_at <= %(now)s
  AND n.school_id = d.school_id AND n.day = d.day AND n.id = d.notice_id
RETURNING d.school_id, d.day, d.id, d.try_count, d.address, n.id, n.recipient_id, n.kind, n.params, n.is_urgent,
  n.created_at, n.read_at IS NOT NULL OR coalesce(n.expires_at <= %(now)s, false)
"""
MARK = """
UPDATE core_notice_delivery d SET state = k.state, failure = k.failure, next_try_at = k.next_try_at,
  sent_at = CASE WHEN k.state = 'SENT' THEN %s END
FROM unnest(%s::bigint[], %s::date[], %s::uuid[], %s::text[], %s::text[], %s::timestamptz[])
  AS k(school_id, day, id, state, failure, next_try_at)
WHERE d.school_id = k.school_id AND d.day = k.day AND d.id = k.id
"""


@dataclass(frozen=True, slots=True)
class _Claimed:
    school_id: int
    day: dt.date
    id: uuid.UUID
    try_count: int
    address: str
    notice_id: uuid.UUID
    recipient_id: int
    kind: str
    params: Any
    is_urgent: bool
    created_at: dt.datetime
    is_stale: bool


def deliver(*, now: dt.datetime) -> int:
    """Send what waits in every channel; safe to run twice, a message may then come twice, never not at all.

    Outside any transaction: a slow channel must hold no rows. returns: number of messages taken by channels.
    """
    taken = 0
    for place, channel in enumerate(channels.ready()):
        try:
            taken += _deliver_through(channel, LOCK + place, now)
        except Exception:
            log.exception("channel %s could not be served", channel.code)
    return taken


def _deliver_through(channel: Channel, lock: int, now: dt.datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock])
        if not cursor.fetchone()[0]:
            return 0
        try:
            taken = 0
            for _ in range(MOST_BATCHES):
                claimed = _claim(channel, now)
                if not claimed:
                    break
                taken += _send(channel, claimed, now)
            return taken
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])


def _claim(channel: Channel, now: dt.datetime) -> list[_Claimed]:
    values = {
        "channel": channel.code,
        "now": now,
        "quiet": rules.is_quiet(now.astimezone(clock.SHANGHAI)),
        "batch": channel.batch,
        "lease": now + dt.timedelta(seconds=rules.LEASE_SECONDS),
    }
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        return [_Claimed(*row) for row in cursor.fetchall()]


def _send(channel: Channel, claimed: Sequence[_Claimed], now: dt.datetime) -> int:
    """Hand over what is still worth ringing for; note what became of each."""
    fresh = [one for one in claimed if not one.is_stale]
    outcomes = dict.fromkeys((one.id for one in claimed if one.is_stale), ("DROPPED", ""))
    if fresh:
        languages = directory.get().languages_of({one.recipient_id for one in fresh})
        failures = _try(channel, [_outgoing(one, languages.get(one.recipient_id)) for one in fresh])
        outcomes |= {
            one.id: ("WAITING", failure[:300]) if failure else ("SENT", "")
            for one, failure in zip(fresh, failures, strict=True)
        }
    _mark(claimed, outcomes, now)
    return sum(state == "SENT" for state, _ in outcomes.values())


def _try(channel: Channel, messages: list[Outgoing]) -> list[str]:
    try:
        return channel.send(messages)
    except Exception as failure:
        log.warning("channel %s failed: %s", channel.code, failure)
        return [f"{type(failure).__name__}: {failure}"] * len(messages)


def _outgoing(one: _Claimed, language: str | None) -> Outgoing:
    """Word a message in its recipient's language."""
    language = language or settings.LANGUAGE_CODE
    params = json.loads(one.params) if isinstance(one.params, str) else one.params
    origins = settings.CSRF_TRUSTED_ORIGINS
    path = reverse("notify:open", args=[Key(one.school_id, one.notice_id)])
    with translation.override(language):
        text = text_of(one.kind, params)
    return Outgoing(
        one.notice_id, one.recipient_id, one.address, text,
        f"{origins[0]}{path}" if origins else path, one.is_urgent, one.created_at, language,
    )  # fmt: skip


def _mark(claimed: Sequence[_Claimed], outcomes: dict[uuid.UUID, tuple[str, str]], now: dt.datetime) -> None:
    rows = []
    for one in claimed:
        state, failure = outcomes[one.id]
        again = rules.next_try(now, one.try_count) if state == "WAITING" else now
        if again is None:
            state, again = "GIVEN_UP", now
        rows.append((one.school_id, one.day, one.id, state, failure, again))
    with connection.cursor() as cursor:
        cursor.execute(MARK, [now, *(list(column) for column in zip(*rows, strict=True))])


def waiting_count() -> int:
    """Count deliveries that wait, for readiness and metrics."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_notice_delivery WHERE state = 'WAITING'")
        return cursor.fetchone()[0]
