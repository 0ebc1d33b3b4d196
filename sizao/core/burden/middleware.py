"""Count entries at the edge: whatever form carries a stamp is measured, and no view has to know."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sizao.core import clock
from sizao.core.burden import services

FIELD = "opened"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class MeasuringMiddleware:
    """Note the stamp of an entry that was taken; a refused one is noted when it is taken at last."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and request.content_type in FORMS and response.status_code < 400:
            stamped, actor = request.POST.get(FIELD), getattr(request, "actor", None)
            if stamped and actor is not None:
                services.note(stamped, role=actor.role, now=clock.now())
        return response
