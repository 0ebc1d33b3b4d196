"""Urls of stored files."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.core.files import views

app_name = "files"
urlpatterns = [path("<keyed:key>/", views.download, name="download")]
