"""Addresses of imports, by `<school>~<uuid>`; they stand below the roster's."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.registry.imports.views import files, pages

app_name = "imports"
urlpatterns = [
    path("roster/imports/", pages.imports, name="home"),
    path("roster/imports/<keyed:key>/", pages.detail, name="import"),
    path("roster/imports/<keyed:key>/columns/", pages.columns, name="columns"),
    path("roster/imports/<keyed:key>/check/", pages.check, name="check"),
    path("roster/imports/<keyed:key>/decide/", pages.decide, name="decide"),
    path("roster/imports/<keyed:key>/commit/", pages.commit, name="commit"),
    path("roster/imports/<keyed:key>/undo/", pages.undo, name="undo"),
    path("roster/imports/<keyed:key>/discard/", pages.discard, name="discard"),
    path("roster/template/<int:school_id>/", files.template, name="template"),
]
