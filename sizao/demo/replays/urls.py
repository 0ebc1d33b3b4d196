"""Addresses of the replays."""

from django.urls import path

from sizao.demo.replays import views

app_name = "replays"
urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:name>/", views.story, name="story"),
    path("<slug:name>/<int:school_id>/", views.played, name="played"),
]
