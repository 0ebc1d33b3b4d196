"""What every address of the API does before and after its operation: type of the body, method."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from sizao.core import http
from sizao.core.errors import SizaoError

JSON = "application/json"


class NotAllowed(SizaoError):
    """The address exists, but not for this method."""

    code = "method_not_allowed"
    message = "这个地址不接受{method}，可用{allowed}"
    http_status = 405


class WrongMedia(SizaoError):
    """The body is of a type the API does not read."""

    code = "wrong_media"
    message = "内容要是JSON（Content-Type: application/json）"
    http_status = 415


def edge(view: Callable) -> Callable:
    """Wrap a view of django-ninja: it opens its scope transactions itself, operation by operation."""

    @http.own_transaction
    def call(request: HttpRequest, **arguments: Any) -> HttpResponse:
        refuse_wrong_media(request)
        response = view(request, **arguments)
        if response.status_code == NotAllowed.http_status:
            return _not_allowed(request, response)
        return response

    call.csrf_exempt = True
    return call


def refuse_wrong_media(request: HttpRequest) -> None:
    """Refuse a body that does not say it is JSON: no form of another page can then send one.

    raises: WrongMedia.
    """
    has_body = request.META.get("CONTENT_LENGTH") not in (None, "", "0")
    if has_body and request.content_type != JSON:
        raise WrongMedia()


def _not_allowed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    allowed = response.headers["Allow"]
    answer = http.problem(NotAllowed(method=request.method, allowed=allowed), instance=request.path)
    answer.headers["Allow"] = allowed
    return answer
