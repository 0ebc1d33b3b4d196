"""Addresses of response levels."""

from django.urls import path

from sizao.registry.levels.views import bundles, responses

app_name = "levels"
urlpatterns = [
    path("", responses.home, name="home"),
    path("<int:unit_id>/", responses.unit, name="unit"),
    path("<int:unit_id>/order/", responses.order, name="order"),
    path("<int:unit_id>/<int:response_id>/extend/", responses.extend, name="extend"),
    path("<int:unit_id>/<int:response_id>/end/", responses.end, name="end"),
    path("<int:unit_id>/bundles/", bundles.listing, name="bundles"),
    path("<int:unit_id>/bundles/new/", bundles.edit, name="new_bundle"),
    path("<int:unit_id>/bundles/<slug:code>/", bundles.edit, name="bundle"),
    path("<int:unit_id>/bundles/<slug:code>/retire/", bundles.retire, name="retire_bundle"),
]
