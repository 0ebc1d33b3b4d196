"""Addresses of hygiene: schools by unit id."""

from django.urls import path

from sizao.prepare.hygiene.views import planning

app_name = "hygiene"
urlpatterns = [
    path("plan/", planning.home, name="home"),
    path("plan/<int:school_id>/", planning.plan, name="plan"),
    path("plan/<int:school_id>/new/", planning.line, name="new_line"),
    path("plan/<int:school_id>/lines/<str:code>/", planning.line, name="line"),
    path("plan/<int:school_id>/settings/<uuid:setting_id>/retire/", planning.retire, name="retire_line"),
]
