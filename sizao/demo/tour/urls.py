"""Addresses of the tour."""

from django.urls import path

from sizao.demo.tour import views

app_name = "demo"
urlpatterns = [
    path("", views.home, name="home"),
    path("go/", views.go, name="go"),
    path("leave/", views.leave, name="leave"),
    path("bar/", views.bar, name="bar"),
]
