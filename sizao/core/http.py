"""The edge: who asks, in which language, the scope transaction around each request, and errors in one shape."""

import logging
import uuid
from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext

from sizao.core import scope
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.errors import NotSignedIn, SizaoError

log = logging.getLogger("sizao.http")

LANGUAGE_COOKIE = "sizao_language"

ActorResolver = Callable[[HttpRequest], Actor | None]
_resolver: ActorResolver | None = None


class Forged(SizaoError):
    """A change came with a session cookie but without the page's own token: another site may have sent it."""

    code = "forged"
    message = "页面已过期，刷新后再试"
    http_status = 403


def use_actor_resolver(resolver: ActorResolver) -> None:
    """Register how a request's session or token becomes an Actor; `registry.accounts` does so."""
    global _resolver
    _resolver = resolver


def signed_in(request: HttpRequest) -> Actor:
    """Give the request's actor.

    raises: NotSignedIn.
    """
    if request.actor is None:
        raise NotSignedIn()
    return request.actor


def opened(request: HttpRequest, unit_id: int, permission: str) -> tuple[Actor, UnitRef]:
    """Give who asks and a unit for which they have a right.

    raises: NotSignedIn, NotVisible, Forbidden.
    """
    actor, unit = signed_in(request), unit_by_id(unit_id)
    actor.require(permission, unit)
    return actor, unit


def public(view: Callable) -> Callable:
    """Mark a view that needs no sign-in."""
    view.is_public = True
    return view


def own_transaction(view: Callable) -> Callable:
    """Mark a view that opens its scope transactions itself, because it calls a grouped use case."""
    view.has_own_transaction = True
    return view


class PagePolicyMiddleware(CSPMiddleware):
    """The content security policy of pages; an answer to a program is no document and is spared the work."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Add the policy to everything but the API's JSON."""
        if wants_json(request) and response.headers.get("Content-Type", "").startswith("application/"):
            return response
        return super().process_response(request, response)


class EdgeMiddleware:
    """Resolve the actor, run the view inside the scope transaction, translate errors."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = request.signed_in = None
        translation.activate(language_of(request))
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        if request.signed_in is not None and not wants_json(request):
            # On a shared phone the back button must not show what someone else saw.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        """Call the view here, so that its transaction ends before the response leaves."""
        try:
            identify(request, view)
            translation.activate(language_of(request))
            if request.actor is None and not getattr(view, "is_public", False):
                raise NotSignedIn()
            if getattr(view, "has_own_transaction", False):
                return view(request, *args, **kwargs)
            with scope.transaction(request.actor):
                return _rendered(view(request, *args, **kwargs))
        except SizaoError as error:
            return error_response(request, error)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Translate what a view with its own transaction raised; anything else is a 500 with a reference."""
        if isinstance(error, SizaoError):
            return error_response(request, error)
        if isinstance(error, Http404):
            return None
        reference = uuid.uuid4().hex[:8]
        log.exception("request %s failed", reference)
        return None if settings.DEBUG else failure_response(request, reference)


def identify(request: HttpRequest, view: Callable) -> None:
    """Set the request's actor from its token or session.

    raises: NotSignedIn for a token that does not hold, Forged.
    """
    request.actor = request.signed_in = None
    request.actor = _resolver(request) if _resolver else None
    _refuse_forged(request, view)


def language_of(request: HttpRequest) -> str:
    """Give the language of who is signed in, else the one chosen on this browser, else the installation's.

    A program says in each request what it reads (Accept-Language), whatever the owner of its token reads.
    """
    signed_in = request.signed_in
    by_program = wants_json(request) and (signed_in is None or signed_in.by_token)
    if by_program and "Accept-Language" in request.headers:
        return translation.get_language_from_request(request)
    chosen = getattr(signed_in, "language", "") or request.COOKIES.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _refuse_forged(request: HttpRequest, view: Callable) -> None:
    """Ask for the CSRF token also where a view is exempt (the API), unless a bearer token says who asks.

    A cookie is sent by the browser whoever wrote the page; a bearer token is not.
    raises: Forged.
    """
    by_cookie = request.signed_in is not None and not request.signed_in.by_token
    if not by_cookie or not getattr(view, "csrf_exempt", False):
        return
    request.csrf_processing_done = False
    if CsrfViewMiddleware(lambda _: HttpResponse()).process_view(request, _unexempt, (), {}) is not None:
        raise Forged()


def _unexempt(request: HttpRequest) -> None:
    """Stand in for an exempt view in the CSRF check."""


def _rendered(response: Any) -> HttpResponse:
    """Render lazily rendered responses inside the transaction."""
    if hasattr(response, "render") and not getattr(response, "is_rendered", True):
        return response.render()
    return response


def wants_json(request: HttpRequest) -> bool:
    """Tell whether the caller is a program."""
    return request.path.startswith("/api/")


def problem_body(error: SizaoError, *, instance: str) -> dict[str, Any]:
    """Write an error as the members of a problem document; an error's `extra` adds members of its own.

    source: RFC-9457
    """
    body: dict[str, Any] = {
        "type": f"about:sizao/{error.code}",
        "title": error.text(gettext),
        "status": error.http_status,
        "code": error.code,
        "instance": instance,
    }
    if error.problems:
        body["errors"] = [
            {"field": one.field, "row": one.row, "reason": one.text(gettext), "value": one.value}
            for one in error.problems
        ]
    return {**body, **getattr(error, "extra", {})}


def problem(error: SizaoError, *, instance: str) -> JsonResponse:
    """Answer an error as a problem document."""
    headers = {"WWW-Authenticate": "Bearer"} if error.http_status == 401 else None
    body = problem_body(error, instance=instance)
    return JsonResponse(body, status=error.http_status, content_type="application/problem+json", headers=headers)


def error_response(request: HttpRequest, error: SizaoError) -> HttpResponse:
    """Answer a refusal as JSON, as an HTMX fragment or as a page."""
    if wants_json(request):
        return problem(error, instance=request.path)
    is_htmx = bool(getattr(request, "htmx", False))
    if isinstance(error, NotSignedIn):
        return _to_sign_in(request, is_htmx)
    template = "_refusal.html" if is_htmx else "error.html"
    context = {"error": error, "message": error.text(gettext), "status": error.http_status}
    return render(request, template, context, status=error.http_status)


def _to_sign_in(request: HttpRequest, is_htmx: bool) -> HttpResponse:
    from urllib.parse import urlencode

    where = f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}"
    if is_htmx:
        return HttpResponse(status=401, headers={"HX-Redirect": where})
    return HttpResponseRedirect(where)


def failure_response(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer an unexpected failure with a reference number and nothing else."""
    message = gettext("没有完成，系统出错。编号{reference}").format(reference=reference)
    if wants_json(request):
        body = {"type": "about:sizao/failure", "title": message, "status": 500, "code": "failure"}
        return JsonResponse(body, status=500, content_type="application/problem+json")
    return render(request, "error.html", {"message": message, "status": 500, "reference": reference}, status=500)
