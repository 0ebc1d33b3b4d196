"""Addresses of changes of units."""

from django.urls import path

from sizao.registry.changes.views import units, years

app_name = "changes"
urlpatterns = [
    path("", units.listing, name="list"),
    path("<int:change_id>/", units.change, name="change"),
    path("<int:change_id>/withdraw/", units.withdraw, name="withdraw"),
    path("units/<int:unit_id>/", units.unit, name="unit"),
    path("units/<int:unit_id>/<slug:kind>/", units.plan, name="plan"),
    path("year/<int:unit_id>/", years.year, name="year"),
    path("year/<int:unit_id>/undo/", years.undo, name="undo_year"),
]
