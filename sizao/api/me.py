"""Who asks: posts and rights of the caller."""

import datetime as dt

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from sizao.core import actor as actors
from sizao.core.http import signed_in
from sizao.registry.accounts import queries as accounts


class Post(Schema):
    """A role in a unit; `until` is the first day it no longer holds."""

    unit_id: int
    unit_name: str
    level: str
    school_id: int | None
    role: str
    role_label: str
    until: dt.date | None
    is_delegated: bool


class Right(Schema):
    """A permission and the units it is held for, each with all below it."""

    code: str
    unit_ids: list[int]


class Me(Schema):
    """The caller; `scopes` are the permissions a token was limited to, null behind a session."""

    user_id: int
    name: str
    role: str
    posts: list[Post]
    permissions: list[Right]
    scopes: list[str] | None


router = Router()


@router.get("/me", response=Me, operation_id="get_me", summary=_("我是谁：岗位和权限"))
def get_me(request: HttpRequest) -> dict:
    """Give the caller's posts and what they may do where; a token shows only the rights it was given."""
    actor = signed_in(request)
    posts = [
        {
            "unit_id": grant.unit.id, "unit_name": grant.unit.name, "level": grant.unit.level,
            "school_id": grant.unit.school_id, "role": grant.role, "role_label": accounts.role_label(grant.role),
            "until": grant.until, "is_delegated": grant.delegated_by is not None,
        }
        for grant in actor.grants
    ]  # fmt: skip
    held = {code: [grant.unit.id for grant in actor.grants_for(code)] for code in actors.permissions()}
    return {
        "user_id": actor.user_id, "name": actor.name, "role": actor.role, "posts": posts,
        "permissions": [{"code": code, "unit_ids": ids} for code, ids in held.items() if ids],
        "scopes": None if actor.allowed is None else sorted(actor.allowed),
    }  # fmt: skip
