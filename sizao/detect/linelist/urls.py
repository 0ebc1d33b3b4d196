"""Urls of the line list."""

from django.urls import path

from sizao.detect.linelist import views

app_name = "linelist"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:school_id>/new/", views.register, name="register"),
    path("<int:school_id>/<uuid:person_id>/<int:episode>/", views.illness, name="illness"),
]
