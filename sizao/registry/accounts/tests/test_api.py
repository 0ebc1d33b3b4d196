"""Tokens open the API and nothing else; a session needs the page's token there as everywhere."""

import datetime as dt
import json
import re

import pytest
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from sizao.core import clock
from sizao.core.http import EdgeMiddleware
from sizao.demo.cast import PASSWORD
from sizao.registry.accounts import queries, services

HTMX = {"HX-Request": "true"}


def _edge(method: str = "get", *, headers: dict[str, str], cookies: dict[str, str] | None = None) -> HttpResponse:
    """Send a request through the edge to a view that is exempt from Django's own check, as the API's are."""
    request = getattr(RequestFactory(enforce_csrf_checks=True), method)("/api/v1/checks/", headers=headers)
    request.COOKIES.update(cookies or {})
    view = csrf_exempt(lambda request: JsonResponse({"user": request.actor.user_id}))
    edge = EdgeMiddleware(lambda request: edge.process_view(request, view, (), {}))
    return edge(request)


class TestTokens:
    def _token(self, cast, now, *, days=30, at=None) -> str:
        return services.create_token(
            actor=cast.actor("reporter", now), now=now, name="食堂系统", scopes=["checks.submit"], days=days,
            machine_now=at or clock.machine_now(),
        )  # fmt: skip

    def _ask(self, token: str) -> HttpResponse:
        return _edge(headers={"Authorization": f"Bearer {token}"})

    def test_token_is_shown_once(self, signed_in):
        browser = signed_in("reporter")
        sent = {"name": "食堂系统", "days": "30", "scopes": ["checks.submit"]}

        made = browser.post("/me/tokens/", sent, headers=HTMX).content.decode()

        assert re.search(r"sizao_[\w-]{43}", made)
        assert "sizao_" not in re.sub(r"sizao_csrf", "", browser.get("/me/tokens/").content.decode())
        assert browser.post("/me/tokens/", sent, headers=HTMX).status_code == 422

    def test_token_opens_the_api_and_no_page(self, db, cast, now):
        token = self._token(cast, now)

        assert self._ask(token).status_code == 200
        assert Client().get("/me/", headers={"Authorization": f"Bearer {token}"}).status_code == 302

    @pytest.mark.parametrize("fault", ["expired", "revoked", "unknown", "session key"])
    def test_token_that_is_not_in_force_is_401(self, db, cast, now, fault):
        at = clock.machine_now() - dt.timedelta(days=31) if fault == "expired" else None
        token = self._token(cast, now, at=at)
        if fault == "revoked":
            assert self._ask(token).status_code == 200
            self._revoke(cast, now)
        if fault == "unknown":
            token += "x"
        if fault == "session key":
            browser = Client()
            browser.post("/login/", {"username": "teacher", "password": PASSWORD})
            token = browser.cookies[queries.SESSION_COOKIE].value
            browser.get("/me/")

        answer = self._ask(token)

        assert answer.status_code == 401
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert json.loads(answer.content)["code"] == "not_signed_in"
        assert answer.headers["WWW-Authenticate"] == "Bearer"

    def _revoke(self, cast, now):
        actor = cast.actor("reporter", now)
        token = queries.list_tokens(actor.user_id).get()
        services.revoke_token(actor=actor, now=now, token_id=token.id, machine_now=clock.machine_now())

    def test_token_of_someone_else_is_not_known(self, signed_in, cast, now):
        self._token(cast, now)
        token = queries.list_tokens(cast.users["reporter"]).get()

        assert signed_in("principal").post(reverse("accounts:revoke_token", args=[token.id])).status_code == 404
        assert signed_in("reporter").post(reverse("accounts:revoke_token", args=[token.id])).status_code == 303


class TestForgedRequests:
    """The API's views are exempt from Django's own check; the edge asks instead."""

    @pytest.mark.parametrize(
        ("sent", "kept", "status"), [("", "", 403), ("b" * 32, "a" * 32, 403), ("a" * 32, "a" * 32, 200)]
    )
    def test_session_needs_the_pages_token(self, db, signed_in, sent, kept, status):
        cookies = {name: one.value for name, one in signed_in("teacher").cookies.items()}

        answer = _edge("post", headers={"X-CSRFToken": sent}, cookies={**cookies, settings.CSRF_COOKIE_NAME: kept})

        assert answer.status_code == status

    def test_bearer_token_needs_none(self, db, cast, now):
        token = TestTokens()._token(cast, now)

        assert _edge("post", headers={"Authorization": f"Bearer {token}"}).status_code == 200

    def test_stranger_is_asked_to_sign_in(self, db):
        assert _edge("post", headers={}).status_code == 401
