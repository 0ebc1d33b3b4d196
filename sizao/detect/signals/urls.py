"""Urls of the signals."""

from django.urls import path

from sizao.detect.signals import views

app_name = "signals"
urlpatterns = [
    path("", views.home, name="home"),
    path("worth/", views.worth, name="worth"),
    path("<keyed:key>/", views.signal, name="signal"),
    path("<keyed:key>/<slug:move>/", views.act, name="act"),
]
