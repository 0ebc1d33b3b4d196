"""Who asks: sessions and tokens become actors by one query, remembered for seconds."""

import datetime as dt
import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.http import HttpRequest

from sizao.core import clock, http
from sizao.core.actor import Actor, Grant, UnitRef
from sizao.core.errors import NotSignedIn
from sizao.registry.accounts.rules import Standing, Step, next_step

SESSION_COOKIE = "sizao_session"
# A revoked session, token or grant is honored for at most this long.
CACHE_SECONDS = 5
CACHE_SIZE = 20_000

_COLUMNS = """
u.id, u.name, u.language, u.theme, u.is_demo, u.must_change_password, u.first_signed_in_at, d.user_id IS NOT NULL,
g.role, g.until, g.delegated_by, t.id, t.level, t.name, t.school_id, t.authority_path, t.territory_path
"""
# A delegated post ends with the one it came from: services revoke both.
_JOINED = """
LEFT JOIN accounts_second_factor d ON d.user_id = u.id AND d.confirmed_at IS NOT NULL
LEFT JOIN (
  SELECT p.id, p.user_id, p.unit_id, p.role, p.until, f.user_id AS delegated_by
  FROM accounts_grant p LEFT JOIN accounts_grant f ON f.id = p.delegated_from_id
  WHERE p.revoked_at IS NULL AND p.starts_on <= %(day)s AND (p.until IS NULL OR p.until > %(day)s)
) g ON g.user_id = u.id
LEFT JOIN orgs_unit t ON t.id = g.unit_id
"""
BY_SESSION = f"""
SELECT s.id, s.role, s.second_factor_at IS NOT NULL, NULL::text[], {_COLUMNS}
FROM accounts_session s JOIN accounts_user u ON u.id = s.user_id AND u.is_active {_JOINED}
WHERE s.digest = %(digest)s AND s.revoked_at IS NULL AND s.expires_at > %(machine_now)s ORDER BY g.id
"""
BY_TOKEN = f"""
SELECT NULL, '', true, k.scopes, {_COLUMNS}
FROM accounts_token k JOIN accounts_user u ON u.id = k.user_id AND u.is_active {_JOINED}
WHERE k.digest = %(digest)s AND k.revoked_at IS NULL AND k.expires_at > %(machine_now)s ORDER BY g.id
"""
BY_USER = f"""
SELECT NULL, '', true, NULL::text[], {_COLUMNS}
FROM accounts_user u {_JOINED} WHERE u.id = %(user_id)s ORDER BY g.id
"""
BY_USERS = f"""
SELECT NULL, '', true, NULL::text[], {_COLUMNS}
FROM accounts_user u {_JOINED} WHERE u.id = ANY(%(user_ids)s) ORDER BY u.id, g.id
"""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An actor with what the pages need to know of the session.

    step: what the session still owes; until then it has no actor. session_id: None behind a token.
    """

    actor: Actor
    session_id: int | None
    language: str
    theme: str
    step: Step
    by_token: bool


_cache: dict[tuple[str, bytes], tuple[float, SignedIn]] = {}


def digest_of(key: str) -> bytes:
    """Digest a session or token key; only digests are stored."""
    return hashlib.sha256(key.encode()).digest()


def forget(digest: bytes | None = None) -> None:
    """Drop one cached actor, or all of this process (after a grant changed)."""
    if digest is None:
        _cache.clear()
    else:
        _cache.pop((BY_SESSION, digest), None)


def find_actor(request: HttpRequest) -> Actor | None:
    """Resolve a request's bearer token or session cookie, by one query at most every 5 s.

    Sets `request.signed_in`, also for a session that still owes a step and therefore has no actor.
    raises: NotSignedIn when a token was sent that is unknown, revoked or expired, or sent to a page.
    """
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        found = _resolve(digest_of(header[7:].strip()), BY_TOKEN) if http.wants_json(request) else None
        if found is None:
            raise NotSignedIn()
    else:
        key = request.COOKIES.get(SESSION_COOKIE)
        found = _resolve(digest_of(key), BY_SESSION) if key else None
    request.signed_in = found
    return found.actor if found is not None and not found.step else None


def _resolve(digest: bytes, statement: str) -> SignedIn | None:
    cached = _cache.get((statement, digest))
    if cached is not None and time.monotonic() - cached[0] < CACHE_SECONDS:
        return cached[1]
    machine_now = clock.machine_now()
    rows = _rows(statement, digest=digest, day=clock.today(), machine_now=machine_now)
    if not rows:
        _cache.pop((statement, digest), None)
        return None
    if len(_cache) > CACHE_SIZE:
        _cache.clear()
    found = _signed_in(rows, machine_now)
    _cache[statement, digest] = (time.monotonic(), found)
    return found


def _rows(statement: str, **values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _signed_in(rows: list[tuple], machine_now: dt.datetime) -> SignedIn:
    session_id, role, is_confirmed, scopes, user_id, name, language, theme = rows[0][:8]
    is_demo, must_change, first_signed_in_at, has_device = rows[0][8:12]
    grants = tuple(Grant(UnitRef(*row[15:21]), row[12], row[13], row[14]) for row in rows if row[12] is not None)
    roles = [grant.role for grant in grants]
    chosen = role if role in roles else (roles[0] if roles else "")
    actor = Actor(user_id, name, chosen, grants)
    if scopes is not None:
        return SignedIn(actor.limited_to(scopes), None, language, theme, Step.NONE, by_token=True)
    standing = Standing(frozenset(roles), has_device, is_confirmed, is_demo, must_change, first_signed_in_at)
    return SignedIn(actor, session_id, language, theme, next_step(standing, machine_now), by_token=False)


def get_actor(user_id: int, *, on: dt.date, role: str = "") -> Actor:
    """Give the actor of a user as of a day, for jobs and tests that act for someone.

    raises: NotSignedIn when there is no such user.
    """
    rows = _rows(BY_USER, user_id=user_id, day=on)
    if not rows:
        raise NotSignedIn()
    actor = _signed_in(rows, clock.machine_now()).actor
    return replace(actor, role=role) if role else actor


def get_actors(user_ids: Iterable[int], *, on: dt.date) -> dict[int, Actor]:
    """Give the actors of many users as of a day, in one query; unknown ids are absent from the answer."""
    by_user: dict[int, list[tuple]] = {}
    for row in _rows(BY_USERS, user_ids=list(user_ids), day=on):
        by_user.setdefault(row[4], []).append(row)
    now = clock.machine_now()
    return {user_id: _signed_in(rows, now).actor for user_id, rows in by_user.items()}
