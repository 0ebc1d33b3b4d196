"""Let posts follow the units they are held in, when units are split, merged or given up."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import connection

from sizao.core import usecase
from sizao.core.actor import Actor, units_by_id
from sizao.core.audit.services import Touch
from sizao.core.usecase import use_case
from sizao.registry.accounts import queries

# Posts held on the day, but for delegated ones: whoever handed a post over does so again.
COPY = """
INSERT INTO accounts_grant (user_id, unit_id, role, starts_on, until, granted_by, reason)
SELECT DISTINCT ON (g.user_id, p.to_id, g.role) g.user_id, p.to_id, g.role, %(day)s, g.until, NULL, %(reason)s
FROM accounts_grant g JOIN unnest(%(from)s::bigint[], %(to)s::bigint[]) AS p(from_id, to_id) ON g.unit_id = p.from_id
WHERE g.revoked_at IS NULL AND g.delegated_from_id IS NULL AND g.starts_on <= %(day)s
  AND (g.until IS NULL OR g.until > %(day)s) AND (%(only)s::text[] = '{}' OR g.role = ANY(%(only)s::text[]))
  AND (%(users)s::bigint[] = '{}' OR g.user_id = ANY(%(users)s::bigint[]))
ORDER BY g.user_id, p.to_id, g.role, g.until DESC NULLS FIRST
ON CONFLICT DO NOTHING RETURNING user_id, unit_id, role
"""
END = """
UPDATE accounts_grant SET until = %(day)s
WHERE unit_id = ANY(%(ids)s) AND revoked_at IS NULL AND starts_on < %(day)s AND (until IS NULL OR until > %(day)s)
RETURNING user_id, unit_id, role
"""
REOPEN = """
UPDATE accounts_grant SET until = NULL WHERE unit_id = ANY(%(ids)s) AND revoked_at IS NULL AND until = %(day)s
RETURNING user_id, unit_id, role
"""
KEEP = """
UPDATE accounts_user u SET unit_id = p.to_id
FROM unnest(%(from)s::bigint[], %(to)s::bigint[]) AS p(from_id, to_id) WHERE u.unit_id = p.from_id
"""


@use_case("accounts.grants.followed", permission="accounts.follow")
def copy_posts(
    *, actor: Actor, now: dt.datetime, units: Mapping[int, int], from_day: dt.date, reason: str,
    only: Iterable[str] = (), user_ids: Iterable[int] = (),
) -> int:  # fmt: skip
    """Give whoever holds a post in a unit the same post in another one from a day on; who has it already keeps it.

    units: the unit a post is held in → the one it is given in. only: these roles alone.
    user_ids: these holders alone. returns: number of posts.
    """
    parts = {"from": list(units), "to": list(units.values()), "day": from_day, "reason": reason[:200]}
    return _wrote(COPY, {**parts, "only": list(only), "users": list(user_ids)})


@use_case("accounts.grants.ended", permission="accounts.follow")
def end_posts(*, actor: Actor, now: dt.datetime, unit_ids: Iterable[int], from_day: dt.date) -> int:
    """End the posts of units that are given up, from a day on; delegated ones too. returns: number of posts."""
    return _wrote(END, {"ids": list(unit_ids), "day": from_day})


@use_case("accounts.grants.reopened", permission="accounts.follow")
def reopen_posts(*, actor: Actor, now: dt.datetime, unit_ids: Iterable[int], from_day: dt.date) -> int:
    """Take back that the posts of units ended on a day. returns: number of posts."""
    return _wrote(REOPEN, {"ids": list(unit_ids), "day": from_day})


@use_case("accounts.users.handed_over", permission="accounts.follow")
def hand_over_accounts(*, actor: Actor, now: dt.datetime, from_id: int, to_id: int) -> None:
    """Let the administrators of another unit keep the accounts of one that is given up."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"from": [from_id], "to": [to_id]})
    usecase.touch(school_id=to_id, kind="accounts.users", id=from_id, fields=("unit_id",))


def _wrote(statement: str, values: dict[str, object]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall()
    units = units_by_id({unit_id for _user, unit_id, _role in found})
    queries.forget()
    usecase.unrecorded("nobody held a post there")
    usecase.touch_many(
        [Touch(units[unit_id].key, "accounts.grant", str(user), (role,)) for user, unit_id, role in found]
    )
    return len(found)
