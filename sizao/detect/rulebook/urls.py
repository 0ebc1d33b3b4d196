"""Addresses of the rule book."""

from django.urls import path

from sizao.detect.rulebook import views

app_name = "rulebook"
urlpatterns = [
    path("", views.home, name="home"),
    path("changes/<uuid:change_id>/", views.change, name="change"),
    path("changes/<uuid:change_id>/<slug:move>/", views.act, name="act"),
    path("objections/<uuid:objection_id>/", views.decide, name="decide"),
    path("<int:unit_id>/", views.unit, name="unit"),
    path("<int:unit_id>/rule/<str:rule_id>/", views.rule, name="rule"),
    path("<int:unit_id>/new/<slug:form>/", views.new, name="new"),
]
