"""Urls of the absences under trace."""

from django.urls import path

from sizao.detect.absences import views

app_name = "absences"
urlpatterns = [path("", views.absence_list, name="list")]
