"""Addresses of the grid: schools by unit id, cells by `<school>~<uuid>`."""

from django.urls import path

from sizao.core import converters  # noqa: F401 (registers <keyed:…>)
from sizao.registry.grids.views import cells, keeping, showing

app_name = "grids"
urlpatterns = [
    path("", showing.home, name="home"),
    path("mine/", cells.mine, name="mine"),
    path("school/<int:school_id>/", showing.school, name="school"),
    path("uncovered/<int:unit_id>/", showing.uncovered, name="uncovered"),
    path("new/<int:school_id>/<slug:line>/", keeping.new, name="new"),
    path("<keyed:key>/", cells.cell, name="cell"),
    path("<keyed:key>/change/", cells.change, name="change"),
    path("<keyed:key>/edit/", keeping.edit, name="edit"),
    path("<keyed:key>/cover/", keeping.cover, name="cover"),
    path("<keyed:key>/cover/<uuid:coverage_id>/end/", keeping.uncover, name="uncover"),
    path("<keyed:key>/workers/new/", keeping.appoint, name="appoint"),
    path("<keyed:key>/workers/<uuid:worker_id>/end/", keeping.dismiss, name="dismiss"),
    path("<keyed:key>/retire/", keeping.retire, name="retire"),
]
