"""Accounts as administrators keep them: made, switched off and on, given a new password, cleared of what expired."""

import datetime as dt
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from sizao.core import usecase
from sizao.core.actor import Actor, unit_by_id, units_by_id
from sizao.core.audit.services import Touch
from sizao.core.errors import FieldProblem, Forbidden, Invalid, SizaoError
from sizao.core.usecase import use_case
from sizao.registry.accounts import queries, rules
from sizao.registry.accounts.models import ApiToken, Grant, SecondFactor, Session, SignInFailure, User
from sizao.registry.accounts.services.posts import NewGrant, grant_posts, revoke_delegations_of
from sizao.registry.accounts.services.second_factor import RECOVERY_ALPHABET
from sizao.registry.accounts.services.signing_in import Try, TryKind, forget_tries

USERNAME = re.compile(r"[\w.@+-]{2,60}")
TEMPORARY_LENGTH = 14
# Ended sessions stay on record for as long as someone may ask where an account was used.
SESSION_RECORD_DAYS = 180


class OwnAccount(SizaoError):
    """Administrators change their own account on their own page, like everyone."""

    code = "own_account"
    message = "自己的账号在“我的”里改"
    http_status = 409


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
    must_change_password: bool = False


@use_case("accounts.user.created", permission="accounts.grant")
def create_users(*, actor: Actor, now: dt.datetime, users: Sequence[NewUser]) -> list[int]:
    """Create accounts in one statement; the same password is hashed once.

    returns: ids in the order given. raises: Invalid when a username is taken or not to be typed.
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
            must_change_password=one.must_change_password,
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
    rows = User.objects.whole_tree(reason="a username is taken everywhere or nowhere")
    taken = set(rows.filter(username__in=names).values_list("username", flat=True))
    problems, seen = [], set()
    for row, one in enumerate(users, start=1):
        if not one.name.strip():
            problems.append(FieldProblem("name", "填姓名", row=row))
        if not USERNAME.fullmatch(one.username):
            problems.append(FieldProblem("username", "用户名2到60个字，不含空格", row=row, value=one.username))
        elif one.username in taken or one.username in seen:
            problems.append(FieldProblem("username", "用户名已有人用", row=row, value=one.username))
        seen.add(one.username)
    if problems:
        raise Invalid(problems)


@use_case("accounts.account.created", permission="accounts.grant")
def create_account(*, actor: Actor, now: dt.datetime, user: NewUser, post: NewGrant) -> tuple[int, str]:
    """Create one account with its first post and a temporary password that must be changed.

    post: its `user_id` is not read. returns: user id and the password, to be shown once. raises: as its two parts.
    """
    password = _temporary_password()
    new = NewUser(user.username, user.name, password, user.phone, user.email, must_change_password=True)
    (user_id,) = create_users(actor=actor, now=now, users=[new])
    first = NewGrant(user_id, post.unit_id, post.role, post.starts_on, post.until, post.reason)
    grant_posts(actor=actor, now=now, grants=[first])
    _touch(User.objects.whole_tree(reason="just made").get(id=user_id))
    return user_id, password


@use_case("accounts.password.issued", permission="accounts.grant")
def reset_password(*, actor: Actor, now: dt.datetime, user_id: int, machine_now: dt.datetime) -> str:
    """Give an account a temporary password, end its sessions and lift its lock.

    returns: the password, to be shown once. raises: NotVisible, Forbidden, OwnAccount.
    """
    user = _kept(actor, user_id)
    password = _temporary_password()
    user.password, user.must_change_password = make_password(password), True
    user.save(update_fields=["password", "must_change_password"])
    forget_tries(Try(TryKind.PASSWORD, user.username))
    _end_access(user, machine_now, tokens=False)
    _touch(user, "password")
    return password


@use_case("accounts.user.switched", permission="accounts.grant")
def set_active(*, actor: Actor, now: dt.datetime, user_id: int, is_active: bool, machine_now: dt.datetime) -> None:
    """Switch an account off, with its sessions, tokens and what it delegated; or on again.

    raises: NotVisible, Forbidden, OwnAccount.
    """
    user = _kept(actor, user_id)
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    if not is_active:
        _end_access(user, machine_now, tokens=True)
        revoke_delegations_of(user.id, now)
    _touch(user, "is_active")


@use_case("accounts.device.cleared", permission="accounts.grant")
def reset_device(*, actor: Actor, now: dt.datetime, user_id: int, machine_now: dt.datetime) -> None:
    """Take the second factor off an account whose phone is lost, and end its sessions.

    raises: NotVisible, Forbidden, OwnAccount.
    """
    user = _kept(actor, user_id)
    SecondFactor.objects.filter(user_id=user.id).delete()
    forget_tries(Try(TryKind.CODE, str(user.id)))
    _end_access(user, machine_now, tokens=False)
    _touch(user, "second_factor")


@use_case("accounts.record.expired", permission=None)
def clear_expired(*, actor: Actor, now: dt.datetime, machine_now: dt.datetime) -> None:
    """Delete counted tries and ended sessions that nobody needs any more; for the timetable.

    raises: Forbidden for anyone but the system.
    """
    if not actor.is_system:
        raise Forbidden(act="清除过期记录")
    SignInFailure.objects.filter(at__lt=machine_now - dt.timedelta(hours=rules.FAILURE_MEMORY_HOURS)).delete()
    Session.objects.filter(expires_at__lt=machine_now - dt.timedelta(days=SESSION_RECORD_DAYS)).delete()
    usecase.unrecorded("only tries and sessions that had ended are dropped")


def _kept(actor: Actor, user_id: int) -> User:
    """Give an account that the actor keeps: it and all its posts lie where the actor sets posts.

    Otherwise a new password for a colleague who also serves the county would open the county.
    """
    user = queries.get_account(actor, user_id)
    if user.id == actor.user_id:
        raise OwnAccount()
    posts = Grant.objects.whole_tree(reason="all posts of the account count").filter(
        user_id=user.id, revoked_at__isnull=True
    )
    for unit in units_by_id({user.unit_id, *posts.values_list("unit_id", flat=True)} - {None}).values():
        if not actor.may("accounts.grant", unit):
            raise Forbidden(act="管理这个账号")
    return User.objects.whole_tree(reason="checked above").select_for_update().get(id=user.id)


def _end_access(user: User, machine_now: dt.datetime, *, tokens: bool) -> None:
    Session.objects.filter(user_id=user.id, revoked_at__isnull=True).update(revoked_at=machine_now)
    if tokens:
        ApiToken.objects.filter(user_id=user.id, revoked_at__isnull=True).update(revoked_at=machine_now)
    queries.forget()


def _temporary_password() -> str:
    return "".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(TEMPORARY_LENGTH))


def _touch(user: User, *fields: str) -> None:
    home = unit_by_id(user.unit_id).key if user.unit_id else usecase.COUNTRY
    usecase.touch(school_id=home, kind="accounts.user", id=user.id, fields=fields)
