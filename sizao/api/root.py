"""The API: one instance, errors in one shape, a router per module."""

import functools
import importlib
from collections.abc import Callable
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError, ValidationErrorContext
from ninja.operation import Operation

from sizao.api import document, me
from sizao.core import http, pages, reading, scope
from sizao.core.actor import Actor
from sizao.core.errors import Invalid, SizaoError


class NotJson(SizaoError):
    """The body is not JSON."""

    code = "not_json"
    message = "内容不是有效的JSON"
    http_status = 400


class TooLarge(SizaoError):
    """The body is larger than the server takes."""

    code = "too_large"
    message = "一次发得太多，分几次发"
    http_status = 413


class Api(NinjaAPI):
    """django-ninja with our document and with what was sent kept for the answer."""

    def get_openapi_schema(self, **options: Any) -> dict[str, Any]:
        """Describe the API, problems included."""
        return document.completed(super().get_openapi_schema(**options))

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Name an operation by its module's label and its function: `checks_submit_checks`."""
        function = operation.view_func
        package = function.__module__.split(".api")[0]
        return f"{package.rpartition('.')[2]}_{function.__name__}"

    def validation_error_from_error_contexts(self, error_contexts: list[ValidationErrorContext]) -> ValidationError:
        """Keep each error's location without the name of the Python parameter, and its input."""
        errors = []
        for context in error_contexts:
            model = context.model
            skipped = 1 if model.__ninja_param_source__ == "body" else 0
            for error in context.pydantic_validation_error.errors(include_url=False):
                location = model.__ninja_flatten_map_reverse__.get(error["loc"], error["loc"])
                errors.append({**error, "loc": location[skipped:]})
        return ValidationError(errors)


def signed_in(request: HttpRequest) -> Actor | None:
    """Give who asks; a bearer token or a browser's session was resolved at the edge."""
    return request.actor


api = Api(title="四早 Sizao", version="1", auth=signed_in, urls_namespace="api", docs_url=None)


def in_scope(operation: Callable) -> Callable:
    """Run an operation inside the scope transaction, unless it opens its own (`http.own_transaction`)."""
    if getattr(operation, "has_own_transaction", False):
        return operation

    @functools.wraps(operation)
    def run(request: HttpRequest, **arguments: Any) -> Any:
        with scope.transaction(request.actor):
            return operation(request, **arguments)

    return run


@api.exception_handler(SizaoError)
def refused(request: HttpRequest, error: SizaoError) -> HttpResponse:
    """Answer a refusal as a problem document."""
    return http.problem(error, instance=request.path)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a body or parameter that cannot be read, each field by name."""
    return refused(request, Invalid(reading.problems_of(error.errors)))


@api.exception_handler(HttpError)
def not_json(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer a body that django-ninja could not parse, the only thing it refuses by itself."""
    if error.status_code != NotJson.http_status:
        raise error
    return refused(request, NotJson())


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """Answer a body beyond DATA_UPLOAD_MAX_MEMORY_SIZE."""
    return refused(request, TooLarge())


@api.exception_handler(Exception)
def failed(request: HttpRequest, error: Exception) -> NoReturn:
    """Leave what nobody foresaw to the edge, which answers 500 with nothing else in it."""
    raise error


api.add_decorator(in_scope)
api.add_router("", me.router, tags=["me"])
for _module in pages.modules():
    if _module.api:
        _path, _, _name = _module.api.partition(":")
        api.add_router(f"/{_module.label}", getattr(importlib.import_module(_path), _name), tags=[_module.label])
