"""Urls of the questions."""

from django.urls import path

from sizao.oversee.quality import views

app_name = "quality"
urlpatterns = [
    path("", views.home, name="home"),
    path("<keyed:key>/", views.question, name="question"),
]
