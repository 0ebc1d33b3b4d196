"""Posts: given and revoked by administrators, handed over for a time by those who hold them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from sizao.core import clock, usecase
from sizao.core.actor import Actor, UnitRef, roles_with, unit_by_id, units_by_id
from sizao.core.audit.services import Touch
from sizao.core.errors import FieldProblem, Forbidden, Invalid, NotVisible, SizaoError
from sizao.core.usecase import use_case
from sizao.registry.accounts import queries, rules
from sizao.registry.accounts.models import Grant

# The first post of an account says whose administrator keeps it.
SETTLE = """
UPDATE accounts_user u SET unit_id = n.unit_id
FROM (SELECT DISTINCT ON (user_id) user_id, unit_id FROM unnest(%s::bigint[], %s::bigint[])
      WITH ORDINALITY AS g(user_id, unit_id, place) ORDER BY user_id, place) n
WHERE u.id = n.user_id AND u.unit_id IS NULL
"""


class OwnPost(SizaoError):
    """Nobody gives a post to themselves or takes one's own away; another administrator does."""

    code = "own_post"
    message = "自己的岗位由其他管理员设置"
    http_status = 409


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A post to be given to a user from a day on, until a day (not included)."""

    user_id: int
    unit_id: int
    role: str
    starts_on: dt.date
    until: dt.date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NewDelegation:
    """One's own post to be handed to a colleague for [starts_on, until)."""

    grant_id: int
    user_id: int
    starts_on: dt.date
    until: dt.date
    reason: str


@use_case("accounts.grant.given", permission="accounts.grant")
def grant_posts(*, actor: Actor, now: dt.datetime, grants: Sequence[NewGrant]) -> None:
    """Give posts, in a fixed number of statements; a role must fit the level of its unit.

    raises: Invalid, Forbidden, NotVisible, OwnPost.
    """
    units = units_by_id({one.unit_id for one in grants})
    problems = [
        problem for row, one in enumerate(grants, start=1) for problem in _problems(one, units.get(one.unit_id), row)
    ]
    if problems:
        raise Invalid(problems)
    for unit in units.values():
        actor.require("accounts.grant", unit)
    if any(one.user_id == actor.user_id for one in grants):
        raise OwnPost()
    _refuse_held(grants)
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
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, [[one.user_id for one in grants], [units[one.unit_id].key for one in grants]])
    queries.forget()
    usecase.touch_many(
        [Touch(units[one.unit_id].key, "accounts.grant", str(one.user_id), (one.role,)) for one in grants]
    )


def _problems(one: NewGrant, unit: UnitRef | None, row: int) -> Iterable[FieldProblem]:
    if unit is None:
        yield FieldProblem("unit_id", "没有这个机构", row=row, value=str(one.unit_id))
    elif not rules.role_fits(one.role, unit.level):
        yield FieldProblem("role", "这个岗位不能设在这一级", row=row, value=one.role)
    period = rules.period_problem(one.starts_on, one.until)
    if period is not None:
        yield period


def _refuse_held(grants: Sequence[NewGrant]) -> None:
    """Refuse a post that its user holds already and that is not revoked."""
    asked = {(one.user_id, one.unit_id, one.role) for one in grants}
    rows = Grant.objects.whole_tree(reason="a post is held once")
    rows = rows.filter(user_id__in={key[0] for key in asked}, revoked_at__isnull=True, delegated_from__isnull=True)
    held = asked & set(rows.values_list("user_id", "unit_id", "role"))
    if held or len(asked) < len(grants):
        raise Invalid([FieldProblem("role", "已有这个岗位")])


@use_case("accounts.grant.revoked", permission="accounts.grant")
def revoke_post(*, actor: Actor, now: dt.datetime, grant_id: int) -> None:
    """Take a post away at once, with what was delegated from it.

    raises: NotVisible, Forbidden, OwnPost.
    """
    grant = _open_grants().filter(id=grant_id).first()
    if grant is None:
        raise NotVisible()
    unit = unit_by_id(grant.unit_id)
    actor.require("accounts.grant", unit)
    if grant.user_id == actor.user_id:
        raise OwnPost()
    _revoke(Q(id=grant_id) | Q(delegated_from_id=grant_id), now)


@use_case("accounts.grant.delegated", permission="accounts.delegate")
def delegate_post(*, actor: Actor, now: dt.datetime, delegation: NewDelegation) -> None:
    """Hand a post of one's own to a colleague for a time; it cannot be handed on.

    raises: Invalid, NotVisible when the post is not one's own, Forbidden when it is not one to be handed over.
    """
    today = clock.school_date(now)
    own = _open_grants().filter(id=delegation.grant_id, user_id=actor.user_id, delegated_from__isnull=True).first()
    if own is None or own.starts_on > today or (own.until is not None and own.until <= today):
        raise NotVisible()
    if own.role not in roles_with("accounts.delegate"):
        raise Forbidden(act="委托这个岗位")
    unit = unit_by_id(own.unit_id)
    _refuse_delegation(delegation, own, actor, today)
    Grant.objects.create(
        user_id=delegation.user_id,
        unit_id=own.unit_id,
        role=own.role,
        starts_on=delegation.starts_on,
        until=delegation.until,
        delegated_from=own,
        granted_by=actor.user_id,
        reason=delegation.reason,
    )
    queries.forget()
    usecase.touch(
        school_id=unit.key, kind="accounts.grant", id=delegation.user_id, fields=(own.role,), purpose=delegation.reason
    )


def _refuse_delegation(asked: NewDelegation, own: Grant, actor: Actor, today: dt.date) -> None:
    problems = []
    if asked.user_id not in dict(queries.list_colleagues(actor)):
        problems.append(FieldProblem("user_id", "选本单位在用的账号"))
    period = rules.delegation_problem(asked.starts_on, asked.until, today=today, post_until=own.until)
    if period is not None:
        problems.append(period)
    if not asked.reason.strip():
        problems.append(FieldProblem("reason", "写明委托原因"))
    overlapping = _open_grants().filter(
        delegated_from=own, user_id=asked.user_id, starts_on__lt=asked.until, until__gt=asked.starts_on
    )
    if not problems and overlapping.exists():
        problems.append(FieldProblem("starts_on", "这段时间已委托给此人"))
    if problems:
        raise Invalid(problems)


@use_case("accounts.delegation.revoked", permission=None)
def revoke_delegation(*, actor: Actor, now: dt.datetime, grant_id: int) -> None:
    """Take back a post that one has handed over.

    raises: NotVisible when it is not one's own.
    """
    rows = _open_grants().filter(id=grant_id, delegated_from__user_id=actor.user_id)
    if actor.user_id is None or not rows.exists():
        raise NotVisible()
    _revoke(Q(id=grant_id), now)


def revoke_delegations_of(user_id: int, now: dt.datetime) -> None:
    """Take back everything that an account has handed over, because it is no longer in use."""
    _revoke(Q(delegated_from__user_id=user_id), now)


def _open_grants():
    rows = Grant.objects.whole_tree(reason="the use case asks for the right on the post's own unit")
    return rows.filter(revoked_at__isnull=True)


def _revoke(which: Q, now: dt.datetime) -> None:
    found = list(_open_grants().filter(which))
    units = units_by_id({one.unit_id for one in found})
    _open_grants().filter(id__in=[one.id for one in found]).update(revoked_at=now)
    queries.forget()
    usecase.touch_many(
        [Touch(units[one.unit_id].key, "accounts.grant", str(one.user_id), (one.role,)) for one in found]
    )
