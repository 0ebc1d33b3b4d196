"""All routes there are, read from the resolver and from the API itself, so that none can be forgotten."""

import importlib
import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from sizao.core import pages
from tests.access.rules import Route
from tests.access.world import Make

API = "api/v1/"
# django-ninja's own pages under the API: they are routes, not operations.
API_PAGES = ("api_operations", "openapi-json", "api-root")
PART = re.compile(r"<(?:(?P<kind>[a-z]+):)?(?P<name>\w+)>|\{(?:(?P<kind2>[a-z]+):)?(?P<name2>\w+)\}")


@dataclass(frozen=True, slots=True)
class Address:
    """A route as it is mounted: `pattern` with `<kind:name>` or `{name}`; methods only where the API names them."""

    name: str
    pattern: str
    methods: tuple[str, ...] = ("GET", "POST")

    def parts(self) -> dict[str, str]:
        """Give the parameters of the address with their kind."""
        return {
            found["name"] or found["name2"]: found["kind"] or found["kind2"] or "str"
            for found in PART.finditer(self.pattern)
        }

    def filled(self, values: dict[str, Any]) -> str:
        """Write the address with values in it."""
        return PART.sub(lambda found: str(values[found["name"] or found["name2"]]), self.pattern)


def all_addresses() -> list[Address]:
    """List every page and every operation of the API."""
    return [*_walk(get_resolver().url_patterns, "/", ""), *_operations()]


def _walk(patterns: Any, prefix: str, space: str) -> Iterator[Address]:
    for one in patterns:
        where = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, where, one.namespace or space)
        elif isinstance(one, URLPattern) and not _is_operation(where, one):
            yield Address(f"{space}:{one.name}" if space else str(one.name), where)


def _is_operation(where: str, pattern: URLPattern) -> bool:
    return where.startswith(f"/{API}") and pattern.name not in API_PAGES


def _operations() -> Iterator[Address]:
    from sizao.api.root import api

    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            where = f"/{API}{prefix.strip('/')}/{path.strip('/')}".replace("//", "/").rstrip("/")
            for operation in view.operations:
                name = operation.operation_id or api.get_openapi_operation_id(operation)
                yield Address(f"api:{name}", where, tuple(operation.methods))


def operation_count() -> int:
    """Count the addresses of the resolver that were taken to be operations of the API."""

    def walk(patterns: Any, prefix: str) -> Iterator[str]:
        for one in patterns:
            where = prefix + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, where)
            elif _is_operation(where, one):
                yield where

    return len(set(walk(get_resolver().url_patterns, "/")))


def declared() -> dict[str, Route]:
    """Collect what the modules declare in `tests/access.py`, and the shells; a route may be declared once."""
    found: dict[str, Route] = {}
    for module in _declarations():
        twice = found.keys() & module.ROUTES.keys()
        if twice:
            raise ValueError(f"{module.__name__}: declared twice: {sorted(twice)}")
        found.update(module.ROUTES)
    return found


def samples() -> dict[str, Make]:
    """Collect how the rows are made that routes name."""
    return {name: make for module in _declarations() for name, make in getattr(module, "SAMPLES", {}).items()}


def _declarations() -> Iterator[ModuleType]:
    yield importlib.import_module("tests.access.api")
    yield importlib.import_module("tests.access.demo")
    for package in ["sizao.web", *(module.name for module in pages.modules())]:
        # A module without pages has none; one with pages and without a declaration fails for each of its routes.
        if importlib.util.find_spec(f"{package}.tests") and importlib.util.find_spec(f"{package}.tests.access"):
            yield importlib.import_module(f"{package}.tests.access")
