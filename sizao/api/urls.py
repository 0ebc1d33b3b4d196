"""Mounts the JSON API and the page that lists its operations."""

from django.urls import include, path

from sizao.api import views
from sizao.api.edge import edge
from sizao.api.root import api

_patterns, _application, _namespace = api.urls
for _pattern in _patterns:
    _pattern.callback = edge(_pattern.callback)

urlpatterns = [
    path("", views.operations, name="api_operations"),
    path("", include((_patterns, _application), namespace=_namespace)),
]
