"""The API: one instance, errors in one shape, a router per module."""

import importlib

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.security import HttpBearer

from sizao.core import http, pages
from sizao.core.errors import FieldProblem, Invalid, SizaoError


class SignedIn(HttpBearer):
    """A bearer token, or the session of a browser with its CSRF token; the actor was resolved at the edge."""

    def __call__(self, request: HttpRequest) -> object | None:
        return request.actor

    def authenticate(self, request: HttpRequest, token: str) -> object | None:
        return request.actor


api = NinjaAPI(title="四早 Sizao", version="1", auth=SignedIn(), urls_namespace="api", docs_url=None)


@api.exception_handler(SizaoError)
def refused(request: HttpRequest, error: SizaoError) -> HttpResponse:
    """Answer a refusal as a problem document."""
    return http.problem(error, instance=request.path)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a body or parameter that cannot be read, each field by name."""
    problems = [
        FieldProblem(".".join(str(part) for part in one["loc"][1:]) or str(one["loc"][0]), "这一项读不出来：{why}",
                     {"why": one["msg"]}, value=str(one.get("input", ""))[:40])
        for one in error.errors
    ]  # fmt: skip
    return http.problem(Invalid(problems), instance=request.path)


for _module in pages.modules():
    if _module.api:
        _path, _, _name = _module.api.partition(":")
        api.add_router(f"/{_module.label}", getattr(importlib.import_module(_path), _name), tags=[_module.label])
