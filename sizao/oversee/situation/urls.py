"""Urls of the situation."""

from django.urls import path

from sizao.oversee.situation import views

app_name = "situation"
urlpatterns = [
    path("burden/", views.home, name="home"),
    path("burden/<int:unit_id>/", views.burden, name="burden"),
]
