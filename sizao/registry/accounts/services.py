"""Accounts, posts and sign-in."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.db.models import F

from sizao.core import usecase
from sizao.core.actor import Actor, units_by_id
from sizao.core.audit.services import Touch
from sizao.core.errors import FieldProblem, Invalid, SizaoError
from sizao.core.usecase import use_case
from sizao.registry.accounts import queries, rules
from sizao.registry.accounts.models import Grant, Session, SignInFailure, User


class SignInRefused(SizaoError):
    """Name or password is wrong; which of the two is not said."""

    code = "sign_in_refused"
    message = "用户名或密码不对"
    http_status = 401


class SignInLocked(SizaoError):
    """Too many failures; the account or the address waits."""

    code = "sign_in_locked"
    message = "多次输错，{minutes}分钟后再试"
    http_status = 429


@dataclass(frozen=True, slots=True)
class NewUser:
    """An account to be made; without `password` none can sign in until one is set."""

    username: str
    name: str
    password: str = ""
    phone: str = ""
    email: str = ""
    is_demo: bool = False
    pinyin_key: str = ""


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A post to be given to a user from a day on, until a day (not included)."""

    user_id: int
    unit_id: int
    role: str
    starts_on: dt.date
    until: dt.date | None = None
    reason: str = ""


@use_case("accounts.user.created", permission="accounts.grant")
def create_users(*, actor: Actor, now: dt.datetime, users: Sequence[NewUser]) -> list[int]:
    """Create accounts in one statement; the same password is hashed once.

    returns: ids in the order given. raises: Invalid when a username is taken or empty.
    """
    _refuse_bad_users(users)
    hashes = {password: make_password(password or None) for password in {one.password for one in users}}
    rows = [
        User(
            username=one.username,
            name=one.name,
            pinyin_key=one.pinyin_key,
            password=hashes[one.password],
            phone=one.phone,
            email=one.email,
            is_demo=one.is_demo,
            created_at=now,
        )
        for one in users
    ]
    made = User.objects.bulk_create(rows, batch_size=2000)
    home = actor.grants[0].unit.key if actor.grants else usecase.COUNTRY
    usecase.touch_many([Touch(home, "accounts.user", str(user.id)) for user in made])
    return [user.id for user in made]


def _refuse_bad_users(users: Sequence[NewUser]) -> None:
    names = [one.username for one in users]
    taken = set(User.objects.filter(username__in=names).values_list("username", flat=True))
    problems, seen = [], set()
    for row, one in enumerate(users, start=1):
        if not one.username or not one.name:
            problems.append(FieldProblem("username", "填用户名和姓名", row=row))
        elif one.username in taken or one.username in seen:
            problems.append(FieldProblem("username", "用户名已有人用", row=row, value=one.username))
        seen.add(one.username)
    if problems:
        raise Invalid(problems)


@use_case("accounts.grant.given", permission="accounts.grant")
def grant_posts(*, actor: Actor, now: dt.datetime, grants: Sequence[NewGrant]) -> None:
    """Give posts; a role must fit the level of its unit.

    raises: Invalid, Forbidden, NotVisible.
    """
    units = units_by_id({one.unit_id for one in grants})
    problems = []
    for row, one in enumerate(grants, start=1):
        unit = units.get(one.unit_id)
        if unit is None:
            problems.append(FieldProblem("unit_id", "没有这个机构", row=row, value=str(one.unit_id)))
        elif not rules.role_fits(one.role, unit.level):
            problems.append(FieldProblem("role", "这个岗位不能设在这一级", row=row, value=one.role))
    if problems:
        raise Invalid(problems)
    for unit in units.values():
        actor.require("accounts.grant", unit)
    Grant.objects.bulk_create(
        [
            Grant(
                user_id=one.user_id,
                unit_id=one.unit_id,
                role=one.role,
                starts_on=one.starts_on,
                until=one.until,
                reason=one.reason,
                granted_by=actor.user_id,
            )
            for one in grants
        ],
        batch_size=2000,
    )
    queries.forget()
    usecase.touch_many([Touch(units[one.unit_id].key, "accounts.grant", str(one.user_id)) for one in grants])


def sign_in(*, username: str, password: str, address: str | None, device: str, now: dt.datetime) -> str:
    """Check name and password and open a session.

    now: the machine's time. returns: the session key for the cookie; only its digest is stored.
    raises: SignInRefused, SignInLocked.
    """
    _refuse_flood(address, now)
    user = User.objects.filter(username=username.strip(), is_active=True).first()
    if user is not None and user.locked_until is not None and user.locked_until > now:
        raise SignInLocked(minutes=_minutes(user.locked_until - now))
    if not check_password(password, user.password if user else _unusable()) or user is None:
        _count_failure(user, username, address, now)
        raise SignInRefused()
    return open_session(user_id=user.id, address=address, device=device, now=now)


def _unusable() -> str:
    """A hash nobody has the password of, so that unknown names take as long as known ones."""
    global _nobody
    if not _nobody:
        _nobody = make_password(secrets.token_urlsafe(16))
    return _nobody


_nobody = ""


def _minutes(rest: dt.timedelta) -> int:
    return max(1, round(rest.total_seconds() / 60))


def _refuse_flood(address: str | None, now: dt.datetime) -> None:
    if address is None:
        return
    since = now - dt.timedelta(minutes=rules.ADDRESS_WINDOW_MINUTES)
    if SignInFailure.objects.filter(address=address, at__gt=since).count() >= rules.FAILURES_PER_ADDRESS:
        raise SignInLocked(minutes=rules.ADDRESS_WINDOW_MINUTES)


def _count_failure(user: User | None, username: str, address: str | None, now: dt.datetime) -> None:
    """Count a failure in its own statements; callers run outside any transaction that the refusal rolls back."""
    SignInFailure.objects.create(username=username.strip()[:60], address=address, at=now)
    if user is not None:
        User.objects.filter(id=user.id).update(failed_count=F("failed_count") + 1)
        user.refresh_from_db(fields=["failed_count"])
        until = rules.lock_until(user.failed_count, now)
        if until is not None:
            User.objects.filter(id=user.id).update(locked_until=until)


def open_session(*, user_id: int, address: str | None, device: str, now: dt.datetime) -> str:
    """Open a session and clear the failures of its user."""
    key = secrets.token_urlsafe(32)
    Session.objects.create(
        digest=queries.digest_of(key),
        user_id=user_id,
        device=device[:120],
        address=address,
        created_at=now,
        seen_at=now,
        expires_at=now + _length_of_session(user_id),
    )
    User.objects.filter(id=user_id).update(failed_count=0, locked_until=None, last_login=now)
    return key


def _length_of_session(user_id: int) -> dt.timedelta:
    with connection.cursor() as cursor:
        cursor.execute("SELECT role FROM accounts_grant WHERE user_id = %s AND revoked_at IS NULL", [user_id])
        roles = {row[0] for row in cursor.fetchall()}
    if roles & rules.SECOND_FACTOR_ROLES:
        return dt.timedelta(hours=rules.OFFICE_SESSION_HOURS)
    return dt.timedelta(days=rules.SESSION_DAYS)


def sign_out(*, key: str, now: dt.datetime) -> None:
    """End the session behind a cookie at once."""
    digest = queries.digest_of(key)
    Session.objects.filter(digest=digest, revoked_at__isnull=True).update(revoked_at=now)
    queries.forget(digest)


def choose_role(*, key: str, role: str) -> None:
    """Remember which of their roles someone acts in; it shows in the top bar and in every audit entry."""
    digest = queries.digest_of(key)
    Session.objects.filter(digest=digest).update(role=role)
    queries.forget(digest)
