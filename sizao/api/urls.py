"""Mounts the JSON API and the page that lists its operations."""

from django.urls import include, path

from sizao.api import views
from sizao.api.edge import edge
from sizao.api.root import api

operations, app_name, namespace = api.urls
for pattern in operations:
    pattern.callback = edge(pattern.callback)

urlpatterns = [
    path("", views.operations, name="api_operations"),
    path("", include((operations, app_name), namespace=namespace)),
]
