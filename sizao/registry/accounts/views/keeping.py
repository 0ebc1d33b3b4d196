"""Accounts for administrators: who there is, what each may see, posts given and revoked, access restored."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock, http
from sizao.core.actor import Actor
from sizao.core.answering import answer, back, receipt, went_through
from sizao.registry.accounts import forms, queries, services
from sizao.registry.accounts.rules import SIGHT, Role
from sizao.registry.accounts.services import NewGrant, NewUser

PAGE_SIZE = 50


def _reader(request: HttpRequest) -> Actor:
    actor = http.signed_in(request)
    actor.require("accounts.view")
    return actor


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """List accounts, by name, unit and role."""
    actor = _reader(request)
    asked = {name: request.GET.get(name, "").strip() for name in ("text", "unit", "role")}
    page = Paginator(queries.find_accounts(actor, **asked), PAGE_SIZE).get_page(request.GET.get("page"))
    posts = queries.list_posts([user.id for user in page], on=clock.today())
    rows = [{"user": user, "posts": [post for post in posts if post.user_id == user.id]} for user in page]
    context = {
        "asked": asked,
        "page": page,
        "rows": rows,
        "roles": [(code, _(label)) for code, label in Role.pairs()],
        "may_create": actor.has("accounts.grant"),
    }
    return render(request, "accounts/account_list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def new_account(request: HttpRequest) -> HttpResponse:
    """Create an account with its first post; its temporary password is shown this once."""
    actor = http.signed_in(request)
    actor.require("accounts.grant")
    unit = _chosen_unit(request, actor)
    initial = {"starts_on": clock.today(), "unit_id": unit}
    form = forms.Account(request.POST or None, units=queries.list_inner_units(actor, unit), initial=initial)
    made: list[tuple[int, str]] = []

    def create(values: dict[str, Any]) -> None:
        user = NewUser(values["username"], values["name"], phone=values["phone"])
        post = NewGrant(0, values["unit_id"], values["role"], values["starts_on"], values["until"])
        made.append(services.create_account(actor=actor, now=clock.now(), user=user, post=post))

    context: dict[str, Any] = {"form": form, "unit": unit, **_unit_search(request, actor)}
    if request.method == "POST" and went_through(form, create):
        user_id, password = made[0]
        rows = [(_("用户名"), form.cleaned_data["username"]), (_("临时密码"), password)]
        moves = [
            (_("查看账号"), reverse("accounts:detail", args=[user_id])),
            (_("再建一个"), f"{reverse('accounts:new')}?unit={unit}"),
        ]
        context["receipt"] = receipt(_("账号已建，密码只显示这一次"), rows, moves)
    return answer(request, "accounts/account_new.html", "accounts/_account_form.html", context, form=form)


def _chosen_unit(request: HttpRequest, actor: Actor) -> int | None:
    """Give the school or office whose posts are to be set; those who keep only one need not choose."""
    asked = request.GET.get("unit", "")
    if asked.isdecimal():
        return int(asked)
    own = {grant.unit.key for grant in actor.grants_for("accounts.grant")}
    return own.pop() if len(own) == 1 else None


def _unit_search(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    text = request.GET.get("q", "").strip()
    return {"q": text, "found_units": queries.find_units(actor, text) if text else []}


@never_cache
@require_safe
def account(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show one account: its posts, who can see what through them, and what can be done."""
    actor = _reader(request)
    user = queries.get_account(actor, user_id)
    return render(request, "accounts/account.html", _account_context(request, actor, user))


def _account_context(request: HttpRequest, actor: Actor, user: Any) -> dict[str, Any]:
    posts = queries.list_posts([user.id], on=clock.today())
    device = queries.find_device(user.id)
    asked = request.GET.get("unit", "")
    unit = int(asked) if asked.isdecimal() else user.unit_id
    return {
        "account": user,
        "posts": [{"post": post, "sight": _(SIGHT[post.role]), "rights": _rights(post.role)} for post in posts],
        "has_device": device is not None and device.confirmed_at is not None,
        "may_keep": actor.has("accounts.grant") and user.id != actor.user_id,
        "unit": unit,
        "form": forms.Post(units=queries.list_inner_units(actor, unit), initial={"starts_on": clock.today()}),
        **_unit_search(request, actor),
    }


def _rights(role: str) -> str:
    return _("、").join(_(label) for label in queries.list_rights(role))


@require_POST
def give_post(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give a post to an account."""
    actor = http.signed_in(request)
    actor.require("accounts.grant")
    user = queries.get_account(actor, user_id)
    context = _account_context(request, actor, user)
    form = forms.Post(request.POST, units=queries.list_inner_units(actor, context["unit"]))

    def give(values: dict[str, Any]) -> None:
        grant = NewGrant(user.id, values["unit_id"], values["role"], values["starts_on"], values["until"])
        services.grant_posts(actor=actor, now=clock.now(), grants=[grant])

    context["form"] = form
    if went_through(form, give):
        moves = [(_("查看账号"), reverse("accounts:detail", args=[user.id]))]
        context["receipt"] = receipt(_("岗位已设"), [(_("岗位"), queries.role_label(form.cleaned_data["role"]))], moves)
    return answer(request, "accounts/account.html", "accounts/_post_form.html", context, form=form)


@require_POST
def revoke_post(request: HttpRequest, user_id: int, grant_id: int) -> HttpResponse:
    """Take a post away."""
    services.revoke_post(actor=http.signed_in(request), now=clock.now(), grant_id=grant_id)
    return back(reverse("accounts:detail", args=[user_id]))


@never_cache
@require_POST
def reset_password(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give a temporary password, shown this once."""
    actor = http.signed_in(request)
    password = services.reset_password(actor=actor, now=clock.now(), user_id=user_id, machine_now=clock.machine_now())
    context = _account_context(request, actor, queries.get_account(actor, user_id))
    rows = [(_("用户名"), context["account"].username), (_("临时密码"), password)]
    context["reset"] = context["receipt"] = receipt(_("密码已重置，只显示这一次"), rows)
    template = "_receipt.html" if request.htmx else "accounts/account.html"
    return render(request, template, context)


@require_POST
def switch(request: HttpRequest, user_id: int) -> HttpResponse:
    """Switch an account off or on."""
    services.set_active(
        actor=http.signed_in(request), now=clock.now(), user_id=user_id, is_active=request.POST.get("active") == "1",
        machine_now=clock.machine_now(),
    )  # fmt: skip
    return back(reverse("accounts:detail", args=[user_id]))


@require_POST
def reset_device(request: HttpRequest, user_id: int) -> HttpResponse:
    """Take the second factor off an account whose phone is lost."""
    services.reset_device(
        actor=http.signed_in(request), now=clock.now(), user_id=user_id, machine_now=clock.machine_now()
    )
    return back(reverse("accounts:detail", args=[user_id]))
