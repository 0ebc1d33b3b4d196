"""One's own page (我的): posts, display, password, second factor, sessions, tokens."""

from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock, http
from sizao.core.answering import answer, back, receipt, went_through
from sizao.core.errors import NotSignedIn
from sizao.registry.accounts import forms, queries, services
from sizao.registry.accounts.queries import SignedIn
from sizao.registry.accounts.rules import Language, Step, Theme, needs_device
from sizao.registry.accounts.services import TryKind
from sizao.registry.accounts.views.answering import HOME, origin_of, wanted_page
from sizao.registry.accounts.views.signing_in import session_key

LANGUAGE_COOKIE_SECONDS = 400 * 86_400


def _owing(request: HttpRequest, step: Step) -> SignedIn:
    """Give who is signed in, also when the session owes just this step.

    raises: NotSignedIn.
    """
    if request.signed_in is None or request.signed_in.step not in (Step.NONE, step):
        raise NotSignedIn()
    return request.signed_in


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Show one's posts, settings, sessions and tokens."""
    actor, machine_now = http.signed_in(request), clock.machine_now()
    user, device = queries.get_own(actor), queries.find_device(actor.user_id)
    context = {
        "account": user,
        "posts": queries.list_posts([actor.user_id], on=clock.today()),
        "languages": Language.pairs(),
        "themes": [(code, _(label)) for code, label in Theme.pairs()],
        "has_device": device is not None and device.confirmed_at is not None,
        "recovery_count": len(device.recovery_hashes) if device is not None else 0,
        "device_due": queries.find_device_deadline(actor.user_id)
        if needs_device((grant.role for grant in actor.grants), is_demo=user.is_demo)
        else None,
        "sessions": queries.list_sessions(actor.user_id, machine_now=machine_now),
        "current_session": request.signed_in.session_id,
        "may_use_tokens": actor.has("accounts.use_tokens"),
        "may_delegate": actor.has("accounts.delegate"),
    }
    return render(request, "accounts/me.html", context)


@require_POST
def role(request: HttpRequest) -> HttpResponse:
    """Act in another of one's roles."""
    services.choose_role(
        actor=http.signed_in(request), now=clock.now(), key=session_key(request), role=request.POST.get("role", "")
    )
    return back(HOME)


@http.public
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Choose language or theme; before sign-in this browser remembers the language."""
    language, theme = request.POST.get("language", ""), request.POST.get("theme", "")
    if request.actor is not None:
        services.set_display(actor=request.actor, now=clock.now(), language=language, theme=theme)
    response = back(wanted_page(request) if "next" in request.POST else _came_from(request))
    if language in Language.values():
        response.set_cookie(
            http.LANGUAGE_COOKIE, language, max_age=LANGUAGE_COOKIE_SECONDS, samesite="Lax", secure=settings.IS_HTTPS
        )
    return response


def _came_from(request: HttpRequest) -> str:
    return reverse("accounts:me") if request.actor is not None else reverse("accounts:login")


@http.public
@http.own_transaction
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; who signed in with a temporary one comes here first."""
    owing = _owing(request, Step.PASSWORD)
    form = forms.NewPassword(request.POST or None)

    def change(values: dict[str, Any]) -> None:
        now, machine_now = clock.now(), clock.machine_now()
        tried = services.count_try(
            actor=owing.actor, now=now, kind=TryKind.OWN_PASSWORD, name=str(owing.actor.user_id),
            address=origin_of(request).address, machine_now=machine_now,
        )  # fmt: skip
        services.change_password(
            actor=owing.actor, now=now, tried=tried, passwords=(values["current"], values["new"]),
            session_id=owing.session_id, machine_now=machine_now,
        )  # fmt: skip

    context: dict[str, Any] = {"form": form, "next": wanted_page(request), "must_change": owing.step is Step.PASSWORD}
    if request.method == "POST" and went_through(form, change):
        context["receipt"] = receipt(_("密码已换，其他设备已退出"), moves=[(_("继续"), wanted_page(request))])
    return answer(request, "accounts/password.html", "accounts/_password_form.html", context, form=form)


@http.public
@http.own_transaction
@never_cache
@require_http_methods(["GET", "POST"])
def device(request: HttpRequest) -> HttpResponse:
    """Show the second factor: start it, scan its picture and confirm with a first code, or remove it."""
    owing = _owing(request, Step.DEVICE)
    form = forms.Code(request.POST or None)
    codes: list[str] = []

    def confirm(values: dict[str, Any]) -> None:
        codes.extend(
            services.confirm_device(
                actor=owing.actor, now=clock.now(), code=values["code"], session_id=owing.session_id,
                machine_now=clock.machine_now(),
            )
        )  # fmt: skip

    if request.method == "POST":
        went_through(form, confirm, field="code")
    return _device_page(request, owing, form, codes)


@http.public
@http.own_transaction
@require_POST
def start_device(request: HttpRequest) -> HttpResponse:
    """Make a new secret and show it."""
    owing = _owing(request, Step.DEVICE)
    services.start_device(actor=owing.actor, now=clock.now())
    return back(f"{reverse('accounts:device')}?{urlencode({'next': wanted_page(request)})}")


@http.own_transaction
@require_POST
def remove_device(request: HttpRequest) -> HttpResponse:
    """Take the second factor away with one of its codes."""
    owing = _owing(request, Step.NONE)
    form = forms.Code(request.POST)

    def remove(values: dict[str, Any]) -> None:
        now, machine_now = clock.now(), clock.machine_now()
        services.count_try(
            actor=owing.actor, now=now, kind=TryKind.CODE, name=str(owing.actor.user_id),
            address=origin_of(request).address, machine_now=machine_now,
        )  # fmt: skip
        services.remove_device(actor=owing.actor, now=now, code=values["code"], machine_now=machine_now)

    if went_through(form, remove, field="code"):
        return back(reverse("accounts:me"))
    return _device_page(request, owing, form, [])


def _device_page(request: HttpRequest, owing: SignedIn, form: forms.Code, codes: list[str]) -> HttpResponse:
    user, found = queries.get_own(owing.actor), queries.find_device(owing.actor.user_id)
    secret = queries.find_waiting_secret(owing.actor.user_id)
    context = {
        "form": form,
        "codes": codes,
        "next": wanted_page(request),
        "has_device": found is not None and found.confirmed_at is not None,
        "recovery_count": len(found.recovery_hashes) if found is not None else 0,
        "may_remove": not needs_device((grant.role for grant in owing.actor.grants), is_demo=user.is_demo),
        "must_set_up": owing.step is Step.DEVICE,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)) if secret else "",
        "picture": _picture(secret, user.username) if secret else "",
    }
    return render(request, "accounts/device.html", context, status=422 if form.errors else 200)


def _picture(secret: str, username: str) -> str:
    """Draw the secret for an authenticator app, as an SVG data address without inline style."""
    issuer = _("四早")
    label = urlencode({"": f"{issuer}:{username}"})[1:]
    address = f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer})}"
    return segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff")


@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End another of one's sessions."""
    services.end_session(
        actor=http.signed_in(request), now=clock.now(), session_id=session_id, machine_now=clock.machine_now()
    )
    if request.htmx:
        return render(request, "accounts/_session_ended.html")
    return back(reverse("accounts:me"))


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's tokens and make a new one, which is shown this once."""
    actor = http.signed_in(request)
    actor.require("accounts.use_tokens")
    form = forms.Token(request.POST or None, scopes=queries.own_scopes(actor))
    made: list[str] = []

    def create(values: dict[str, Any]) -> None:
        made.append(
            services.create_token(
                actor=actor, now=clock.now(), name=values["name"], scopes=values["scopes"], days=values["days"],
                machine_now=clock.machine_now(),
            )
        )  # fmt: skip

    context: dict[str, Any] = {"form": form, "tokens": queries.list_tokens(actor.user_id)}
    if request.method == "POST" and went_through(form, create):
        title = _("令牌已建，只显示这一次")
        context["receipt"] = receipt(title, [(_("令牌"), made[0])], [(_("返回"), reverse("accounts:tokens"))])
    return answer(request, "accounts/tokens.html", "accounts/_token_form.html", context, form=form)


@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """End one of one's tokens."""
    services.revoke_token(
        actor=http.signed_in(request), now=clock.now(), token_id=token_id, machine_now=clock.machine_now()
    )
    return back(reverse("accounts:tokens"))
