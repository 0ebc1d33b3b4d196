"""Remind of reports: when a slot opens and before its cut-off; each round is made once.

Many schools at once: one query finds the groups, notices are written in chunks of whole schools.
"""

import datetime as dt
import itertools
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.urls import reverse

from sizao.core import clock, usecase
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.notify import queries as rounds
from sizao.core.notify import services as notify
from sizao.core.notify.services import About, Message, role_at
from sizao.core.notify.templates import Param, Template
from sizao.core.usecase import use_case
from sizao.detect.checks.rules import Session
from sizao.registry.policies import queries as policies

SESSIONS = (Session.MORNING, Session.NOON, Session.EVENING)
REPORTING_ROLES = ("HOMEROOM_TEACHER", "GRID_WORKER")
WORDS = tuple(session.label for session in SESSIONS)
# A round that could not be made within this time (the worker was down) is left out: late it would only confuse.
GRACE = dt.timedelta(minutes=30)
CHUNK = 5000
ANY_GROUP = 999_999_999_999
# One reminder at work on a database server.
LOCK = 740_020

OPENED = Template(
    "checks.opened", "{groups}{session}待报，{due}截止。",
    {"groups": Param.GROUPS, "session": Param.WORD, "due": Param.TIME}, words=WORDS,
)  # fmt: skip
DUE_SOON = Template(
    "checks.due_soon", "还有{minutes}分钟截止，{groups}未报。", {"minutes": Param.MINUTES, "groups": Param.GROUPS}
)
TEMPLATES = (OPENED, DUE_SOON)


@dataclass(frozen=True, slots=True)
class Group:
    """A group whose report is still to come; a building stands for its rooms, with its own page."""

    school_id: int
    id: int
    name: str
    due_at: dt.datetime
    unit_id: int
    place_id: uuid.UUID | None = None


# Every plan stands in the list, so that a group follows the longest path above it; only ripe ones are told. What was
# withdrawn is looked up apart: few are, and the many reports then need no sorting by version.
# A building is told as one, whatever the number of its rooms: `at` is the unit whose posts reach it.
WAITING = """
WITH plan AS MATERIALIZED (SELECT * FROM unnest(%(prefixes)s::text[], %(ripe)s::boolean[]) AS p(prefix, is_ripe)),
withdrawn AS MATERIALIZED (
  SELECT school_id, group_id, max(version) AS version FROM checks_healthcheck
  WHERE day = %(day)s AND session = %(session)s AND is_withdrawn GROUP BY 1, 2),
waiting AS MATERIALIZED (
  SELECT s.school_id, s.group_id, s.due_at FROM checks_slot s
  WHERE s.day = %(day)s AND s.session = %(session)s AND s.waived_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM checks_healthcheck h LEFT JOIN withdrawn w ON w.school_id = h.school_id AND w.group_id = h.group_id
    WHERE h.day = %(day)s AND h.session = %(session)s AND h.school_id = s.school_id AND h.group_id = s.group_id
      AND NOT h.is_withdrawn AND h.version > coalesce(w.version, 0)))
SELECT s.school_id, s.group_id, s.name, s.due_at, s.unit_id, s.place_id FROM (
  SELECT w.school_id, w.group_id, x.short_name AS name, w.due_at, x.id AS unit_id, NULL::uuid AS place_id
  FROM waiting w JOIN orgs_unit x ON x.id = w.group_id
  UNION ALL
  SELECT w.school_id, b.number, b.name, min(w.due_at), b.unit_id, b.id FROM waiting w
  JOIN places_place r ON r.school_id = w.school_id AND r.number = w.group_id
  JOIN places_place b ON b.school_id = r.school_id AND b.id = r.building_id
  WHERE %(session)s = 'EVENING' GROUP BY w.school_id, b.number, b.name, b.unit_id, b.id) s
JOIN orgs_unit u ON u.id = s.unit_id
CROSS JOIN LATERAL (
  SELECT is_ripe FROM plan WHERE starts_with(u.territory_path, plan.prefix) ORDER BY length(plan.prefix) DESC LIMIT 1) p
WHERE p.is_ripe ORDER BY s.school_id, s.group_id
"""

IsRipe = Callable[[dict[str, object], str], bool]
ToMessages = Callable[[list[Group], str], list[Message]]


def minutes_left(due: dt.datetime, now: dt.datetime) -> int:
    """Count the minutes until a cut-off, the one under way included."""
    return -int((now - due).total_seconds() // 60)


def about(group_id: int, day: dt.date, session: str) -> str:
    """Name what reminders of a group's report are about, so that the report settles them."""
    return f"check:{group_id}:{day.isoformat()}:{session}"


@use_case("checks.opening.told", permission="checks.open")
def tell_opened(*, actor: Actor, now: dt.datetime) -> int:
    """Tell those who report that a session has opened; run it again and again, each round is made once.

    returns: number of notices written.
    """
    day = clock.school_date(now)

    def is_ripe(values: dict[str, object], stem: str) -> bool:
        opens = clock.at(day, values[f"{stem}.opens"])
        return opens <= now < min(opens + GRACE, clock.at(day, values[f"{stem}.due"]))

    def messages(groups: list[Group], session: str) -> list[Message]:
        return [
            _to_reporters(OPENED, one, day, session, {"session": Session(session).label, "due": one.due_at})
            for one in groups
        ]

    return _run("opened", day, now, is_ripe, messages)


@use_case("checks.missing.reminded", permission="checks.open")
def remind_missing(*, actor: Actor, now: dt.datetime) -> int:
    """Remind those who have not reported, some minutes before the cut-off (policy checks.reminder_minutes), once.

    returns: number of notices written.
    """
    day = clock.school_date(now)

    def is_ripe(values: dict[str, object], stem: str) -> bool:
        due = clock.at(day, values[f"{stem}.due"])
        return due - dt.timedelta(minutes=values["checks.reminder_minutes"]) <= now < due

    def messages(groups: list[Group], session: str) -> list[Message]:
        return [
            _to_reporters(DUE_SOON, one, day, session, {"minutes": minutes_left(one.due_at, now)})
            for one in groups
            if one.due_at > now
        ]

    return _run("due_soon", day, now, is_ripe, messages)


@lru_cache(maxsize=16)
def _page(day: dt.date, session: str) -> str:
    """Give the address of any group's page, to be filled in: looking each one up would take longer than writing it."""
    return reverse("checks:check", args=[ANY_GROUP, day, session]).replace(str(ANY_GROUP), "{group}")


def _to_reporters(template: Template, group: Group, day: dt.date, session: str, parts: dict) -> Message:
    if group.place_id is None:
        page, to = _page(day, session).format(group=group.id), role_at(group.unit_id, *REPORTING_ROLES)
    else:
        page = reverse("checks:dorm", args=[Key(group.school_id, group.place_id), day])
        to = role_at(group.unit_id, "DORM_KEEPER")
    return Message(
        template, (to,), About(about(group.id, day, session), page),
        {"groups": (group.name,), **parts}, dedupe=session, expires_at=group.due_at,
    )  # fmt: skip


def _run(kind: str, day: dt.date, now: dt.datetime, is_ripe: IsRipe, to_messages: ToMessages) -> int:
    """Make the rounds that are ripe and were not made; one without any group is left for the next run."""
    usecase.unrecorded("reminders change nothing but what is told")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
    plans = policies.list_plans(day)
    names = {
        (session, plan.prefix): f"checks.{kind}:{day.isoformat()}:{session}:{plan.prefix}"
        for plan in plans for session in SESSIONS if is_ripe(plan.values, f"checks.{session.lower()}")
    }  # fmt: skip
    made = rounds.rounds_made(names.values())
    written = 0
    for session in SESSIONS:
        ripe = {prefix for (one, prefix), name in names.items() if one == session and name not in made}
        if not ripe:
            continue
        found = 0
        for groups in _waiting(day, session, {plan.prefix: plan.prefix in ripe for plan in plans}):
            found += len(groups)
            written += notify.send_many(to_messages(groups, session), now=now)
        if found:
            notify.begin_rounds([names[session, prefix] for prefix in ripe], now=now)
    return written


def _waiting(day: dt.date, session: str, plans: dict[str, bool]) -> Iterator[list[Group]]:
    """Stream the groups without a report, in chunks that never part a school."""
    values = {"day": day, "session": session, "prefixes": list(plans), "ripe": list(plans.values())}
    chunk: list[Group] = []
    with connection.cursor() as cursor:
        cursor.execute(WAITING, values)
        rows = (Group(*row) for batch in iter(lambda: cursor.fetchmany(CHUNK), []) for row in batch)
        for _, school in itertools.groupby(rows, key=lambda one: one.school_id):
            chunk += school
            if len(chunk) >= CHUNK:
                yield chunk
                chunk = []
    if chunk:
        yield chunk
