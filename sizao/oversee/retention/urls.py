"""Urls of retention."""

from django.urls import path

from sizao.oversee.retention import views

app_name = "retention"
urlpatterns = [path("", views.tables, name="list")]
