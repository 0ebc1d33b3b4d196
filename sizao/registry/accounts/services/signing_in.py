"""Sign in, confirm by a second factor, act in a role, sign out.

A try is counted by `count_try`, committed, before the use case that checks it: parallel guesses cannot outrun the
lock, and a refusal rolls nothing of it back. Views that sign in therefore open their own transactions.
"""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from sizao.core import privacy, usecase
from sizao.core.actor import Actor
from sizao.core.choices import Choices
from sizao.core.errors import Forbidden, NotVisible, SizaoError
from sizao.core.usecase import use_case
from sizao.registry.accounts import queries, rules
from sizao.registry.accounts.models import Grant, SecondFactor, Session, SignInFailure, User
from sizao.registry.accounts.services.second_factor import accept_code, touch_own

# Who asks before anyone is known.
ANONYMOUS = Actor(user_id=None, role="ANONYMOUS")


class SignInRefused(SizaoError):
    """Name or password is wrong; which of the two is not said."""

    code = "sign_in_refused"
    message = "用户名或密码不对"
    http_status = 401


class SignInLocked(SizaoError):
    """Too many failures; the name, the device or the address waits."""

    code = "sign_in_locked"
    message = "多次输错，{minutes}分钟后再试"
    http_status = 429


class TryKind(Choices):
    """What is tried; each is counted for itself."""

    PASSWORD = "PASSWORD", "登录"
    OWN_PASSWORD = "OWN_PASSWORD", "当前密码"
    CODE = "CODE", "动态码"


@dataclass(frozen=True, slots=True)
class Try:
    """A counted try, handed to the use case that checks it."""

    kind: TryKind
    name: str

    def subject(self) -> bytes:
        return privacy.keyed_hash(self.name, purpose=f"try {self.kind}")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a sign-in comes from: network address and the browser's own description."""

    address: str | None
    device: str


@use_case("accounts.try.counted", permission=None)
def count_try(
    *, actor: Actor, now: dt.datetime, kind: TryKind, name: str, address: str | None, machine_now: dt.datetime
) -> Try:
    """Count a try of a password or code before it is checked; `forget_tries` removes it when it was right.

    name: username before sign-in, user id after. raises: SignInLocked.
    """
    tried = Try(kind, name.strip())
    subject = tried.subject()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(encode(%s, 'hex'), 0))", [subject])
    since = machine_now - dt.timedelta(hours=rules.FAILURE_MEMORY_HOURS)
    failures = list(
        SignInFailure.objects.filter(subject=subject, at__gt=since).order_by("-at").values_list("at", flat=True)
    )
    until = rules.locked_until(len(failures), failures[0] if failures else None)
    if until is not None and until > machine_now:
        raise SignInLocked(minutes=max(1, round((until - machine_now).total_seconds() / 60)))
    _refuse_flood(address, machine_now)
    row = SignInFailure.objects.create(subject=subject, address=address, at=machine_now)
    usecase.touch(school_id=usecase.COUNTRY, kind="accounts.try", id=row.id)
    return tried


def _refuse_flood(address: str | None, machine_now: dt.datetime) -> None:
    if address is None:
        return
    since = machine_now - dt.timedelta(minutes=rules.ADDRESS_WINDOW_MINUTES)
    if SignInFailure.objects.filter(address=address, at__gt=since).count() >= rules.FAILURES_PER_ADDRESS:
        raise SignInLocked(minutes=rules.ADDRESS_WINDOW_MINUTES)


def forget_tries(tried: Try) -> None:
    """Remove the failures of a name whose secret was right."""
    SignInFailure.objects.filter(subject=tried.subject()).delete()


def is_right_password(user: User | None, password: str) -> bool:
    """Check a password, renewing an old hash; without a user it takes as long and is wrong."""

    def renew(raw: str) -> None:
        User.objects.whole_tree(reason="the account that signs in").filter(id=user.id).update(
            password=make_password(raw)
        )

    return check_password(password, user.password if user else make_password(None), renew) and user is not None


@use_case("accounts.session.opened", permission=None)
def sign_in(
    *, actor: Actor, now: dt.datetime, tried: Try, password: str, origin: Origin, machine_now: dt.datetime
) -> str:
    """Check the password for the counted name and open a session.

    returns: the session key for the cookie; only its digest is stored. raises: SignInRefused.
    """
    rows = User.objects.whole_tree(reason="nobody is known before sign-in")
    user = rows.filter(username=tried.name, is_active=True).first()
    if not is_right_password(user, password):
        raise SignInRefused()
    forget_tries(tried)
    return _open(user, origin, machine_now)


@use_case("accounts.demo_session.opened", permission=None)
def sign_in_demo(*, actor: Actor, now: dt.datetime, username: str, origin: Origin, machine_now: dt.datetime) -> str:
    """Open a session of a demo account without a password.

    returns: the session key. raises: NotVisible for any other account.
    """
    rows = User.objects.whole_tree(reason="nobody is known before sign-in")
    user = rows.filter(username=username, is_active=True, is_demo=True).first()
    if user is None:
        raise NotVisible()
    return _open(user, origin, machine_now)


@use_case("accounts.session.given", permission=None)
def open_session(*, actor: Actor, now: dt.datetime, user_id: int, origin: Origin, machine_now: dt.datetime) -> str:
    """Open a session for someone whom the machine itself has recognized.

    returns: the session key. raises: Forbidden for anyone but the system.
    """
    if not actor.is_system:
        raise Forbidden(act="替人登录")
    user = User.objects.whole_tree(reason="the machine knows whom").get(id=user_id, is_active=True)
    return _open(user, origin, machine_now)


def _open(user: User, origin: Origin, machine_now: dt.datetime) -> str:
    key = secrets.token_urlsafe(32)
    roles = Grant.objects.whole_tree(reason="how long a session lasts").filter(user_id=user.id, revoked_at__isnull=True)
    Session.objects.create(
        digest=queries.digest_of(key),
        user_id=user.id,
        device=origin.device[:120],
        address=origin.address,
        created_at=machine_now,
        expires_at=machine_now + rules.session_length(roles.values_list("role", flat=True)),
    )
    User.objects.whole_tree(reason="the account that signs in").filter(id=user.id).update(
        last_login=machine_now, first_signed_in_at=Coalesce("first_signed_in_at", machine_now)
    )
    usecase.touch(school_id=user.unit_id or usecase.COUNTRY, kind="accounts.user", id=user.id)
    return key


@use_case("accounts.session.confirmed", permission=None)
def confirm_session(
    *, actor: Actor, now: dt.datetime, tried: Try, key: str, code: str, machine_now: dt.datetime
) -> None:
    """Take the second factor of a session that waits for it: a code of the device, or a recovery code.

    actor: whose session it is, still without rights. key: the session's. raises: Invalid.
    """
    device = SecondFactor.objects.select_for_update().get(user_id=actor.user_id, confirmed_at__isnull=False)
    accept_code(device, code, machine_now)
    forget_tries(tried)
    digest = queries.digest_of(key)
    Session.objects.filter(digest=digest, user_id=actor.user_id).update(second_factor_at=machine_now)
    queries.forget(digest)
    touch_own(actor, "second_factor")


@use_case("accounts.session.ended", permission=None)
def sign_out(*, actor: Actor, now: dt.datetime, key: str, machine_now: dt.datetime) -> None:
    """End the session behind a cookie at once; one that is not open is left as it is."""
    _end(Session.objects.filter(digest=queries.digest_of(key)), machine_now)


@use_case("accounts.session.revoked", permission=None)
def end_session(*, actor: Actor, now: dt.datetime, session_id: int, machine_now: dt.datetime) -> None:
    """End another session of one's own.

    raises: NotVisible when it is not one's own.
    """
    rows = Session.objects.filter(id=session_id, user_id=actor.user_id)
    if actor.user_id is None or not rows.exists():
        raise NotVisible()
    _end(rows, machine_now)


def _end(rows: QuerySet[Session], machine_now: dt.datetime) -> None:
    usecase.unrecorded("no open session was meant")
    for session in rows.filter(revoked_at__isnull=True).select_related("user"):
        Session.objects.filter(id=session.id).update(revoked_at=machine_now)
        queries.forget(bytes(session.digest))
        home = session.user.unit_id or usecase.COUNTRY
        usecase.touch(school_id=home, kind="accounts.user", id=session.user_id, fields=("session",))


@use_case("accounts.role.chosen", permission=None)
def choose_role(*, actor: Actor, now: dt.datetime, key: str, role: str) -> None:
    """Remember which of their roles someone acts in; it shows in the top bar and in every audit entry.

    raises: NotVisible for a role one does not hold.
    """
    if role not in {grant.role for grant in actor.grants}:
        raise NotVisible()
    digest = queries.digest_of(key)
    Session.objects.filter(digest=digest, user_id=actor.user_id).update(role=role)
    queries.forget(digest)
    touch_own(actor, "role")
