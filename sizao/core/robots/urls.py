"""Urls of the robots."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.core.robots import views

app_name = "robots"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:unit_id>/", views.unit, name="unit"),
    path("<keyed:key>/<slug:verb>/", views.act, name="act"),
]
