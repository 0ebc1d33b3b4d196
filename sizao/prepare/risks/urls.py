"""Urls of the risk points."""

from django.urls import path

from sizao.prepare.risks import views

app_name = "risks"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:unit_id>/", views.unit, name="unit"),
    path("<int:unit_id>/new/", views.new, name="new"),
    path("points/<keyed:key>/", views.point, name="point"),
    path("points/<keyed:key>/review/", views.review, name="review"),
    path("points/<keyed:key>/<slug:move>/", views.act, name="act"),
]
