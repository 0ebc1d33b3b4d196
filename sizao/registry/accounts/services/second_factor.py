"""Set up and take away the second factor (动态码): time-based codes of a phone, and recovery codes on paper."""

import base64
import datetime as dt
import os
import secrets

from django_otp.oath import TOTP

from sizao.core import privacy, usecase
from sizao.core.actor import Actor
from sizao.core.errors import FieldProblem, Invalid, SizaoError
from sizao.core.usecase import use_case
from sizao.registry.accounts import queries, rules
from sizao.registry.accounts.models import SecondFactor, Session, User

# One step of 30 s before and after the server's own is accepted.
TOLERANCE_STEPS = 1
# Without letters and digits that look alike.
RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class DeviceExists(SizaoError):
    """A second factor is set up; it is taken away with its own code before another one is set up."""

    code = "device_exists"
    message = "已设置动态码，先停用再重新设置"
    http_status = 409


class DeviceNeeded(SizaoError):
    """The posts held ask for a second factor; only an administrator resets it."""

    code = "device_needed"
    message = "您的岗位须用动态码，换手机由管理员重置"
    http_status = 409


def touch_own(actor: Actor, *fields: str) -> None:
    """Name the actor's own account in the audit entry of the running use case."""
    home = actor.grants[0].unit.key if actor.grants else usecase.COUNTRY
    usecase.touch(school_id=home, kind="accounts.user", id=actor.user_id, fields=fields)


@use_case("accounts.device.started", permission=None)
def start_device(*, actor: Actor, now: dt.datetime) -> None:
    """Make a new secret that waits for its first code; one that still waited is replaced.

    raises: DeviceExists.
    """
    if SecondFactor.objects.filter(user_id=actor.user_id, confirmed_at__isnull=False).exists():
        raise DeviceExists()
    secret = base64.b32encode(os.urandom(20)).decode()
    cipher = privacy.encrypt(secret, queries.DEVICE_SECRET, owner=actor.user_id)
    SecondFactor.objects.update_or_create(user_id=actor.user_id, defaults={"secret": cipher, "latest_step": -1})
    touch_own(actor, "second_factor")


@use_case("accounts.device.confirmed", permission=None)
def confirm_device(
    *, actor: Actor, now: dt.datetime, code: str, session_id: int | None, machine_now: dt.datetime
) -> list[str]:
    """Take the first code of a waiting device; from now on every sign-in asks for one, but not this session.

    returns: recovery codes, to be shown once. raises: Invalid.
    """
    device = SecondFactor.objects.select_for_update().filter(user_id=actor.user_id, confirmed_at__isnull=True).first()
    if device is None:
        raise Invalid([FieldProblem("code", "先扫码，再填动态码")])
    accept_code(device, code, machine_now)
    codes = ["-".join((_letters(5), _letters(5))) for _ in range(rules.RECOVERY_CODES)]
    device.confirmed_at = machine_now
    device.recovery_hashes = [_recovery_hash(one) for one in codes]
    device.save(update_fields=["confirmed_at", "recovery_hashes"])
    Session.objects.filter(id=session_id, user_id=actor.user_id).update(second_factor_at=machine_now)
    queries.forget()
    touch_own(actor, "second_factor")
    return codes


@use_case("accounts.device.removed", permission=None)
def remove_device(*, actor: Actor, now: dt.datetime, code: str, machine_now: dt.datetime) -> None:
    """Take the second factor away, with one of its own codes; the try is counted by the caller.

    raises: DeviceNeeded, Invalid.
    """
    user = User.objects.whole_tree(reason="one's own account").get(id=actor.user_id)
    if rules.needs_device((grant.role for grant in actor.grants), is_demo=user.is_demo):
        raise DeviceNeeded()
    device = SecondFactor.objects.select_for_update().filter(user_id=actor.user_id).first()
    if device is not None:
        accept_code(device, code, machine_now)
        device.delete()
    queries.forget()
    touch_own(actor, "second_factor")


def accept_code(device: SecondFactor, code: str, machine_now: dt.datetime) -> None:
    """Accept a code of the device once, or spend a recovery code; the device's row must be locked.

    raises: Invalid.
    """
    typed = "".join(code.split()).lower()
    if typed.isdecimal() and len(typed) == 6:
        secret = privacy.decrypt(device.secret, queries.DEVICE_SECRET, owner=device.user_id)
        totp = TOTP(base64.b32decode(secret))
        totp.time = machine_now.timestamp()
        if totp.verify(int(typed), tolerance=TOLERANCE_STEPS, min_t=device.latest_step + 1):
            device.latest_step = totp.t()
            device.save(update_fields=["latest_step"])
            return
    kept = [bytes(one) for one in device.recovery_hashes]
    spent = [one for one in privacy.keyed_hashes(_plain(typed), purpose="recovery code") if one in kept]
    if not spent:
        raise Invalid([FieldProblem("code", "动态码不对或已用过，等下一个")])
    device.recovery_hashes = [one for one in kept if one not in spent]
    device.save(update_fields=["recovery_hashes"])


def _letters(count: int) -> str:
    return "".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(count))


def _plain(code: str) -> str:
    return code.replace("-", "")


def _recovery_hash(code: str) -> bytes:
    return privacy.keyed_hash(_plain(code), purpose="recovery code")
