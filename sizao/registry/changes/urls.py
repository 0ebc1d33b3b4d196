"""Addresses of changes of units."""

from django.urls import path

from sizao.registry.changes import views

app_name = "changes"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<int:change_id>/", views.change, name="change"),
    path("<int:change_id>/withdraw/", views.withdraw, name="withdraw"),
    path("units/<int:unit_id>/", views.unit, name="unit"),
    path("units/<int:unit_id>/<slug:kind>/", views.plan, name="plan"),
]
