"""Addresses of the audit."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.core.oversight import views

app_name = "audit"
urlpatterns = [
    path("", views.entries, name="list"),
    path("export/", views.export, name="export"),
    path("chain/", views.chain, name="chain"),
    path("<keyed:key>/<str:day>/", views.entry, name="entry"),
]
