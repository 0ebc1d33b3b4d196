"""Urls of the inbox."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.core.notify import views

app_name = "notify"
urlpatterns = [
    path("", views.inbox, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("<keyed:key>/", views.open_notice, name="open"),
]
