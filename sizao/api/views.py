"""The page that lists the API's operations for people, from the OpenAPI document."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sizao.api.root import api
from sizao.core import pages

FIRST_PROBLEM = 400


@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """List every operation by module: method, address, parameters, answers."""
    document = api.get_openapi_schema()
    titles = {module.label: module.title for module in pages.modules()}
    groups: dict[str, list[dict[str, Any]]] = {}
    for address, methods in document["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append(_line(address, method, operation))
    context = {
        "groups": [
            {"title": titles.get(tag, ""), "lines": sorted(lines, key=lambda line: line["address"])}
            for tag, lines in groups.items()
        ]
    }
    return render(request, "api/operations.html", context)


def _line(address: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    return {
        "method": method.upper(), "address": address, "parts": address.strip("/").split("/"),
        "summary": operation["summary"],
        "parameters": [one["name"] for one in operation["parameters"] if one["in"] != "path"],
        "statuses": sorted(status for status in operation["responses"] if status < FIRST_PROBLEM),
    }  # fmt: skip
