"""Addresses of concerns that nobody at a school may judge."""

from django.urls import path

from sizao.oversee.unjudged import views

app_name = "unjudged"
urlpatterns = [
    path("", views.home, name="home"),
    path("<keyed:key>/", views.concern, name="concern"),
    path("<keyed:key>/close/", views.close, name="close"),
    path("<keyed:key>/reopen/", views.reopen, name="reopen"),
]
