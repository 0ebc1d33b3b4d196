"""Urls of the inbox."""

from django.urls import path

from sizao.core import rowkeys  # noqa: F401 (registers <row:…>)
from sizao.core.notify import views

app_name = "notify"
urlpatterns = [
    path("", views.inbox, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("<row:key>/", views.open_notice, name="open"),
]
