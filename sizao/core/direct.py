"""The short way in: what comes a thousand times a second is answered before routing and middleware.

Who asks, and whether another site forged it, is decided by the same functions as at the edge; a module's function then
answers what is in order. Everything else, each refusal included, takes the whole way with its body put back, so that
errors have one shape and are written once. A function may therefore be asked twice: what it does is keyed by its
sender.
"""

import importlib
import json
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from django.core.handlers.wsgi import WSGIRequest

from sizao.core import counting, http, pages
from sizao.core.actor import Actor
from sizao.core.errors import SizaoError

JSON = "application/json"
# A class's report is well below; what is larger is read the whole way, with its limits.
LARGEST_BODY_BYTES = 64 * 1024
REASONS = {200: "200 OK", 201: "201 Created"}
# What the middleware adds to the API's answers; a test compares both ways.
HEADERS = (
    ("Content-Type", JSON),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
)

# Give status and JSON members of an answer, or None for whatever is out of the ordinary.
Taker = Callable[[Actor, Any], tuple[int, dict[str, Any]] | None]
Application = Callable[[dict[str, Any], Callable], Iterable[bytes]]


def wrapped(whole: Application) -> Application:
    """Give the application that answers the modules' direct addresses itself and leaves the rest to `whole`."""
    takers = _takers()

    def application(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        taker = takers.get((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        if taker is not None:
            began = time.perf_counter()
            answer = _answer(environ, taker)
            if answer is not None:
                status, language, body = answer
                start_response(
                    REASONS[status],
                    [*HEADERS, ("Content-Language", language), ("Content-Length", str(len(body)))],
                )
                counting.count(environ["REQUEST_METHOD"], status, time.perf_counter() - began)
                return [body]
        return whole(environ, start_response)

    return application


def _takers() -> dict[tuple[str, str], Taker]:
    found = {}
    for module in pages.modules():
        for method, address, dotted in module.direct:
            path, _, name = dotted.partition(":")
            found[method, address] = getattr(importlib.import_module(path), name)
    return found


def _answer(environ: dict[str, Any], taker: Taker) -> tuple[int, str, bytes] | None:
    """Answer one request, or give None with the body put back."""
    if environ.get("HTTP_IDEMPOTENCY_KEY") or environ.get("CONTENT_TYPE") != JSON:
        return None
    length = environ.get("CONTENT_LENGTH", "")
    if not length.isdecimal() or int(length) > LARGEST_BODY_BYTES:
        return None
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    request: Any = WSGIRequest(environ)
    try:
        http.identify(request, taker)
        given = taker(request.actor, json.loads(body)) if request.actor is not None else None
    except (SizaoError, ValueError):
        given = None
    except Exception:
        http.log.exception("a direct answer failed")
        given = None
    if given is None:
        environ["wsgi.input"] = BytesIO(body)
        return None
    status, members = given
    return status, http.language_of(request), json.dumps(members).encode()
