"""Addresses of inspections: places and findings by `<school>~<uuid>`."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.oversee.inspections import views

app_name = "inspections"
urlpatterns = [
    path("", views.home, name="home"),
    path("places/<keyed:key>/", views.place, name="place"),
    path("places/<keyed:key>/new/", views.inspect, name="inspect"),
    path("findings/<keyed:key>/", views.finding, name="finding"),
]
