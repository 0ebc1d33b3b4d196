"""Put what units are told into the queues of their robots, in the transaction that tells them."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from sizao.core import clock
from sizao.core.actor import UnitRef
from sizao.core.ids import new_id
from sizao.core.notify import rules as notify_rules
from sizao.core.notify.services import Message, RoleAt, dedupe_of
from sizao.core.notify.templates import merged, to_stored
from sizao.core.robots.rules import GROUP_KINDS, REPORT_KINDS, Takes

FOUND = """
SELECT r.school_id, r.id, r.unit_id, r.takes FROM core_robot r WHERE r.is_on AND r.unit_id = ANY(%s)
"""
INSERT = """
INSERT INTO core_robot_post (school_id, day, id, robot_id, kind, dedupe, params, url, is_urgent, created_at, expires_at,
  state, not_before, unsure)
SELECT school_id, %(day)s, id, robot_id, kind, dedupe, params, url, is_urgent, %(now)s, expires_at,
  'WAITING', not_before, 0
FROM jsonb_to_recordset(%(posts)s::jsonb) AS p(school_id bigint, id uuid, robot_id uuid, kind text, dedupe text,
  params jsonb, url text, is_urgent boolean, expires_at timestamptz, not_before timestamptz)
ON CONFLICT DO NOTHING
"""


def queue(messages: Sequence[Message], units: dict[int, UnitRef], now: dt.datetime) -> None:
    """Queue messages addressed to posts for the robots of their units; one query where nobody has a robot.

    A school's robot is also told the reminders of its classes, as one. What is addressed to a person stays theirs.
    """
    told = [
        (message, units[address.unit_id])
        for message in messages
        for address in message.to
        if isinstance(address, RoleAt) and address.unit_id in units
    ]
    if not told:
        return
    with connection.cursor() as cursor:
        cursor.execute(FOUND, [sorted({one for _, unit in told for one in (unit.id, unit.key)})])
        robots: dict[int, list[tuple]] = {}
        for row in cursor.fetchall():
            robots.setdefault(row[2], []).append(row)
    posts: dict[tuple, dict[str, Any]] = {}
    for message, unit in told if robots else ():
        for school_id, robot_id, unit_id, takes in [*robots.get(unit.id, ()), *_of_school(robots, unit, message)]:
            if takes == Takes.ALL or message.template.code in REPORT_KINDS:
                _add(posts, message, (school_id, robot_id, unit_id), now)
    if posts:
        values = {"day": clock.school_date(now), "now": now, "posts": json.dumps(list(posts.values()), default=str)}
        with connection.cursor() as cursor:
            cursor.execute(INSERT, values)


def _of_school(robots: dict[int, list[tuple]], unit: UnitRef, message: Message) -> Sequence[tuple]:
    is_group = unit.id != unit.key
    return robots.get(unit.key, ()) if is_group and message.template.code in GROUP_KINDS else ()


def _add(posts: dict[tuple, dict[str, Any]], message: Message, place: tuple, now: dt.datetime) -> None:
    """Keep one message a robot, kind and dedupe; a second one is merged into it."""
    template, (school_id, robot_id, _unit_id) = message.template, place
    stored, dedupe = to_stored(template, message.params), dedupe_of(message)
    key = (robot_id, template.code, dedupe)
    if key in posts:
        posts[key]["params"] = merged(template, posts[key]["params"], stored)
        return
    first = notify_rules.deliver_from(now.astimezone(clock.SHANGHAI), is_urgent=template.is_urgent)
    posts[key] = {
        "school_id": school_id, "id": new_id(now), "robot_id": robot_id, "kind": template.code, "dedupe": dedupe,
        "params": stored, "url": message.about.url, "is_urgent": template.is_urgent,
        "expires_at": message.expires_at.isoformat() if message.expires_at else None, "not_before": first.isoformat(),
    }  # fmt: skip
