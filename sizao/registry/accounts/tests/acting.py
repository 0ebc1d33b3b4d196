"""Acts that several tests of accounts make: sign in, fail, set a device up."""

import base64
import datetime as dt

from django_otp.oath import totp

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.demo.cast import PASSWORD
from sizao.registry.accounts import queries, services
from sizao.registry.accounts.models import User
from sizao.registry.accounts.services import ANONYMOUS, Origin, Try, TryKind

HERE = Origin("10.1.2.3", "Chrome Windows")
MOMENT = dt.datetime(2026, 11, 23, 0, 0, tzinfo=dt.UTC)


def users():
    """All accounts."""
    return User.objects.whole_tree(reason="test")


def count(now: dt.datetime, name: str, *, at: dt.datetime = MOMENT, address: str | None = HERE.address) -> Try:
    """Count one try of a password; without a sign-in after it, it stays a failure."""
    return services.count_try(
        actor=ANONYMOUS, now=now, kind=TryKind.PASSWORD, name=name, address=address, machine_now=at
    )


def fail(now: dt.datetime, times: int, name: str = "teacher", *, at: dt.datetime = MOMENT) -> None:
    """Leave failures behind without hashing a password for each."""
    for _ in range(times):
        count(now, name, at=at)


def enter(now: dt.datetime, name: str = "teacher", password: str = PASSWORD, *, at: dt.datetime = MOMENT) -> str:
    """Sign in and give the session's key."""
    tried = count(now, name, at=at)
    return services.sign_in(actor=ANONYMOUS, now=now, tried=tried, password=password, origin=HERE, machine_now=at)


def set_up_device(actor: Actor, now: dt.datetime, *, at: dt.datetime = MOMENT) -> tuple[str, list[str]]:
    """Set a second factor up and give its secret and recovery codes."""
    services.start_device(actor=actor, now=now)
    secret = queries.find_waiting_secret(actor.user_id)
    codes = services.confirm_device(actor=actor, now=now, code=code_at(secret, at), session_id=None, machine_now=at)
    return secret, codes


def code_at(secret: str, at: dt.datetime) -> str:
    """Give the code a phone shows at a moment; the library itself reads the machine's time."""
    drift = int(at.timestamp()) // 30 - int(clock.machine_now().timestamp()) // 30
    return f"{totp(base64.b32decode(secret), drift=drift):06}"
