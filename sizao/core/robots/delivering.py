"""Carry waiting messages to their robots: one digest a robot, side by side, so that a dead one holds up no other."""

import datetime as dt
import json
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from sizao.core import clock, privacy
from sizao.core.notify import rules as notify_rules
from sizao.core.notify.templates import text_of
from sizao.core.robots import rules, senders
from sizao.core.robots.models import ADDRESS, SECRET
from sizao.core.robots.senders import Line, NotTaken, Unanswered

log = logging.getLogger("sizao.robots")

# One sender at work on a database server.
LOCK = 740_030
# So many robots a round, so many at the same time, so many messages a digest.
MOST_ROBOTS, SIDE_BY_SIDE, MOST_POSTS = 200, 16, 200
MINUTE = dt.timedelta(minutes=1)

STALE = """
UPDATE core_robot_post SET state = CASE WHEN expires_at <= %(now)s THEN 'DROPPED' ELSE 'GIVEN_UP' END
WHERE state = 'WAITING' AND (expires_at <= %(now)s OR not_before <= %(oldest)s OR unsure > %(unsure)s)
"""
DUE = """
SELECT r.school_id, r.id, r.kind, r.address_cipher, r.secret_cipher, r.failures,
  CASE WHEN r.window_from > %(minute)s THEN r.window_count ELSE 0 END
FROM core_robot r
WHERE r.is_on AND (r.next_try_at IS NULL OR r.next_try_at <= %(now)s) AND EXISTS (
  SELECT 1 FROM core_robot_post p WHERE p.robot_id = r.id AND p.state = 'WAITING' AND p.not_before <= %(now)s
    AND (p.is_urgent OR NOT %(quiet)s))
ORDER BY r.next_try_at NULLS FIRST LIMIT %(most)s
"""
WAITING = """
SELECT day, id, kind, params, url, is_urgent, created_at FROM core_robot_post
WHERE school_id = %s AND robot_id = %s AND state = 'WAITING' AND not_before <= %s AND (is_urgent OR NOT %s)
ORDER BY is_urgent DESC, created_at, id LIMIT %s
"""
MARK = """
UPDATE core_robot_post p SET state = CASE WHEN %(is_sent)s THEN 'SENT' ELSE p.state END,
  sent_at = CASE WHEN %(is_sent)s THEN %(now)s END, unsure = p.unsure + %(unsure)s
FROM unnest(%(days)s::date[], %(ids)s::uuid[]) AS k(day, id)
WHERE p.school_id = %(school)s AND p.day = k.day AND p.id = k.id
"""
NOTE = """
UPDATE core_robot SET failures = %(failures)s, next_try_at = %(next)s, latest_at = %(now)s,
  latest_failure = %(failure)s,
  window_count = CASE WHEN window_from > %(minute)s THEN window_count + 1 ELSE 1 END,
  window_from = CASE WHEN window_from > %(minute)s THEN window_from ELSE %(now)s END
WHERE school_id = %(school)s AND id = %(robot)s
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A robot whose turn it is, with what waits for it."""

    school_id: int
    id: Any
    kind: str
    address: bytes
    secret: bytes
    failures: int
    left_this_minute: int
    posts: list[tuple] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one digest; `failure` "" when it was taken, `is_unsure` when it may have arrived all the same."""

    failure: str = ""
    is_unsure: bool = False


def deliver(*, now: dt.datetime) -> int:
    """Send what waits, one digest a robot; outside any transaction: a slow robot must hold no rows.

    At least once: who dies between sending and noting sends that digest again. returns: number of digests taken.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        try:
            return _round(now)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _round(now: dt.datetime) -> int:
    quiet = notify_rules.is_quiet(now.astimezone(clock.SHANGHAI))
    values = {
        "now": now, "oldest": now - rules.GIVE_UP, "unsure": rules.MOST_UNSURE, "minute": now - MINUTE, "quiet": quiet,
        "most": MOST_ROBOTS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(STALE, values)
        cursor.execute(DUE, values)
        due = [_due(row) for row in cursor.fetchall()]
        due = [one for one in due if one.left_this_minute > 0]
        for one in due:
            cursor.execute(WAITING, [one.school_id, one.id, now, quiet, MOST_POSTS])
            one.posts.extend(cursor.fetchall())
    if not due:
        return 0
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        outcomes = list(pool.map(_send, due))
    for one, outcome in zip(due, outcomes, strict=True):
        _mark(one, outcome, now)
    return sum(not outcome.failure for outcome in outcomes)


def _due(row: tuple) -> Due:
    return Due(*row[:6], left_this_minute=rules.MOST_A_MINUTE - row[6])


def _send(due: Due) -> Outcome:
    """Send one digest; whatever goes wrong is this robot's alone. No database here: it runs beside others."""
    try:
        address = privacy.decrypt(due.address, ADDRESS, owner=due.school_id)
        secret = privacy.decrypt(due.secret, SECRET, owner=due.school_id)
        return send_lines(due.kind, address, secret, [_line(post) for post in due.posts])
    except Exception as failure:
        log.exception("robot %s could not be served", due.id)
        return Outcome(type(failure).__name__)


def send_lines(kind: str, address: str, secret: str, lines: Sequence[Line]) -> Outcome:
    """Send lines as one message, in the installation's language, and say what came of it."""
    try:
        target = rules.read_address(kind, address, settings.SIZAO_ROBOT_HOSTS)
        with translation.override(settings.LANGUAGE_CODE):
            text = rules.digest([_said(line) for line in lines], _("另有{n}条，见系统"))
        senders.get(kind).send(target, secret, text, lines)
    except NotTaken as failure:
        return Outcome(str(failure)[:200] or "NotTaken")
    except Unanswered as failure:
        return Outcome(str(failure)[:200] or "Unanswered", is_unsure=True)
    except rules.AddressRefused as refusal:
        return Outcome(refusal.text(str)[:200])
    return Outcome()


def _said(line: Line) -> str:
    return f"{line.text} {line.link}".strip() if line.link.startswith("http") else line.text


def _line(post: tuple) -> Line:
    _day, id, kind, params, url, is_urgent, created_at = post
    values = json.loads(params) if isinstance(params, str) else params
    with translation.override(settings.LANGUAGE_CODE):
        text = text_of(kind, values, is_outside=True)
    origins = settings.CSRF_TRUSTED_ORIGINS
    return Line(id, text, f"{origins[0]}{url}" if origins and url else url, is_urgent, created_at)


def _mark(due: Due, outcome: Outcome, now: dt.datetime) -> None:
    failures = min(due.failures + 1, 1000) if outcome.failure else 0
    values = {
        "school": due.school_id, "robot": due.id, "now": now, "is_sent": not outcome.failure,
        "unsure": int(outcome.is_unsure), "days": [post[0] for post in due.posts],
        "ids": [post[1] for post in due.posts],
        "failures": failures, "next": now + rules.wait_after(failures) if failures else None,
        "failure": outcome.failure, "minute": now - MINUTE,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(MARK, values)
        cursor.execute(NOTE, values)
