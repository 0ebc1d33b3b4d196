"""Addresses of tags, by `<school>~<uuid>`; they stand below the roster's."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.registry.tags import views

app_name = "tags"
urlpatterns = [
    path("roster/tags/", views.listing, name="home"),
    path("roster/tags/new/<keyed:key>/", views.new, name="new"),
    path("roster/tags/<keyed:key>/", views.change, name="tag"),
    path("roster/tags/<keyed:key>/lift/", views.lift, name="lift"),
]
