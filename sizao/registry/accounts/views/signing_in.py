"""Sign in, show the second factor, sign out."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from sizao.core import clock, http
from sizao.core.answering import back, went_through
from sizao.registry.accounts import forms, queries, services
from sizao.registry.accounts.rules import SESSION_DAYS, Step
from sizao.registry.accounts.services import TryKind
from sizao.registry.accounts.views.answering import origin_of, wanted_page

# Where a session goes that still owes a step.
PAGE_OF_STEP = {
    Step.SECOND_FACTOR: "accounts:second_factor",
    Step.PASSWORD: "accounts:password",
    Step.DEVICE: "accounts:device",
}


@http.public
@http.own_transaction
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; in a demo also offer its accounts, one tap each."""
    wanted = wanted_page(request)
    if request.method == "GET" and request.signed_in is not None:
        return back(next_page(request.signed_in.step, wanted))
    form = forms.SignIn(request.POST or None)
    entered: list[str] = []

    def enter(values: dict[str, Any]) -> None:
        origin, now, machine_now = origin_of(request), clock.now(), clock.machine_now()
        tried = services.count_try(
            actor=services.ANONYMOUS, now=now, kind=TryKind.PASSWORD, name=values["username"], address=origin.address,
            machine_now=machine_now,
        )  # fmt: skip
        key = services.sign_in(
            actor=services.ANONYMOUS, now=now, tried=tried, password=values["password"], origin=origin,
            machine_now=machine_now,
        )  # fmt: skip
        entered.append(key)

    if request.method == "POST" and went_through(form, enter):
        return _entered(request, entered[0], wanted)
    groups = groupby(queries.list_demo_logins(), key=lambda line: queries.role_label(line[2]))
    context = {"form": form, "next": wanted, "demo_groups": [(role, list(lines)) for role, lines in groups]}
    return render(request, "accounts/login.html", context, status=422 if form.errors else 200)


@http.public
@http.own_transaction
@require_POST
def login_demo(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's accounts."""
    key = services.sign_in_demo(
        actor=services.ANONYMOUS, now=clock.now(), username=request.POST.get("username", ""), origin=origin_of(request),
        machine_now=clock.machine_now(),
    )  # fmt: skip
    return _entered(request, key, wanted_page(request))


@http.public
@http.own_transaction
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the device, or a recovery code."""
    wanted, waiting = wanted_page(request), request.signed_in
    if waiting is None or waiting.step is not Step.SECOND_FACTOR:
        return back(wanted)
    form = forms.Code(request.POST or None)

    def confirm(values: dict[str, Any]) -> None:
        now, machine_now = clock.now(), clock.machine_now()
        tried = services.count_try(
            actor=waiting.actor, now=now, kind=TryKind.CODE, name=str(waiting.actor.user_id),
            address=origin_of(request).address, machine_now=machine_now,
        )  # fmt: skip
        services.confirm_session(
            actor=waiting.actor, now=now, tried=tried, key=session_key(request), code=values["code"],
            machine_now=machine_now,
        )  # fmt: skip

    if request.method == "POST" and went_through(form, confirm, field="code"):
        return back(wanted)
    context = {"form": form, "next": wanted, "name": waiting.actor.name}
    return render(request, "accounts/second_factor.html", context, status=422 if form.errors else 200)


@http.public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session; without one, do nothing more."""
    key = session_key(request)
    if key and request.signed_in is not None:
        services.sign_out(actor=request.signed_in.actor, now=clock.now(), key=key, machine_now=clock.machine_now())
    response = back(reverse("accounts:login"))
    response.delete_cookie(queries.SESSION_COOKIE, samesite="Lax")
    return response


def session_key(request: HttpRequest) -> str:
    """Give the key in the session cookie, empty without one."""
    return request.COOKIES.get(queries.SESSION_COOKIE, "")


def next_page(step: Step, wanted: str) -> str:
    """Give the page of the step that a session owes, else the wanted one."""
    if step is Step.NONE:
        return wanted
    return f"{reverse(PAGE_OF_STEP[step])}?{urlencode({'next': wanted})}"


def _entered(request: HttpRequest, key: str, wanted: str) -> HttpResponse:
    """Set the cookie of a new session and end the one that this browser had before."""
    earlier = session_key(request)
    if earlier and request.signed_in is not None:
        services.sign_out(actor=request.signed_in.actor, now=clock.now(), key=earlier, machine_now=clock.machine_now())
    rotate_token(request)
    response = back(wanted)
    response.set_cookie(
        queries.SESSION_COOKIE, key, max_age=SESSION_DAYS * 86_400, httponly=True, samesite="Lax",
        secure=settings.IS_HTTPS,
    )  # fmt: skip
    return response
