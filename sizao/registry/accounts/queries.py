"""Who asks: sessions and tokens become actors by one query; and who holds which post where."""

import datetime as dt
import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import connection
from django.http import HttpRequest

from sizao.core import clock
from sizao.core.actor import Actor, Grant, UnitRef
from sizao.core.errors import NotSignedIn
from sizao.registry.accounts.rules import SECOND_FACTOR_ROLES

SESSION_COOKIE = "sizao_session"
# A revoked session or grant is honored for at most this long.
CACHE_SECONDS = 5
CACHE_SIZE = 20_000

_GRANTS = """
LEFT JOIN accounts_grant g ON g.user_id = u.id AND g.revoked_at IS NULL AND g.starts_on <= %s
     AND (g.until IS NULL OR g.until > %s)
LEFT JOIN orgs_unit t ON t.id = g.unit_id
LEFT JOIN accounts_grant f ON f.id = g.delegated_from_id
"""
_COLUMNS = """
u.id, u.name, u.language, u.theme, g.role, g.until, f.user_id,
t.id, t.level, t.name, t.school_id, t.authority_path, t.territory_path
"""
BY_SESSION = f"""
SELECT s.id, s.role, s.second_factor_at, NULL::text[], {_COLUMNS}
FROM accounts_session s JOIN accounts_user u ON u.id = s.user_id AND u.is_active {_GRANTS}
WHERE s.digest = %s AND s.revoked_at IS NULL AND s.expires_at > %s ORDER BY g.id
"""
BY_TOKEN = f"""
SELECT k.id, '', NULL::timestamptz, k.scopes, {_COLUMNS}
FROM accounts_token k JOIN accounts_user u ON u.id = k.user_id AND u.is_active {_GRANTS}
WHERE k.digest = %s AND k.revoked_at IS NULL AND k.expires_at > %s ORDER BY g.id
"""
BY_USER = f"""
SELECT NULL, '', NULL::timestamptz, NULL::text[], {_COLUMNS}
FROM accounts_user u {_GRANTS} WHERE u.id = %s ORDER BY g.id
"""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An actor with what the pages need to know of the session."""

    actor: Actor
    session_id: int | None
    language: str
    theme: str
    needs_second_factor: bool


_cache: dict[bytes, tuple[float, SignedIn]] = {}


def digest_of(key: str) -> bytes:
    """Digest a session or token key; only digests are stored."""
    return hashlib.sha256(key.encode()).digest()


def forget(digest: bytes | None = None) -> None:
    """Drop one cached actor, or all of this process (after a grant changed)."""
    if digest is None:
        _cache.clear()
    else:
        _cache.pop(digest, None)


def find_actor(request: HttpRequest) -> Actor | None:
    """Resolve a request's bearer token or session cookie, by one query at most every 5 s.

    raises: NotSignedIn when a token was sent that is unknown, revoked or expired.
    """
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        found = _resolve(digest_of(header[7:].strip()), BY_TOKEN)
        if found is None:
            raise NotSignedIn()
    else:
        key = request.COOKIES.get(SESSION_COOKIE)
        found = _resolve(digest_of(key), BY_SESSION) if key else None
    request.signed_in = found
    return found.actor if found is not None and not found.needs_second_factor else None


def _resolve(digest: bytes, statement: str) -> SignedIn | None:
    cached = _cache.get(digest)
    if cached is not None and time.monotonic() - cached[0] < CACHE_SECONDS:
        return cached[1]
    now = clock.machine_now()
    today = clock.school_date(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(statement, [today, today, digest, now])
        rows = cursor.fetchall()
    if not rows:
        _cache.pop(digest, None)
        return None
    if len(_cache) > CACHE_SIZE:
        _cache.clear()
    found = _signed_in(rows)
    _cache[digest] = (time.monotonic(), found)
    return found


def _signed_in(rows: list[tuple]) -> SignedIn:
    session_id, role, second_factor_at, scopes, user_id, name, language, theme = rows[0][:8]
    grants = tuple(Grant(UnitRef(*row[11:17]), row[8], row[9], row[10]) for row in rows if row[8] is not None)
    roles = [grant.role for grant in grants]
    chosen = role if role in roles else (roles[0] if roles else "")
    actor = Actor(user_id, name, chosen, grants)
    if scopes is not None:
        actor = actor.limited_to(scopes)
    asks = scopes is None and second_factor_at is None and _must_confirm(user_id, roles)
    return SignedIn(actor, session_id, language, theme, asks)


def _must_confirm(user_id: int, roles: Iterable[str]) -> bool:
    """Tell whether this user's sign-in still waits for the second factor: officers who have set one up."""
    if not SECOND_FACTOR_ROLES.intersection(roles):
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM accounts_second_factor WHERE user_id = %s AND confirmed_at IS NOT NULL", [user_id]
        )
        return cursor.fetchone() is not None


def get_actor(user_id: int, *, on: dt.date, role: str = "") -> Actor:
    """Give the actor of a user as of a day, for jobs and tests that act for someone.

    raises: NotSignedIn when there is no such user.
    """
    with connection.cursor() as cursor:
        cursor.execute(BY_USER, [on, on, user_id])
        rows = cursor.fetchall()
    if not rows:
        raise NotSignedIn()
    actor = _signed_in(rows).actor
    return replace(actor, role=role) if role else actor


@dataclass(frozen=True, slots=True)
class Holder:
    """Someone who holds a post: whom to notify or to call."""

    user_id: int
    name: str
    phone: str
    email: str
    role: str
    unit_id: int


def list_holders(*, unit_ids: Iterable[int], roles: Iterable[str], on: dt.date) -> list[Holder]:
    """List who holds any of the roles directly in any of the units on a day, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.id, u.name, u.phone, u.email, g.role, g.unit_id FROM accounts_grant g"
            " JOIN accounts_user u ON u.id = g.user_id AND u.is_active"
            " WHERE g.unit_id = ANY(%s) AND g.role = ANY(%s) AND g.revoked_at IS NULL"
            " AND g.starts_on <= %s AND (g.until IS NULL OR g.until > %s) ORDER BY g.unit_id, g.role, g.id",
            [list(unit_ids), list(roles), on, on],
        )
        return [Holder(*row) for row in cursor.fetchall()]


def list_demo_logins() -> list[tuple[str, str, str, str]]:
    """List the demo accounts as (username, name, role, unit name), one line a user."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (u.id) u.username, u.name, g.role, t.name FROM accounts_user u"
            " JOIN accounts_grant g ON g.user_id = u.id JOIN orgs_unit t ON t.id = g.unit_id"
            " WHERE u.is_demo AND u.is_active ORDER BY u.id, g.id"
        )
        return cursor.fetchall()


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    """Give the names of users by id, for histories."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM accounts_user WHERE id = ANY(%s)", [list(user_ids)])
        return dict(cursor.fetchall())
