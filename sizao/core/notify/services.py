"""Send notices, settle what is done, mark what was read. Handlers and reminders call this, never other services."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from sizao.core import arrays, clock, usecase
from sizao.core.actor import Actor, units_by_id
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.core.ids import new_id
from sizao.core.notify import channels, directory, queries, rules
from sizao.core.notify.models import Notice
from sizao.core.notify.templates import Template, merged, to_stored
from sizao.core.usecase import use_case

CHUNK = 5000
MANY = 500
LONGEST_DEDUPE = 80


@dataclass(frozen=True, slots=True)
class RoleAt:
    """Whoever holds one of the roles directly in the unit."""

    unit_id: int
    roles: tuple[str, ...]
    is_first_only: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """One user, reached under a unit: the starter of an import, the guardian of a pupil."""

    user_id: int
    unit_id: int


Address = RoleAt | Person


def role_at(unit_id: int, *roles: str) -> RoleAt:
    """Address the holders of roles in a unit."""
    return RoleAt(unit_id, roles)


def first_at(unit_id: int, *roles: str) -> RoleAt:
    """Address the holders of the first of these roles that anybody holds in a unit."""
    return RoleAt(unit_id, roles, is_first_only=True)


@dataclass(frozen=True, slots=True)
class About:
    """What a notice is about: a stable name, by which it is settled, and the page it opens."""

    id: str
    url: str


@dataclass(frozen=True, slots=True)
class Message:
    """One notice to be sent.

    dedupe: "" for one a person and day; urgent messages are told apart by what they are about.
    expires_at: outside channels drop it from then on; the inbox keeps it.
    """

    template: Template
    to: tuple[Address, ...]
    about: About
    params: dict[str, Any] = field(default_factory=dict)
    dedupe: str = ""
    expires_at: dt.datetime | None = None


@dataclass(slots=True)
class _Draft:
    """A notice to one person, before it is written."""

    message: Message
    holder: Any
    unit_id: int
    school_id: int
    params: dict[str, Any]
    id: Any = None


def send(template: Template, *, to: Address | Sequence[Address], about: About, now: dt.datetime, **params: Any) -> int:
    """Send one notice to whoever is addressed; at most one a person, kind and day unless it is urgent.

    returns: number of persons told now. raises: BadNotice.
    """
    addressed = (to,) if isinstance(to, Address) else tuple(to)
    return send_many([Message(template, addressed, about, params)], now=now)


def send_many(messages: Sequence[Message], *, now: dt.datetime) -> int:
    """Send notices inside the open transaction, in three statements a chunk; several of one kind to a person are one.

    returns: number of notices written. raises: BadNotice.
    """
    written = 0
    for start in range(0, len(messages), CHUNK):
        written += _write(_drafts(messages[start : start + CHUNK], now), now)
    return written


def _drafts(messages: Sequence[Message], now: dt.datetime) -> list[_Draft]:
    posts = [address for message in messages for address in message.to if isinstance(address, RoleAt)]
    persons = {address.user_id for message in messages for address in message.to if isinstance(address, Person)}
    users = directory.get().contacts_of(persons) if persons else {}
    holders: dict[tuple[int, str], list[Any]] = {}
    if posts:
        found = directory.get().list_holders(
            unit_ids={post.unit_id for post in posts},
            roles={role for post in posts for role in post.roles},
            on=clock.school_date(now),
        )
        for holder in found:
            holders.setdefault((holder.unit_id, holder.role), []).append(holder)
    units = units_by_id({address.unit_id for message in messages for address in message.to})
    channels.tell_groups(messages, units, now)
    drafts: dict[tuple, _Draft] = {}
    for message in messages:
        stored = to_stored(message.template, message.params)
        for unit_id, holder in _reached(message, holders, users):
            if unit_id in units:
                _add(drafts, _Draft(message, holder, unit_id, units[unit_id].key, stored, new_id(now)))
    return list(drafts.values())


def _reached(
    message: Message, holders: dict[tuple[int, str], list[Any]], users: dict[int, Any]
) -> Iterable[tuple[int, Any]]:
    seen = set()
    for address in message.to:
        if isinstance(address, Person):
            found = [users[address.user_id]] if address.user_id in users else []
        else:
            by_role = [holders.get((address.unit_id, role), []) for role in address.roles]
            if address.is_first_only:
                by_role = [next(filter(None, by_role), [])]
            found = [one for held in by_role for one in held]
        for holder in found:
            if holder.user_id not in seen:
                seen.add(holder.user_id)
                yield address.unit_id, holder


def _add(drafts: dict[tuple, _Draft], draft: _Draft) -> None:
    """Keep one draft a person, kind and dedupe; a second one is merged into it."""
    key = (draft.school_id, draft.holder.user_id, draft.message.template.code, dedupe_of(draft.message))
    known = drafts.setdefault(key, draft)
    if known is not draft:
        known.params = merged(draft.message.template, known.params, draft.params)


def dedupe_of(message: Message) -> str:
    """Give what tells a message from others of its kind to the same reader on the same day."""
    return (message.dedupe or (message.about.id if message.template.is_urgent else ""))[:LONGEST_DEDUPE]


# A notice that the person already has today is left as it is, and nothing is queued for it. One document for all rows:
# arrays would be quoted text by text.
INSERT = """
WITH given AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(%(notices)s::jsonb) AS g(school_id bigint, id uuid, recipient_id bigint, kind text,
    dedupe text, unit_id bigint, params jsonb, about text, url text, is_urgent boolean, expires_at timestamptz)
),
made AS (
  INSERT INTO core_notice (school_id, day, id, recipient_id, kind, dedupe, unit_id, params, about, url, is_urgent,
    created_at, expires_at)
  SELECT school_id, %(day)s, id, recipient_id, kind, dedupe, unit_id, params, about, url, is_urgent, %(now)s,
    expires_at FROM given ORDER BY school_id, recipient_id, kind
  ON CONFLICT DO NOTHING RETURNING school_id, id, is_urgent
),
queued AS (
  INSERT INTO core_notice_delivery (school_id, day, id, notice_id, channel, address, is_urgent, state, try_count,
    next_try_at, failure)
  SELECT m.school_id, %(day)s, w.id, m.id, w.channel, w.address, m.is_urgent, 'WAITING', 0,
    CASE WHEN m.is_urgent THEN %(urgent_from)s ELSE %(plain_from)s END, ''
  FROM jsonb_to_recordset(%(ways)s::jsonb) AS w(notice_id uuid, id uuid, channel text, address text)
  JOIN made m ON m.id = w.notice_id
)
SELECT count(*) FROM made
"""


def _write(drafts: Sequence[_Draft], now: dt.datetime) -> int:
    if not drafts:
        return 0
    local = now.astimezone(clock.SHANGHAI)
    values = {
        "day": clock.school_date(now),
        "now": now,
        "notices": json.dumps([_notice_row(draft) for draft in drafts], ensure_ascii=False),
        "ways": json.dumps(list(_ways(drafts, now)), ensure_ascii=False),
        "urgent_from": rules.deliver_from(local, is_urgent=True),
        "plain_from": rules.deliver_from(local, is_urgent=False),
    }
    with connection.cursor() as cursor:
        if len(drafts) < MANY:
            cursor.execute(INSERT, values)
            return cursor.fetchone()[0]
        # A document's rows are guessed to be a hundred; joined one by one, thousands would take seconds.
        cursor.execute("SELECT set_config('enable_nestloop', 'off', true)")
        cursor.execute(INSERT, values)
        (written,) = cursor.fetchone()
        cursor.execute("SELECT set_config('enable_nestloop', 'on', true)")
        return written


def _notice_row(draft: _Draft) -> dict[str, Any]:
    message = draft.message
    return {
        "school_id": draft.school_id,
        "id": str(draft.id),
        "recipient_id": draft.holder.user_id,
        "kind": message.template.code,
        "dedupe": dedupe_of(message),
        "unit_id": draft.unit_id,
        "params": draft.params,
        "about": message.about.id,
        "url": message.about.url,
        "is_urgent": message.template.is_urgent,
        "expires_at": message.expires_at and message.expires_at.isoformat(),
    }


def _ways(drafts: Sequence[_Draft], now: dt.datetime) -> Iterable[dict[str, str]]:
    """List the outside channels that reach each person."""
    ready = channels.ready()
    for draft in drafts if ready else ():
        for channel in ready:
            if address := channel.address_of(draft.holder):
                yield {
                    "notice_id": str(draft.id), "id": str(new_id(now)), "channel": channel.code, "address": address,
                }  # fmt: skip


SETTLE = """
UPDATE core_notice n SET read_at = %s
FROM unnest(%s::bigint[], %s::date[], %s::text[]) AS k(school_id, day, about)
WHERE n.school_id = k.school_id AND n.day = k.day AND n.about = k.about AND n.read_at IS NULL AND n.kind = ANY(%s)
"""


DONE_COLUMNS = (("school_id", "bigint"), ("day", "date"), ("about", "text"))


@dataclass(frozen=True, slots=True)
class Done:
    """Something that needs no reminder any more: under which school, sent on which day, about what."""

    school_id: int
    day: dt.date
    about: str


def settle_many(done: Sequence[Done], *, templates: Iterable[Template], now: dt.datetime) -> int:
    """Mark notices about things that are done as read, so that no badge asks for them; one statement.

    returns: number of notices settled.
    """
    if not done:
        return 0
    columns = arrays.columns([(one.school_id, one.day, one.about) for one in done], DONE_COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, [now, *columns, [template.code for template in templates]])
        return cursor.rowcount


def begin_rounds(names: Sequence[str], *, now: dt.datetime) -> set[str]:
    """Claim rounds of reminders inside the open transaction.

    returns: the names claimed now; the others were made before.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_notice_round (name, made_at) SELECT name, %s FROM unnest(%s::text[]) AS r(name)"
            " ON CONFLICT DO NOTHING RETURNING name",
            [now, sorted(set(names))],
        )
        return {name for (name,) in cursor.fetchall()}


@use_case("notify.notice.read", permission=None)
def mark_read(*, actor: Actor, now: dt.datetime, key: Key) -> str:
    """Mark one notice of one's own as read.

    returns: the page it is about, "" for none. raises: NotVisible when it is not the actor's.
    """
    usecase.unrecorded("one's own inbox")
    own = Notice.objects.filter(school_id=key.school_id, day=queries.day_of(key), id=key.id, recipient_id=actor.user_id)
    notice = own.first()
    if notice is None:
        raise NotVisible()
    own.filter(read_at__isnull=True).update(read_at=now)
    return notice.url


@use_case("notify.inbox.read", permission=None)
def mark_all_read(*, actor: Actor, now: dt.datetime) -> int:
    """Mark all notices of one's own as read.

    returns: how many were unread.
    """
    usecase.unrecorded("one's own inbox")
    unread = Notice.objects.filter(recipient_id=actor.user_id, read_at__isnull=True)
    return unread.filter(created_at__lte=now).update(read_at=now)
