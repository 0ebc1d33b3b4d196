"""One's own account: language and theme, password, tokens for programs."""

import datetime as dt
import secrets
from collections.abc import Sequence

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from sizao.core import usecase
from sizao.core.actor import Actor
from sizao.core.errors import FieldProblem, Forbidden, Invalid, NotVisible
from sizao.core.usecase import use_case
from sizao.registry.accounts import queries, rules
from sizao.registry.accounts.models import ApiToken, Session, User
from sizao.registry.accounts.services.second_factor import touch_own
from sizao.registry.accounts.services.signing_in import Try, forget_tries, is_right_password

TOKEN_MARK = "sizao_"


@use_case("accounts.display.chosen", permission=None)
def set_display(*, actor: Actor, now: dt.datetime, language: str = "", theme: str = "") -> None:
    """Keep the language or the theme that someone reads the pages in; what is empty stays.

    raises: Invalid.
    """
    known = {"language": rules.Language.values(), "theme": rules.Theme.values()}
    chosen = {name: value for name, value in (("language", language), ("theme", theme)) if value}
    problems = [FieldProblem(name, "不认识的选项") for name, value in chosen.items() if value not in known[name]]
    if problems or not chosen:
        raise Invalid(problems or [FieldProblem("language", "选一项")])
    User.objects.whole_tree(reason="one's own account").filter(id=actor.user_id).update(**chosen)
    queries.forget()
    touch_own(actor, *chosen)


@use_case("accounts.password.changed", permission=None)
def change_password(
    *,
    actor: Actor,
    now: dt.datetime,
    tried: Try,
    passwords: tuple[str, str],
    session_id: int | None,
    machine_now: dt.datetime,
) -> None:
    """Change one's own password; every other session of the account ends.

    tried: the counted try of the current password. passwords: current and new. raises: Invalid.
    """
    current, new = passwords
    user = User.objects.whole_tree(reason="one's own account").get(id=actor.user_id)
    if not is_right_password(user, current):
        raise Invalid([FieldProblem("current", "当前密码不对")])
    _refuse_weak(user, current, new)
    forget_tries(tried)
    User.objects.whole_tree(reason="one's own account").filter(id=user.id).update(
        password=make_password(new), must_change_password=False
    )
    others = Session.objects.filter(user_id=user.id, revoked_at__isnull=True).exclude(id=session_id)
    others.update(revoked_at=machine_now)
    queries.forget()
    touch_own(actor, "password")


def _refuse_weak(user: User, current: str, new: str) -> None:
    if new == current:
        raise Invalid([FieldProblem("new", "新密码和当前密码不能相同")])
    if user.username.lower() in new.lower():
        raise Invalid([FieldProblem("new", "密码里不能有用户名")])
    try:
        validate_password(new, user)
    except ValidationError as weak:
        raise Invalid([FieldProblem("new", message) for message in weak.messages]) from weak


@use_case("accounts.token.created", permission="accounts.use_tokens")
def create_token(
    *, actor: Actor, now: dt.datetime, name: str, scopes: Sequence[str], days: int, machine_now: dt.datetime
) -> str:
    """Make a token that may do only what is named and what its owner may do at the time of use.

    scopes: permission codes. days: until it ends, a year at most. returns: the token, to be shown once.
    raises: Invalid, Forbidden when a token asks for another one.
    """
    if actor.allowed is not None:
        raise Forbidden(act="用令牌再建令牌")
    problems = []
    if not scopes or not all(code in queries.own_scopes(actor) for code in scopes):
        problems.append(FieldProblem("scopes", "选自己有的权限"))
    if not 1 <= days <= rules.TOKEN_DAYS:
        problems.append(FieldProblem("days", "有效期1到{days}天", {"days": rules.TOKEN_DAYS}))
    if queries.list_tokens(actor.user_id).filter(name=name).exists():
        problems.append(FieldProblem("name", "已有同名令牌"))
    if problems:
        raise Invalid(problems)
    key = TOKEN_MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        digest=queries.digest_of(key),
        user_id=actor.user_id,
        name=name,
        scopes=list(scopes),
        created_at=machine_now,
        expires_at=machine_now + dt.timedelta(days=days),
    )
    home = actor.grants[0].unit.key
    usecase.touch(school_id=home, kind="accounts.token", id=token.id, fields=tuple(scopes))
    return key


@use_case("accounts.token.revoked", permission=None)
def revoke_token(*, actor: Actor, now: dt.datetime, token_id: int, machine_now: dt.datetime) -> None:
    """End one's own token at once.

    raises: NotVisible.
    """
    if not queries.list_tokens(actor.user_id).filter(id=token_id).update(revoked_at=machine_now):
        raise NotVisible()
    queries.forget()
    touch_own(actor, "token")
