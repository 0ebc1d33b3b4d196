"""Urls of long work."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.core.work import views

app_name = "work"
urlpatterns = [
    path("<keyed:key>/", views.work, name="work"),
    path("<keyed:key>/cancel/", views.cancel, name="cancel"),
]
